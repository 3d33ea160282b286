"""Flags: what readers report to the moderators, and what came of it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser, PostRef, UserRef

_IS_RAISED = text("state = 'raised'")


class Flag(Model):
    """One person's report of one post: raised, then upheld (the post was hidden) or declined. `words` are for staff."""

    id: Mapped[Key]
    post_id: Mapped[PostRef]
    by_id: Mapped[UserRef]
    reason_id: Mapped[int] = mapped_column(ForeignKey("reason.id"), index=True)
    words: Mapped[LongText] = mapped_column(default="")
    state: Mapped[Line] = mapped_column(default="raised")
    at: Mapped[Instant]
    settled_by_id: Mapped[MaybeUser]
    settled_at: Mapped[LateInstant]

    __table_args__ = (
        UniqueConstraint("post_id", "by_id"),
        CheckConstraint("state IN ('raised', 'upheld', 'declined')", name="state"),
        Index("ix_flag_raised", "post_id", sqlite_where=_IS_RAISED, postgresql_where=_IS_RAISED),
    )
