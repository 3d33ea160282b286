"""Drafts: what somebody has begun to write and not sent."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, LongText


class Draft(Model):
    """A half-written question, answer or comment, for its writer only; one for each place.

    `place` says where it would go: `question`, `answer:7` (a thread) or `comment:12` (a post).
    """

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    place: Mapped[Line]
    title: Mapped[Line] = mapped_column(default="", server_default="")
    body: Mapped[LongText] = mapped_column(default="", server_default="")
    tags: Mapped[Line] = mapped_column(default="", server_default="")
    kept_at: Mapped[Instant] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("user_id", "place", name="uq_draft_user_id"),)
