"""What goes out about an alarm: the mail with its one link, who may answer by it, and what a webhook is told."""

from datetime import datetime
from typing import Any

from babel.dates import format_time, get_timezone
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from forum import mail, settings
from forum.extensions import db
from forum.models import Event, Thread, User
from forum.services import mailing
from moderation.models import Alarm, AlarmCall, Case
from moderation.services.rota import Contact


def send(alarm: Alarm, case: Case, call: AlarmCall, contact: Contact, at: datetime) -> int | None:
    """Leave the mail of one call, before all other mail; its id, or None when there is no such address."""
    base = settings.current().base_url
    title = db.session.scalar(select(Thread.title).where(Thread.id == case.thread_id))
    facts = {
        "name": contact.name,
        "title": title,
        "case": case,
        "risk": round(case.risk * 100),
        "since": _minute(alarm.opened_at, contact),
        "level": alarm.level,
        "minutes": round((alarm.due_at - at).total_seconds() / 60),
        "link": f"{base}/acknowledgement/{token(call.id)}",
        "page": f"{base}/cases/{case.id}",
    }
    subject, body = mailing.composed("mail/alarm.txt", contact.locale, **facts)
    subject = "".join(letter if letter.isprintable() else " " for letter in subject)[:240]
    try:
        return mailing.queue_mail(contact.address, subject, body, at, is_urgent=True).id
    except mail.UndeliverableError:
        return None


def _minute(at: datetime, contact: Contact) -> str:
    """The minute where the reader is, with the zone's name."""
    zone = get_timezone(contact.zone or settings.current().zone)
    return str(format_time(at, "HH:mm zzz", tzinfo=zone, locale=contact.locale or settings.current().locale))


def token(call_id: int) -> str:
    """A signed word that lets the person of this call acknowledge this alarm, and do nothing else."""
    return str(_signer().dumps(call_id))


def call_of(given: str) -> tuple[AlarmCall, Alarm] | None:
    """The call that a word belongs to; None when it is forged, or its person has left the staff or changed address."""
    try:
        call_id = _signer().loads(given)
    except (BadSignature, ValueError):
        return None
    found = select(AlarmCall, Alarm, User).join(Alarm, Alarm.id == AlarmCall.alarm_id)
    row = db.session.execute(found.outerjoin(User, User.id == AlarmCall.user_id).where(AlarmCall.id == call_id)).first()
    if row is None or not _is_still(row.AlarmCall, row.User):
        return None
    return row.AlarmCall, row.Alarm


def _is_still(call: AlarmCall, user: User | None) -> bool:
    if call.user_id is None:
        return True
    return user is not None and user.is_staff and user.is_active and user.email == call.address


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.current().secret_key, salt="alarm")


def told(event: Event) -> dict[str, Any]:
    """What a webhook is told of a call: which case, how dangerous and why, who was called; no customer's words."""
    case = db.session.get_one(Case, event.facts["case_id"])
    of_level = (AlarmCall.alarm_id == event.facts["alarm_id"], AlarmCall.level == event.facts["level"])
    called = db.session.scalars(select(AlarmCall.name).where(*of_level).order_by(AlarmCall.id)).all()
    facts = {
        **{name: event.facts[name] for name in ("alarm_id", "case_id", "level")},
        "risk": case.risk,
        "reasons": [reason["name"] for reason in case.reasons],
        "called": list(called),
        "url": f"{settings.current().base_url}/cases/{case.id}",
    }
    return {"type": event.name, "timestamp": event.at.isoformat(), "data": facts}
