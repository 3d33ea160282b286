"""The rota: who is called at which hours, and the days on which others are."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Key, Line, MaybeUser


class Shift(Model):
    """Weekly hours of one person, or of an address that is nobody's account; as moderation/duty.py reads them.

    `days` has a bit a weekday, 1 for Monday; `begins` and `ends` are minutes since midnight in `zone`.
    """

    id: Mapped[Key]
    user_id: Mapped[MaybeUser]
    address: Mapped[Line] = mapped_column(default="")
    days: Mapped[int]
    begins: Mapped[int]
    ends: Mapped[int]
    zone: Mapped[Line]
    rank: Mapped[int] = mapped_column(default=1)
    is_for_holidays: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("(user_id IS NULL) = (address <> '')", name="who"),
        CheckConstraint("days BETWEEN 1 AND 127", name="days"),
        CheckConstraint("begins BETWEEN 0 AND 1439 AND ends BETWEEN 1 AND 1440", name="hours"),
    )


class Holiday(Model):
    """A day on which shifts of this zone (all zones where it is empty) rest, and those for holidays are on."""

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(Date)
    name: Mapped[Line]
    zone: Mapped[Line] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("day", "zone"),)
