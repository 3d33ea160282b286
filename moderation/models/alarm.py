"""Alarms: cases that could do harm, and who was called about them until somebody answered."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, MaybeUser

_IS_OPEN = text("ended_at IS NULL")


class Alarm(Model):
    """A case for which people are called, one level after the other, until it ends.

    It ends when somebody acknowledges it, by name or by account (`acknowledged_...`), or when nobody is needed any
    more. `level` counts the calls, the last of them at `called_at`; the next is due at `due_at`.
    """

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    opened_at: Mapped[Instant]
    level: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[LateInstant]
    due_at: Mapped[Instant]
    acknowledged_at: Mapped[LateInstant]
    acknowledged_by_id: Mapped[MaybeUser]
    acknowledged_by: Mapped[Line] = mapped_column(default="")
    ended_at: Mapped[LateInstant]

    __table_args__ = (
        Index("ix_alarm_due", "due_at", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("uq_alarm_open", "case_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )


class AlarmCall(Model):
    """One person was called about an alarm, at this level: once, whatever happens to the worker."""

    id: Mapped[Key]
    alarm_id: Mapped[int] = mapped_column(ForeignKey("alarm.id", ondelete="CASCADE"))
    level: Mapped[int]
    user_id: Mapped[MaybeUser]
    name: Mapped[Line]
    address: Mapped[Line]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id", ondelete="SET NULL"), index=True)
    at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("alarm_id", "level", "address"),)
