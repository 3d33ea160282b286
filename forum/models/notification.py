"""Notices: what a person should hear about."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser


class Notification(Model):
    """A notice for one person: kind (an event's name), where, by whom, and a reason where one was given."""

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Line]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[MaybeUser]
    reason: Mapped[LongText] = mapped_column(default="")
    at: Mapped[Instant]
    read_at: Mapped[LateInstant]

    __table_args__ = (Index("ix_notification_unread", "user_id", "read_at"),)
