"""Questions that were asked before: which thread answers them, what was moved there, and what the index proposes."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser, ThreadRef, UserRef


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


_IS_OPEN = text("decided_at IS NULL")


class DuplicateProposal(Model):
    """The index holds this question for the same as an earlier one (`target_id`): open until somebody decides.

    `terms` are the words that both say, `score` how near they are. Outcomes: `closed` as duplicate of it, `elsewhere`
    (as one of another), `dismissed` (it is another question: the pair is never proposed again; such a row without a
    score was never proposed). Who decided is not named where an anonymous asker did.
    """

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    target_id: Mapped[ThreadRef]
    score: Mapped[float] = mapped_column(default=0.0)
    terms: Mapped[Line] = mapped_column(default="")
    at: Mapped[Instant]
    outcome: Mapped[Line] = mapped_column(default="")
    decided_by_id: Mapped[MaybeUser]
    decided_at: Mapped[LateInstant]

    __table_args__ = (
        CheckConstraint("outcome IN ('', 'closed', 'elsewhere', 'dismissed')", name="outcome"),
        CheckConstraint("(decided_at IS NULL) = (outcome = '')", name="decided"),
        UniqueConstraint("thread_id", "target_id"),
        Index("uq_duplicate_proposal_open", "thread_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_duplicate_proposal_newest", "at", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )
