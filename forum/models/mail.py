"""Outgoing mail: rows first, sent by the worker when there is a mail server."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText

AT_ONCE, IN_TURN, LATER = 0, 1, 2


class OutgoingMail(Model):
    """A mail to one address. Without a mail server it is kept here and shown to admins.

    `priority` is 0 for what cannot wait, 1 for all else, 2 for notices: lower ones are sent first.
    With `notification_id` it tells of that notice, once: it has no words of its own but is written when it is sent,
    and dropped when what it tells of is not for its reader any more.
    """

    id: Mapped[Key]
    recipient: Mapped[Line]
    subject: Mapped[Line]
    body: Mapped[LongText]
    priority: Mapped[int] = mapped_column(default=IN_TURN, server_default=str(IN_TURN))
    created_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[Instant]
    sent_at: Mapped[LateInstant]
    dead_at: Mapped[LateInstant]
    error: Mapped[LongText] = mapped_column(default="")
    notification_id: Mapped[int | None] = mapped_column(
        ForeignKey("notification.id", ondelete="CASCADE"), unique=True, default=None
    )
    dropped_at: Mapped[LateInstant]
