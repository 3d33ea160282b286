"""Drafts that are kept: what somebody has begun to write and not sent."""

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, LongText


class KeptDraft(Model):
    """A half-written question, answer, comment or change, for its writer only; one for each place.

    `place` says where it would go: `question`, `answer:7` (a thread), `comment:12` or `edit:12` (a post, in
    `thread_id`).
    """

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    place: Mapped[Line]
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    title: Mapped[Line]
    body: Mapped[LongText]
    tags: Mapped[Line]
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    kept_at: Mapped[Instant] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("user_id", "place", name="uq_kept_draft_user_id_place"),)
