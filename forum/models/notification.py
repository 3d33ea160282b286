"""Notices: what a person should hear about, and what of it they chose to hear."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser

_WAITS_FOR_MAIL = "by_mail AND mailed_at IS NULL"
_IS_UNREAD_OF_SEARCH = text("saved_search_id IS NOT NULL AND read_at IS NULL")


class Notification(Model):
    """A notice for one person: kind, where, by whom, and a reason where one was given; at most one an event.

    `is_shown` is false for those who want it by mail only. `by_mail` was decided when it was left; `mailed_at` is when
    its mail was queued. With `saved_search_id` it tells what that search found since (a post of it was in `thread_id`):
    at most one is unread, and counts as long as it is; `match_count` is what it said when it was read.
    """

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Line]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[MaybeUser]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"), index=True)
    reason: Mapped[LongText] = mapped_column(default="")
    at: Mapped[Instant]
    read_at: Mapped[LateInstant]
    is_shown: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    by_mail: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    mailed_at: Mapped[LateInstant]
    saved_search_id: Mapped[int | None] = mapped_column(ForeignKey("saved_search.id"), index=True)
    match_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))

    __table_args__ = (
        UniqueConstraint("user_id", "event_id"),
        Index(
            "uq_notification_unread_of_search",
            "saved_search_id",
            unique=True,
            sqlite_where=_IS_UNREAD_OF_SEARCH,
            postgresql_where=_IS_UNREAD_OF_SEARCH,
        ),
        Index("ix_notification_unread", "user_id", "read_at"),
        Index("ix_notification_mail", "id", sqlite_where=text(_WAITS_FOR_MAIL), postgresql_where=text(_WAITS_FOR_MAIL)),
    )


class NoticeChoice(Model):
    """What a person chose about one kind of notice; without a row the kind's own default holds."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Line] = mapped_column(primary_key=True)
    has_notice: Mapped[bool]
    has_mail: Mapped[bool]
    at: Mapped[Instant]
