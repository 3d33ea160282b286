"""Identities: authors on other networks, who may later prove to be one of our accounts; and pseudonyms here."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, MaybeUser


class Identity(Model):
    """A handle on a channel. With `brand_id` it speaks for that brand; `user_id` is set once an account claims it.

    Without a channel it is a pseudonym: a name made up for one anonymous question here, which nobody can claim.
    """

    id: Mapped[Key]
    channel: Mapped[Line]
    handle: Mapped[Line]
    name: Mapped[Line] = mapped_column(default="")
    url: Mapped[str | None] = mapped_column(default=None)
    followers: Mapped[int | None] = mapped_column(default=None)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand.id"), index=True)
    user_id: Mapped[MaybeUser]
    created_at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("channel", "handle"),)
