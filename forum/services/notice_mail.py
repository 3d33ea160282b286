"""Which notices become mail: a row each for the worker to send, once, for people who may sign in."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, literal, select, update

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Notification, OutgoingMail, User
from forum.models.mail import LATER

BATCH = 1_000
KEPT = timedelta(days=30)


def queue_due(at: datetime | None = None) -> int:
    """Queue mail for the next notices that want it, a bounded number of them; gives how many notices were seen to."""
    at = at or now()
    waiting = (Notification.by_mail, Notification.mailed_at.is_(None))
    ids = list(db.session.scalars(select(Notification.id).where(*waiting).order_by(Notification.id).limit(BATCH)))
    if not ids:
        return 0
    db.session.execute(update(Notification).where(Notification.id.in_(ids)).values(mailed_at=at))
    instant = literal(at, OutgoingMail.created_at.type)
    rows = select(
        User.email, literal(""), literal(""), instant, literal(0), instant, literal(""), Notification.id, literal(LATER)
    )
    rows = rows.join(Notification, Notification.user_id == User.id)
    rows = rows.where(Notification.id.in_(ids), User.suspended_at.is_(None))
    db.session.execute(insert(OutgoingMail).from_select(_COLUMNS, rows))
    record("mail.queued", at=at, count=len(ids))
    return len(ids)


_COLUMNS = ["recipient", "subject", "body", "created_at", "attempts", "next_at", "error", "notification_id", "priority"]


def forget_old(at: datetime | None = None) -> None:
    """Remove mail of notices after a month, sent or not: the notices themselves stay."""
    old = (OutgoingMail.notification_id.is_not(None), OutgoingMail.created_at < (at or now()) - KEPT)
    db.session.execute(delete(OutgoingMail).where(*old))
