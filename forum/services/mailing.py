"""Outgoing mail: rows first; claimed and sent by the worker where there is a server, tried again, given up at last."""

import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select, update

from forum import mail, settings
from forum.database import looking, now
from forum.events import record
from forum.extensions import db
from forum.models import OutgoingMail
from forum.models.mail import AT_ONCE, IN_TURN, LATER
from forum.services import notice_letters
from forum.services.composing import composed as composed
from forum.services.deliveries import LEASE, PAUSES
from forum.services.paging import Page, newest_first

BATCH = 20
MOST_NOTICES = 100  # sent in one go: what else the worker has to do comes between them and the next
KEPT = timedelta(days=1)  # a mail that waited longer for a server is not news any more, and its links are dead
_IS_WAITING = (OutgoingMail.sent_at.is_(None), OutgoingMail.dead_at.is_(None), OutgoingMail.dropped_at.is_(None))


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

    Mail about notices goes last, and some of it at a time. Where no server is set the rows stay, for admins to read.
    """
    if not settings.current().mail_url:
        return 0
    if is_urgent and not _is_waited_for(clock()):
        return 0
    _bury_stale(clock())
    sent, notices, last = 0, 0, AT_ONCE if is_urgent else LATER
    while notices < MOST_NOTICES and (claimed := _claim(clock(), last)):
        notices += sum(each.notification_id is not None for each in claimed)
        sent += _send(claimed, clock)
    if notices >= MOST_NOTICES:
        record("mail.queued", at=clock())
        db.session.commit()
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
    letters = _letters(claimed, clock())
    sent, left = 0, [each for each in claimed if each.id in letters]
    if not left:
        return 0
    try:
        with mail.connection(settings.current().mail_url) as server:
            while left:
                each = left.pop(0)
                sent += _send_one(each, letters[each.id], server, clock)
    except (OSError, smtplib.SMTPException) as error:
        for each in left:
            _note_failure(each, error, clock())
    return sent


def _letters(claimed: Sequence[OutgoingMail], instant: datetime) -> dict[int, mail.Letter]:
    """The letters of these mails; one that tells of what its reader may not read any more is dropped."""
    found = notice_letters.of(claimed)
    for each in claimed:
        if each.notification_id is None:
            found[each.id] = mail.Letter(each.id, each.recipient, each.subject, each.body, each.created_at)
        elif each.id not in found:
            each.dropped_at = instant
    db.session.commit()
    return found


def _send_one(each: OutgoingMail, letter: mail.Letter, server: smtplib.SMTP, clock: Callable[[], datetime]) -> bool:
    """Send one mail and note it at once. One whose lease a slow server used up is left for the next round."""
    if clock() + timedelta(seconds=10 * mail.PATIENCE) > each.next_at:
        return False
    host = urlsplit(settings.current().base_url).hostname or "localhost"
    try:
        mail.send(server, mail.message(letter, settings.current().mail_from, host))
    except (OSError, smtplib.SMTPException, mail.UndeliverableError) as error:
        _note_failure(each, error, clock())
        return False
    each.sent_at, each.error = clock(), ""
    each.recipient, each.subject = letter.recipient, letter.subject
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
