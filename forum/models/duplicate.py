"""Questions that were asked before: which thread answers them, and what was moved there."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, LongText, ThreadRef, UserRef


class Duplicate(Model):
    """This thread is closed as duplicate of another; the row goes when that is undone, the public log keeps both.

    `said_id` is the thread that was named, `of_id` the one at the end of the chain (thread.duplicate_of_id repeats it):
    of what was named when that is no duplicate itself. `active_before` is the target's `active_at` before posts came.
    """

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    said_id: Mapped[ThreadRef]
    of_id: Mapped[ThreadRef]
    by_id: Mapped[UserRef]
    reason: Mapped[LongText] = mapped_column(default="")
    public_act_id: Mapped[int | None] = mapped_column(ForeignKey("public_act.id"), index=True)
    active_before: Mapped[Instant]
    at: Mapped[Instant]


class MovedPost(Model):
    """An answer that stands, with its comments, in the thread of which its own (`from_id`) is a duplicate."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    from_id: Mapped[ThreadRef]
