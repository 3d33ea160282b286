"""Who may know: people named for open questions, what a person leaves to others, and who was asked for an answer."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, ThreadRef


class Ranking(Model):
    """When the people for this question were last looked for; a question without any row in candidate has nobody."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[Instant] = mapped_column(index=True)


class Candidate(Model):
    """Somebody who may know the answer, best first by rank, as the worker last saw it; and the facts that say why.

    `near_id` is the thread most like it (`likeness`, 0 to 1) that they answered, `is_solved` whether that answer was
    accepted. `tag` is the tag of the question about which they answered `tag_count` times in thirty days.
    """

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    rank: Mapped[int]
    score: Mapped[float]
    near_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"), index=True)
    likeness: Mapped[float] = mapped_column(default=0.0)
    is_solved: Mapped[bool] = mapped_column(default=False)
    tag: Mapped[Line] = mapped_column(default="")
    tag_count: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_candidate_user", "user_id", "likeness"),)


class Skip(Model):
    """This person leaves this question to others."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[Instant]


class Muting(Model):
    """Not this person's topic: a tag, or questions like one that they answered. Exactly one of the two is given."""

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    at: Mapped[Instant]

    __table_args__ = (
        CheckConstraint("(tag_id IS NULL) <> (thread_id IS NULL)", name="one_topic"),
        UniqueConstraint("user_id", "tag_id"),
        UniqueConstraint("user_id", "thread_id"),
    )


class AnswerRequest(Model):
    """One person was asked to answer this question, once: by its asker or staff; by nobody in a wave of the clock."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Instant]
    declined_at: Mapped[LateInstant]

    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        Index("ix_answer_request_asked", "user_id", "at"),
        Index("ix_answer_request_asking", "by_id", "at"),
    )
