"""Claims: one person at a time works on a case; taking it is one conditional UPDATE, and idleness sets it free."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from forum import settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import User
from moderation.models import Case
from moderation.services import cases


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case, and since when."""

    user_id: int
    name: str
    since_at: datetime


class RefusedError(Exception):
    """The case is in a state in which this act is not possible; nothing was changed."""


class TakenError(RefusedError):
    """Somebody else has the case."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder.name)
        self.holder = holder


class DoneError(RefusedError):
    """The case is resolved, and must be reopened before anything else is done about it."""


def idle_before(at: datetime) -> datetime:
    """Holders whose last act is not after this instant have lost their claim."""
    return at - timedelta(minutes=settings.current().claim_idle_minutes)


def is_held(at: datetime) -> ColumnElement[bool]:
    """Condition: somebody has the case now."""
    return and_(Case.claimed_by_id.is_not(None), Case.active_at > idle_before(at))


def holder_id(case: Case, at: datetime) -> int | None:
    """Id of whoever has the case now; nobody after too long without an act."""
    is_active = case.active_at is not None and case.active_at > idle_before(at)
    return case.claimed_by_id if is_active else None


def holder(case: Case, at: datetime) -> Holder | None:
    """Who has the case now."""
    user_id = holder_id(case, at)
    if user_id is None or case.claimed_at is None:
        return None
    name = db.session.scalar(select(User.name).where(User.id == user_id))
    return Holder(user_id, name or "", case.claimed_at)


def claim(case: Case, by: User, at: datetime | None = None) -> None:
    """Take the case when it is free, was left idle, or is mine already; one UPDATE decides between two who try at once.

    Raises TakenError when somebody else has it, DoneError when there is nothing left to do.
    """
    at = at or now()
    was_mine = holder_id(case, at) == by.id
    is_free = or_(Case.claimed_by_id.is_(None), Case.claimed_by_id == by.id, Case.active_at <= idle_before(at))
    taken = {"claimed_by_id": by.id, "active_at": at} | ({} if was_mine else {"claimed_at": at})
    wanted = update(Case).where(Case.id == case.id, Case.state != "resolved", is_free).values(**taken)
    is_won = db.session.execute(wanted.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined]
    db.session.refresh(case)
    if not is_won:
        raise _why_not(case, at)
    if not was_mine:
        cases.note_act(case, "claimed", at, by.id)
        record("case.claimed", case.thread_id, by_id=by.id, at=at, case_id=case.id)


def _why_not(case: Case, at: datetime) -> RefusedError:
    found = holder(case, at)
    return TakenError(found) if found and case.state != "resolved" else DoneError()


def release(case: Case, by: User, at: datetime | None = None) -> bool:
    """Give the case back to all. False when it was not mine."""
    at = at or now()
    mine = update(Case).where(Case.id == case.id, Case.claimed_by_id == by.id)
    given_back = mine.values(claimed_by_id=None, claimed_at=None, active_at=None)
    was_mine = db.session.execute(given_back.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined]
    db.session.refresh(case)
    if was_mine:
        cases.note_act(case, "released", at, by.id)
        record("case.released", case.thread_id, by_id=by.id, at=at, case_id=case.id)
    return was_mine
