"""Clocks: until when somebody should have answered a live question, and when it goes to staff."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, LateInstant

_IS_WAITING = text("stopped_at IS NULL AND handed_at IS NULL")


class Clock(Model):
    """The first-response clock of one live question.

    It runs from `started_at` until somebody answers (`stopped_at`); at `staff_from_at` an unanswered question becomes a
    case (`handed_at`), due at `due_at`. The partial index holds only what the chore must look at.
    """

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    started_at: Mapped[Instant]
    staff_from_at: Mapped[Instant]
    due_at: Mapped[Instant]
    stopped_at: Mapped[LateInstant]
    handed_at: Mapped[LateInstant]

    __table_args__ = (
        Index("ix_clock_waiting", "staff_from_at", sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING),
    )
