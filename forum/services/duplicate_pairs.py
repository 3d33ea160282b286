"""What people said of a pair of questions, kept whichever way they said it: closed as the same, or another question."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, or_, select, update

from forum.database import insert_missing
from forum.extensions import db
from forum.models import DuplicateProposal, Parting, Thread

_FRESH = {"synchronize_session": False}
OPEN = DuplicateProposal.decided_at.is_(None)


def note_closed(family: Sequence[int], end_id: int, by_id: int | None, at: datetime) -> None:
    """Decide the open proposal of the closed question (the first of its family); none leads the other way any more."""
    same = select(Thread.id).where(or_(Thread.id == end_id, Thread.duplicate_of_id == end_id))
    outcome = case((DuplicateProposal.target_id.in_(same), "closed"), else_="elsewhere")
    decided = update(DuplicateProposal).where(OPEN, DuplicateProposal.thread_id == family[0])
    decided = decided.values(outcome=outcome, decided_by_id=by_id, decided_at=at)
    back = (DuplicateProposal.thread_id == end_id, DuplicateProposal.target_id.in_(family))
    db.session.execute(decided.execution_options(**_FRESH))
    db.session.execute(delete(DuplicateProposal).where(OPEN, *back).execution_options(**_FRESH))


def note_opened(thread_id: int, ends: Sequence[int], closed_at: datetime, by_id: int | None, at: datetime) -> None:
    """A question is none of these after all; what was proposed beside them when it was closed is open again."""
    beside = (DuplicateProposal.thread_id == thread_id, DuplicateProposal.outcome == "elsewhere")
    waits = update(DuplicateProposal).where(*beside, DuplicateProposal.decided_at == closed_at)
    waits = waits.values(outcome="", decided_by_id=None, decided_at=None)
    db.session.execute(waits.execution_options(**_FRESH))
    for other_id in sorted({*ends} - {thread_id}):
        later_id, earlier_id = _in_order(thread_id, other_id)
        _set_apart(later_id, earlier_id, by_id, at)


def _set_apart(later_id: int, earlier_id: int, by_id: int | None, at: datetime) -> None:
    decided = {"outcome": "dismissed", "decided_by_id": by_id, "decided_at": at}
    row = {"thread_id": later_id, "target_id": earlier_id, "score": 0.0, "terms": "", "at": at, **decided}
    said = insert_missing(db.session, DuplicateProposal).values(row)
    pair = ["thread_id", "target_id"]
    db.session.execute(said.on_conflict_do_update(index_elements=pair, set_=decided))


def _in_order(one_id: int, other_id: int) -> list[int]:
    """The later question first: a proposal leads from it to the earlier one."""
    both = select(Thread.id).where(Thread.id.in_((one_id, other_id)))
    return list(db.session.scalars(both.order_by(Thread.created_at.desc(), Thread.id.desc())))


def set_apart(thread_ids: Sequence[int]) -> dict[int, set[int]]:
    """By question those that somebody said are other ones, also by parting an echo from its question."""
    pairs = select(DuplicateProposal.thread_id, DuplicateProposal.target_id)
    pairs = pairs.where(DuplicateProposal.thread_id.in_(thread_ids), DuplicateProposal.outcome == "dismissed")
    parted = select(Parting.thread_id, Parting.from_id).where(Parting.thread_id.in_(thread_ids))
    back = select(Parting.from_id, Parting.thread_id).where(Parting.from_id.in_(thread_ids))
    found: dict[int, set[int]] = {}
    for thread_id, target_id in db.session.execute(pairs.union(parted, back)):
        found.setdefault(thread_id, set()).add(target_id)
    return found


def waiting_for(target_id: int) -> int:
    """How many open proposals lead to a question."""
    led = select(func.count(DuplicateProposal.id)).where(OPEN, DuplicateProposal.target_id == target_id)
    return db.session.scalar(led) or 0


def waiting_since(at: datetime, span: timedelta) -> int:
    """How many open proposals were made in the time before an instant."""
    made = select(func.count(DuplicateProposal.id)).where(OPEN, DuplicateProposal.at > at - span)
    return db.session.scalar(made) or 0
