"""Who wants to hear what, and how: what people chose, and the rule that keeps their mail from being a storm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, select, true
from sqlalchemy.orm import aliased

from forum.database import insert_missing, now
from forum.extensions import db
from forum.models import Following, NoticeChoice, Notification
from forum.services.notice_kinds import KINDS, Kind, kind_of

#: While a mailed notice is unread, the next of its kind about its thread comes by mail only after this long.
QUIET = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """How a person hears of one kind."""

    has_notice: bool
    has_mail: bool


def choices_of(user_id: int) -> dict[str, Choice]:
    """How a person hears of every kind, by its name."""
    rows = db.session.execute(select(NoticeChoice).where(NoticeChoice.user_id == user_id)).scalars()
    chosen = {row.kind: Choice(row.has_notice, row.has_mail) for row in rows}
    return {name: chosen.get(name, Choice(True, kind.is_mailed)) for name, kind in KINDS.items()}


def choose(user_id: int, chosen: Mapping[str, Choice], at: datetime | None = None) -> None:
    """Keep what a person chose; kinds that nobody may switch off keep their notices."""
    for name, choice in chosen.items():
        has_notice = choice.has_notice or not KINDS[name].is_optional
        has_mail = choice.has_mail and KINDS[name].has_mail
        row = NoticeChoice(user_id=user_id, kind=name, has_notice=has_notice, has_mail=has_mail, at=at or now())
        db.session.merge(row)
    db.session.flush()


def stop_mail(user_id: int, kind: str, at: datetime | None = None) -> None:
    """No mail of this kind from now on; notices stay as they were. Again and again is the same."""
    row = {"user_id": user_id, "kind": kind, "has_notice": True, "has_mail": False, "at": at or now()}
    kept = insert_missing(db.session, NoticeChoice).values(row)
    keys = ["user_id", "kind"]
    db.session.execute(kept.on_conflict_do_update(index_elements=keys, set_={"has_mail": False, "at": row["at"]}))


def wants_notice(person: Any, kind: str, thread_id: int) -> ColumnElement[bool]:
    """Whether this person (a column with user ids) sees notices of this kind, as part of a statement."""
    known = kind_of(kind)
    if known is None or not known.is_optional:
        return true()
    return and_(_chosen(person, known, NoticeChoice.has_notice, True), _has_not_left(person, known, thread_id))


def wants_mail(person: Any, kind: str, thread_id: int, at: datetime) -> ColumnElement[bool]:
    """Whether this person has mail of this kind now: they chose so, and no earlier one about the thread is unread."""
    known = kind_of(kind)
    if known is None:
        return false()
    earlier = aliased(Notification)
    # + 0: look through the few unread ones of the person, never by index through the thousands of the thread
    unread = (earlier.user_id == person, earlier.read_at.is_(None), earlier.thread_id + 0 == thread_id)
    is_storm = exists().where(*unread, earlier.kind == kind, earlier.by_mail, earlier.at > at - QUIET)
    has_mail = _chosen(person, known, NoticeChoice.has_mail, known.is_mailed)
    return and_(has_mail, _has_not_left(person, known, thread_id), ~is_storm)


def _chosen(person: Any, kind: Kind, column: Any, otherwise: bool) -> ColumnElement[bool]:
    chosen = select(column).where(NoticeChoice.user_id == person, NoticeChoice.kind == kind.name).scalar_subquery()
    return func.coalesce(chosen, literal(otherwise))


def _has_not_left(person: Any, kind: Kind, thread_id: int) -> ColumnElement[bool]:
    if not kind.heeds_leaving:
        return true()
    left = (Following.user_id == person, Following.thread_id == thread_id, Following.ended_at.is_not(None))
    return ~exists().where(*left)
