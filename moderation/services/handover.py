"""The hand-over between shifts: what happened since mine, what comes due before the next, and a note for who comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import User
from moderation.models import Alarm, Case, CaseAct, HandoverNote, HandoverReading
from moderation.services import queue
from moderation.services.rota import Rota, Watch

LOOK_BACK, LOOK_AHEAD = timedelta(days=14), timedelta(days=7)
WITHOUT_SHIFT, WITHOUT_NEXT = timedelta(hours=24), timedelta(hours=12)
ACTS = ("opened", "raised", "reopened", "escalated", "resolved")
KINDS = ("due", "left", "alarms", *ACTS)
MOST = 200
NOTES = 5


@dataclass(frozen=True, slots=True)
class Period:
    """What a hand-over looks at: since when, when it is read, and until when; `by_rota` says which came from shifts."""

    since: datetime
    at: datetime
    until: datetime
    has_last: bool = False
    has_next: bool = False


def period(rota: Rota, user_id: int, at: datetime, since: datetime | None = None) -> Period:
    """From the end of this person's last shift (or the instant they chose) to the beginning of the next one's."""
    left_at = _left_at(rota.watches(at - LOOK_BACK, at + timedelta(microseconds=1)), user_id, at)
    next_at = next((each.begins_at for each in rota.coming(at, at + LOOK_AHEAD)), None)
    began = since or left_at or at - WITHOUT_SHIFT
    return Period(began, at, next_at or at + WITHOUT_NEXT, left_at == began, next_at is not None)


def _left_at(watches: list[Watch], user_id: int, at: datetime) -> datetime | None:
    """When the shift before the present one ended; shifts that touch are one."""
    ended: datetime | None = None
    until: datetime | None = None
    for watch in watches:
        if watch.contact.user_id != user_id:
            continue
        if until is not None and watch.begins_at > until:
            ended = until
        until = max(watch.ends_at, until or watch.ends_at)
    return until if until is not None and until <= at else ended


def counts(seen: Period) -> dict[str, int]:
    """How many cases each part of the hand-over is about, in two statements."""
    number = func.count(CaseAct.case_id.distinct())
    acts = select(CaseAct.act, number).where(*_within(CaseAct.at, seen)).group_by(CaseAct.act)
    found = {act: count for act, count in db.session.execute(acts) if act in ACTS}
    standing = [select(func.count()).select_from(_ids(kind, seen).subquery()).scalar_subquery() for kind in KINDS[:3]]
    return dict.fromkeys(ACTS, 0) | found | dict(zip(KINDS, db.session.execute(select(*standing)).one(), strict=False))


def _within(column: Any, seen: Period) -> tuple[Any, Any]:
    return column > seen.since, column <= seen.at


def _ids(kind: str, seen: Period) -> Select[Any]:
    """Ids of the cases behind one number."""
    if kind == "due":
        return select(Case.id).where(Case.state == "open", Case.due_at <= seen.until)
    if kind == "left":
        return select(Case.id).where(Case.state == "open")
    if kind == "alarms":
        return select(Alarm.case_id).where(*_within(Alarm.opened_at, seen)).distinct()
    return select(CaseAct.case_id).where(CaseAct.act == kind, *_within(CaseAct.at, seen)).distinct()


def cases(kind: str, seen: Period, limit: int = MOST) -> list[Any]:
    """The cases behind a number, as rows of the desk, in the order of the queue."""
    rows = queue.rows_of_desk().where(Case.id.in_(_ids(kind, seen)))
    return list(db.session.execute(rows.order_by(Case.urgency, Case.due_at, Case.id).limit(limit)))


def leave_note(by: User, body: str, at: datetime | None = None) -> HandoverNote:
    """Tell whoever comes next."""
    note = HandoverNote(by_id=by.id, body=body, at=at or now())
    db.session.add(note)
    db.session.flush()
    record("handover.written", by_id=by.id, at=note.at, note_id=note.id)
    return note


def note_reading(note: HandoverNote, by: User, at: datetime | None = None) -> bool:
    """Say that I have read it. False when I had, or wrote it."""
    known = select(HandoverReading.id).where(HandoverReading.note_id == note.id, HandoverReading.by_id == by.id)
    if note.by_id == by.id or db.session.scalar(known):
        return False
    db.session.add(HandoverReading(note_id=note.id, by_id=by.id, at=at or now()))
    record("handover.read", by_id=by.id, at=at or now(), note_id=note.id)
    return True


def notes() -> list[Any]:
    """The newest notes: id, body, at, by_id, by_name, and `readers` (by_id, name, at) in order."""
    rows = select(HandoverNote.id, HandoverNote.body, HandoverNote.at, HandoverNote.by_id, User.name.label("by_name"))
    rows = rows.join(User, User.id == HandoverNote.by_id).order_by(HandoverNote.id.desc()).limit(NOTES)
    found = [dict(row._mapping) | {"readers": []} for row in db.session.execute(rows)]
    by_id = {note["id"]: note for note in found}
    read = select(HandoverReading.note_id, HandoverReading.by_id, HandoverReading.at, User.name)
    read = read.join(User, User.id == HandoverReading.by_id).where(HandoverReading.note_id.in_(by_id))
    for row in db.session.execute(read.order_by(HandoverReading.id)):
        by_id[row.note_id]["readers"].append(row)
    return found
