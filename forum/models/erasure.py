"""Erasures: people who want their account gone, until when they may think again, and when it was done."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, UserRef

_IS_WAITING = text("done_at IS NULL")


class Erasure(Model):
    """A person's wish that their account be erased; with `takes_words` all that they wrote is taken back, too.

    One that was thought over is deleted; one that was done stays, for it says that it was done, and when.
    """

    id: Mapped[Key]
    user_id: Mapped[UserRef]
    takes_words: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[Instant]
    due_at: Mapped[Instant]
    done_at: Mapped[LateInstant]

    __table_args__ = (
        Index(
            "uq_erasure_waiting",
            "user_id",
            unique=True,
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
    )
