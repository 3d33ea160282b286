"""Pinned threads, known issues, and the questions that belong to one."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, LongText, MaybeUser, ThreadRef, UserRef


class Pin(Model):
    """A thread stands on top of its brand's list, until `until_at` or until somebody took it down."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]
    until_at: Mapped[LateInstant]
    ended_by_id: Mapped[MaybeUser]
    ended_at: Mapped[LateInstant]

    __table_args__ = (
        Index(
            "uq_pin_open",
            "thread_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class KnownIssue(Model):
    """Staff say that the trouble of this thread is known; mended at last, with a word about it, or withdrawn.

    `people_count` repeats the rows: everybody who has it, in this thread and in the questions that belong to it.
    """

    id: Mapped[Key]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    by_id: Mapped[UserRef]
    at: Mapped[Instant]
    people_count: Mapped[int] = mapped_column(default=0)
    mended_by_id: Mapped[MaybeUser]
    mended_at: Mapped[LateInstant]
    mended_text: Mapped[LongText] = mapped_column(default="")
    withdrawn_at: Mapped[LateInstant]


class IssueLink(Model):
    """This question belongs to this issue: as the worker found by likeness (`score`), or as staff say (`by_id`).

    `ended_at`: staff say it does not; the row stays, so that the worker does not find it again.
    """

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("known_issue.id", ondelete="CASCADE"), index=True)
    score: Mapped[float] = mapped_column(default=0.0)
    by_id: Mapped[MaybeUser]
    at: Mapped[Instant]
    ended_at: Mapped[LateInstant]
