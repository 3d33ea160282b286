"""Outgoing mail: rows first; claimed and sent by the worker where there is a server, tried again, given up at last."""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import func, select, update

from forum import mail, settings
from forum.database import looking, now
from forum.events import record
from forum.extensions import db
from forum.models import OutgoingMail
from forum.models.mail import AT_ONCE, IN_TURN
from forum.services.deliveries import LEASE, PAUSES
from forum.services.paging import Page, newest_first

BATCH = 20
KEPT = timedelta(days=1)  # a mail that waited longer for a server is not news any more, and its links are dead
_IS_WAITING = (OutgoingMail.sent_at.is_(None), OutgoingMail.dead_at.is_(None))


def composed(template: str, locale: str | None, **facts: object) -> tuple[str, str]:
    """Subject and body of a mail from a template whose first line is the subject, in the reader's language."""
    with force_locale(locale or settings.current().locale):
        text = current_app.jinja_env.get_template(template).render(company=settings.current().company, **facts)
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def queue_mail(
    recipient: str, subject: str, body: str, at: datetime | None = None, is_urgent: bool = False
) -> OutgoingMail:
    """Leave a mail for the worker; an urgent one goes before all others.

    Raises mail.UndeliverableError when address or subject break into lines.
    """
    mail.refuse_injection(recipient, subject)
    at = at or now()
    queued = OutgoingMail(recipient=recipient, subject=subject, body=body, created_at=at, next_at=at)
    queued.priority = AT_ONCE if is_urgent else IN_TURN
    db.session.add(queued)
    db.session.flush()
    if is_urgent:
        record("mail.hurried", at=at, mail_id=queued.id)
    else:
        record("mail.queued", at=at, mail_id=queued.id)
    return queued


def send_due(clock: Callable[[], datetime] = now, is_urgent: bool = False) -> int:
    """Send what is due, or only what is urgent, each mail once; gives how many.

    It commits every claim before the server is called.

    Where no server is set the rows stay, for admins to read.
    """
    if not settings.current().mail_url:
        return 0
    if is_urgent and not _is_waited_for(clock()):
        return 0
    _bury_stale(clock())
    sent, last = 0, AT_ONCE if is_urgent else IN_TURN
    while claimed := _claim(clock(), last):
        sent += _send(claimed, clock)
    return sent


def _bury_stale(instant: datetime) -> None:
    stale = (*_IS_WAITING, OutgoingMail.attempts == 0, OutgoingMail.created_at < instant - KEPT)
    gone = {"dead_at": instant, "error": "waited for a mail server for more than a day"}
    db.session.execute(update(OutgoingMail).where(*stale).values(**gone))
    db.session.commit()


def send_urgent() -> int:
    """Send what cannot wait; while nothing does, no writer is kept waiting."""
    return send_due(is_urgent=True)


def _is_waited_for(instant: datetime) -> bool:
    with looking(db.session):
        due = select(OutgoingMail.id).where(*_IS_WAITING, OutgoingMail.priority == AT_ONCE)
        return db.session.scalar(due.where(OutgoingMail.next_at <= instant).limit(1)) is not None


def _claim(instant: datetime, last: int) -> Sequence[OutgoingMail]:
    """The next mails, ours until the lease ends: nobody else sends them meanwhile, and a crash gives them back."""
    due = select(OutgoingMail).where(*_IS_WAITING, OutgoingMail.next_at <= instant, OutgoingMail.priority <= last)
    held = due.order_by(OutgoingMail.priority, OutgoingMail.id).limit(BATCH).with_for_update(skip_locked=True)
    found = db.session.scalars(held.execution_options(populate_existing=True)).all()
    for each in found:
        each.attempts += 1
        each.next_at = instant + LEASE
    db.session.commit()
    return found


def _send(claimed: Sequence[OutgoingMail], clock: Callable[[], datetime]) -> int:
    sent, left = 0, list(claimed)
    try:
        with mail.connection(settings.current().mail_url) as server:
            while left:
                sent += _send_one(left.pop(0), server, clock)
    except (OSError, smtplib.SMTPException) as error:
        for each in left:
            _note_failure(each, error, clock())
    return sent


def _send_one(each: OutgoingMail, server: smtplib.SMTP, clock: Callable[[], datetime]) -> bool:
    """Send one mail and note it at once. One whose lease a slow server used up is left for the next round."""
    if clock() + timedelta(seconds=10 * mail.PATIENCE) > each.next_at:
        return False
    letter = mail.Letter(each.id, each.recipient, each.subject, each.body, each.created_at)
    host = urlsplit(settings.current().base_url).hostname or "localhost"
    try:
        mail.send(server, mail.message(letter, settings.current().mail_from, host))
    except (OSError, smtplib.SMTPException, mail.UndeliverableError) as error:
        _note_failure(each, error, clock())
        return False
    each.sent_at, each.error = clock(), ""
    db.session.commit()
    return True


def _note_failure(each: OutgoingMail, error: Exception, instant: datetime) -> None:
    each.error = f"{type(error).__name__}: {error}"[:2000]
    if each.attempts > len(PAUSES) or isinstance(error, mail.UndeliverableError):
        each.dead_at = instant
    else:
        each.next_at = instant + timedelta(seconds=PAUSES[each.attempts - 1])
    db.session.commit()


def newest(older: int | None = None, size: int = 30) -> Page:
    """Outgoing mail, newest first, for admins: bodies carry links that open accounts."""
    columns: Any = OutgoingMail.__table__.columns
    return newest_first(select(*columns), OutgoingMail.created_at, OutgoingMail.id, older, size)


def backlog() -> dict[str, int]:
    """How many mails wait, and how many were given up."""
    waiting = select(func.count()).select_from(OutgoingMail).where(*_IS_WAITING)
    dead = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.dead_at.is_not(None))
    return {"waiting": db.session.scalar(waiting) or 0, "dead": db.session.scalar(dead) or 0}
