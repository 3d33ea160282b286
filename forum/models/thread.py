"""Threads: one question (or a brand's announcement) with all that was said below it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, MaybeIdentity, MaybeUser, ThreadRef

_IS_UNTOLD = text("untold_at IS NOT NULL")
KINDS = ("question", "announcement", "stub")


class Thread(Model):
    """A thread. Its opening post is the post of kind `question`.

    kind `stub` holds a reply whose parent has not come yet; it is readable by address, in no list and in no report.
    `is_live` is false for history: old posts that are read and found, but raise no case and no notice.
    `duplicate_of_id` repeats the row of Duplicate: this was asked before, there.
    An anonymous question has a pseudonym as its asker and in `behind_id` the account behind it (see Post).
    `echo_count`: posts elsewhere that say the same, by `echo_people` others; `echo_reach`: the most followers of any.
    `untold_at`: since when an answer from here waits to be told on the network that the question came from.
    The counters, `solved_at` and `untold_at` repeat what posts, acceptances and tellings say, so that lists need no
    joins; services keep them.
    """

    id: Mapped[Key]
    kind: Mapped[Line] = mapped_column(default="question")
    title: Mapped[Line]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    channel: Mapped[Line] = mapped_column(default="site")
    asker_id: Mapped[MaybeUser]
    asker_identity_id: Mapped[MaybeIdentity]
    behind_id: Mapped[MaybeUser]
    is_live: Mapped[bool] = mapped_column(default=True)
    answer_count: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    affected_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    echo_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    echo_people: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    echo_reach: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[Instant]
    active_at: Mapped[Instant]
    solved_at: Mapped[LateInstant] = mapped_column(index=True)
    untold_at: Mapped[LateInstant]
    hidden_at: Mapped[LateInstant]
    locked_at: Mapped[LateInstant]
    deleted_at: Mapped[LateInstant]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)

    __table_args__ = (
        CheckConstraint("kind IN ('question', 'announcement', 'stub')", name="kind"),
        Index("ix_thread_newest", "created_at", "id"),
        Index("ix_thread_active", "active_at", "id"),
        Index("ix_thread_channel", "channel", "created_at", "id"),
        Index("ix_thread_untold", "untold_at", "id", sqlite_where=_IS_UNTOLD, postgresql_where=_IS_UNTOLD),
    )


class Acceptance(Model):
    """The asker's word that this answer solved the question: at most one a thread; without a name if anonymous."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[MaybeUser]
    at: Mapped[Instant]


class RelatedThread(Model):
    """A thread like this one, as the worker last saw it; best first by rank."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    related_id: Mapped[ThreadRef]
    score: Mapped[float]
