"""Asking one of the people who may know for an answer; declining; and who knows, for those who may ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import AnswerRequest, Candidate, Muting, Post, Skip, ThreadTag, User
from forum.services import experts, notifications, pseudonyms
from forum.services.answering import Reason, reason_columns, reason_of, with_near

DAY = timedelta(days=1)
ASKED_A_DAY = 3  # people whom one person may ask
STAFF_ASK_A_DAY = 20
HEARD_A_DAY = 5  # requests that reach one person
SHOWN = 5

Refusal = Literal["", "nobody", "already", "enough", "busy"]


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody who may know: why, and how it stands with them: free, busy today, asked, declined or answered."""

    id: int
    name: str
    reason: Reason
    state: Literal["free", "busy", "asked", "declined", "answered"]
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Knowers:
    """The people for one question, and how many more its reader may ask today."""

    people: Sequence[Knower]
    left: int


def ask(thread_id: int, person_id: int, by: User, at: datetime | None = None) -> Refusal:
    """Ask one of those who may know. Says why not: nobody of these, already asked, `by` has asked enough, or busy."""
    at = at or now()
    held = select(User.id).where(User.id.in_((person_id, by.id))).order_by(User.id).with_for_update()
    db.session.execute(held)  # both are counted below
    if not db.session.scalar(_candidates(thread_id).where(Candidate.user_id == person_id, User.id != by.id)):
        return "nobody"
    if _left(by, at) <= 0:
        return "enough"
    if _heard([person_id], at).get(person_id, 0) >= HEARD_A_DAY:
        return "busy"
    if not _add(AnswerRequest(thread_id=thread_id, user_id=person_id, by_id=by.id, at=at)):
        return "already"
    question = db.session.scalars(select(Post).where(Post.thread_id == thread_id, Post.kind == "question")).one()
    named_id = pseudonyms.voice(thread_id, by).author_id
    notifications.tell(person_id, "answer.requested", question, named_id, at)
    record("answer.requested", thread_id, question.id, named_id, at=at, user_id=person_id)
    return ""


def _add(request: AnswerRequest) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        return False
    return True


def decline(request: AnswerRequest, at: datetime | None = None) -> bool:
    """Say that one cannot answer this time; nobody is sent a word. False when that was said already."""
    at = at or now()
    if request.declined_at is not None:
        return False
    request.declined_at = at
    record("answer.declined", request.thread_id, by_id=request.user_id, at=at)
    return True


def undecline(request: AnswerRequest, at: datetime | None = None) -> bool:
    """Take that back. False when it was not said."""
    if request.declined_at is None:
        return False
    request.declined_at = None
    record("answer.undeclined", request.thread_id, by_id=request.user_id, at=at or now())
    return True


def _candidates(thread_id: int) -> Any:
    """People named for a question who may be proposed now; joined with their accounts."""
    rows = select(User.id, User.name, Candidate.score).join(Candidate, Candidate.user_id == User.id)
    return rows.where(Candidate.thread_id == thread_id, *experts.is_peer(), ~_has_left(thread_id))


def _has_left(thread_id: int) -> ColumnElement[bool]:
    """Whether a person left this question, or one of its tags, to others: then nobody need ask them."""
    skipped = select(Skip.user_id).where(Skip.user_id == User.id, Skip.thread_id == thread_id)
    muted = select(Muting.id).join(ThreadTag, ThreadTag.tag_id == Muting.tag_id)
    muted = muted.where(Muting.user_id == User.id, ThreadTag.thread_id == thread_id)
    return or_(skipped.exists(), muted.exists())


def knowers(thread: Any, reader: User, at: datetime | None = None) -> Knowers:
    """Who may know, best first, those asked before all others; for the asker and staff."""
    at = at or now()
    found = list(db.session.execute(_named_or_asked(thread.id).where(User.id != reader.id)))
    found = [row for row in found if row.near_title or row.tag or row.asked_at]
    shown = found[: max(SHOWN, sum(row.asked_at is not None for row in found))]
    ids = [row.id for row in shown]
    heard, answered = _heard(ids, at), _answered(thread.id, ids)
    people = [_knower(row, heard.get(row.id, 0) >= HEARD_A_DAY, row.id in answered) for row in shown]
    return Knowers(people, max(0, _left(reader, at)))


def _named_or_asked(thread_id: int) -> Any:
    """Those who may know and those who were asked, these first; a person asked stays here when ranks change."""
    asked = (AnswerRequest.at.label("asked_at"), AnswerRequest.declined_at)
    ids = select(Candidate.user_id).where(Candidate.thread_id == thread_id)
    ids_asked = select(AnswerRequest.user_id).where(AnswerRequest.thread_id == thread_id)
    rows = select(User.id, User.name, *reason_columns(), *asked).select_from(User)
    rows = rows.outerjoin(Candidate, and_(Candidate.user_id == User.id, Candidate.thread_id == thread_id))
    rows = rows.outerjoin(AnswerRequest, and_(AnswerRequest.user_id == User.id, AnswerRequest.thread_id == thread_id))
    wants_none = and_(_has_left(thread_id), AnswerRequest.id.is_(None))
    rows = with_near(rows).where(User.id.in_(ids.union(ids_asked)), *experts.is_peer(), ~wants_none)
    return rows.order_by(AnswerRequest.at.is_(None), Candidate.rank, User.id)


def _knower(row: Any, is_busy: bool, has_answered: bool) -> Knower:
    state: Any = "busy" if is_busy else "free"
    if row.asked_at is not None:
        state = "declined" if row.declined_at is not None else "asked"
    return Knower(row.id, row.name, reason_of(row), "answered" if has_answered else state, row.asked_at)


def _left(by: User, at: datetime) -> int:
    """How many more people somebody may ask today."""
    asked = select(func.count()).where(AnswerRequest.by_id == by.id, AnswerRequest.at > at - DAY)
    return (STAFF_ASK_A_DAY if by.is_staff else ASKED_A_DAY) - (db.session.scalar(asked) or 0)


def _heard(people: Sequence[int], at: datetime) -> dict[int, int]:
    """How many requests reached each of these today."""
    rows = select(AnswerRequest.user_id, func.count().label("requests")).group_by(AnswerRequest.user_id)
    rows = rows.where(AnswerRequest.user_id.in_(people), AnswerRequest.at > at - DAY)
    return {row.user_id: row.requests for row in db.session.execute(rows)}


def _answered(thread_id: int, people: Sequence[int]) -> set[int]:
    rows = select(Post.author_id).where(Post.thread_id == thread_id, Post.kind == "answer", Post.author_id.in_(people))
    return {
        each for each in db.session.scalars(rows.where(Post.deleted_at.is_(None), Post.hidden_at.is_(None))) if each
    }
