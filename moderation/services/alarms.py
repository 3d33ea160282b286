"""Alarms: a case that could do harm calls whoever is on duty, then the next, then everybody, until somebody answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from forum import settings
from forum.database import looking
from forum.events import record
from forum.extensions import db
from forum.models import Event, User
from moderation.models import Alarm, AlarmCall, Case
from moderation.services import alarm_letters, claims, rota
from moderation.services.rota import Contact, Rota

AGAIN = timedelta(minutes=30)  # after everybody was called, all are called again this often
LAST_LEVEL = 24  # then the mails end; the desk goes on saying that nobody has answered
BATCH = 50


def ring(events: Sequence[Event], at: datetime) -> None:
    """Call somebody about the cases of these events, where staff are needed at once and nobody was called yet."""
    for event in events:
        case = _case(event.facts.get("case_id"))
        if case and case.is_high and _is_needed(case, at) and not _is_known(event, case):
            _open(event, case, at)


def _case(case_id: object) -> Case | None:
    wanted = select(Case).where(Case.id == case_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _is_needed(case: Case, at: datetime) -> bool:
    """Whether staff have the next word, and nobody has taken the case."""
    return case.state == "open" and claims.holder_id(case, at) is None


def _is_known(event: Event, case: Case) -> bool:
    same = or_(Alarm.event_id == event.id, (Alarm.case_id == case.id) & Alarm.ended_at.is_(None))
    return db.session.scalar(select(Alarm.id).where(same).limit(1)) is not None


def _open(event: Event, case: Case, at: datetime) -> None:
    alarm = Alarm(case_id=case.id, event_id=event.id, opened_at=event.at, due_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(alarm)
    except IntegrityError:  # another worker was quicker
        return
    alarm.level = 0
    _call(alarm, case, rota.load(), at)


def fall_through(at: datetime) -> int:
    """Call the next about alarms that nobody acknowledged in time, in one small step; how many were looked at.

    A worker that was away calls one more person, not all that it missed. When the clock was put back, what is due waits
    no longer than it would have.
    """
    with looking(db.session):
        late = or_(Alarm.due_at <= at, Alarm.called_at > at)
        ids = db.session.scalars(select(Alarm.id).where(Alarm.ended_at.is_(None), late).limit(BATCH)).all()
    if not ids:
        return 0
    held = select(Alarm).where(Alarm.id.in_(ids), Alarm.ended_at.is_(None), late).order_by(Alarm.id)
    held = held.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    alarms, found = list(db.session.scalars(held)), rota.load()
    for alarm in alarms:
        _step(alarm, found, at)
    db.session.flush()
    return len(alarms)


def _step(alarm: Alarm, found: Rota, at: datetime) -> None:
    case = _case(alarm.case_id)
    if case is None or not _is_needed(case, at):
        alarm.ended_at = at
    elif alarm.called_at is not None and alarm.called_at > at:
        alarm.due_at, alarm.called_at = at + (alarm.due_at - alarm.called_at), at
    elif alarm.level >= LAST_LEVEL:
        alarm.due_at = at + timedelta(days=1)
    else:
        _call(alarm, case, found, at)


def _call(alarm: Alarm, case: Case, found: Rota, at: datetime) -> None:
    """Call the next on duty who was not called yet; when all were, everybody and the admins."""
    on_duty = found.on_duty(at)
    called = set(db.session.scalars(select(AlarmCall.address).where(AlarmCall.alarm_id == alarm.id)))
    fresh = [contact for contact in on_duty if contact.address not in called]
    contacts = fresh[:1] or rota.everybody(on_duty)
    wait = timedelta(minutes=settings.current().alarm_minutes)
    alarm.level, alarm.called_at = alarm.level + 1, at
    alarm.due_at = at + (wait if fresh else max(AGAIN, wait))
    calls = [_note_call(alarm, contact, at) for contact in contacts]
    db.session.flush()
    for call, contact in zip(calls, contacts, strict=True):
        call.mail_id = alarm_letters.send(alarm, case, call, contact, at)
    record("alarm.rang", case.thread_id, at=at, alarm_id=alarm.id, case_id=case.id, level=alarm.level)


def _note_call(alarm: Alarm, contact: Contact, at: datetime) -> AlarmCall:
    call = AlarmCall(alarm_id=alarm.id, level=alarm.level, user_id=contact.user_id, at=at)
    call.name, call.address = contact.name, contact.address
    db.session.add(call)
    return call


def acknowledge(alarm_id: int, at: datetime, by_id: int | None = None, name: str = "") -> bool:
    """Somebody has it: nobody else is called. False when the alarm had ended; one UPDATE decides between two."""
    told = {"acknowledged_at": at, "acknowledged_by_id": by_id, "acknowledged_by": name, "ended_at": at}
    mine = update(Alarm).where(Alarm.id == alarm_id, Alarm.ended_at.is_(None)).values(**told)
    case_id = db.session.scalar(mine.returning(Alarm.case_id).execution_options(synchronize_session=False))
    if case_id is None:
        return False
    thread_id = db.session.scalar(select(Case.thread_id).where(Case.id == case_id))
    record("alarm.acknowledged", thread_id, by_id=by_id, at=at, alarm_id=alarm_id, case_id=case_id)
    return True


def heed(events: Sequence[Event]) -> None:
    """Whoever claimed or resolved a case has answered its alarm."""
    for event in events:
        open_ = select(Alarm.id).where(Alarm.case_id == event.facts.get("case_id"), Alarm.ended_at.is_(None))
        alarm_id = db.session.scalar(open_)
        if alarm_id is not None:
            name = db.session.scalar(select(User.name).where(User.id == event.by_id)) or ""
            acknowledge(alarm_id, event.at, event.by_id, name)


def waiting(limit: int = BATCH) -> list[Any]:
    """Alarms that nobody has answered, oldest first: id, case_id, opened_at, level, due_at."""
    columns = (Alarm.id, Alarm.case_id, Alarm.opened_at, Alarm.level, Alarm.due_at)
    return list(db.session.execute(select(*columns).where(Alarm.ended_at.is_(None)).order_by(Alarm.id).limit(limit)))


def of_cases(case_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The alarms of these cases with their calls, by case, in one statement: a row a call, oldest first."""
    columns = (Alarm.id, Alarm.case_id, Alarm.opened_at, Alarm.acknowledged_at, Alarm.acknowledged_by, Alarm.ended_at)
    rows = select(*columns, AlarmCall.level, AlarmCall.name, AlarmCall.at)
    rows = rows.join(AlarmCall, AlarmCall.alarm_id == Alarm.id).where(Alarm.case_id.in_(case_ids))
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(rows.order_by(Alarm.id, AlarmCall.id)) if case_ids else ():
        found.setdefault(row.case_id, []).append(row)
    return found
