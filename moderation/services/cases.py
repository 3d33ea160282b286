"""Cases as such: opening, raising, reopening and closing them, and writing what was done into their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from forum.events import record, record_many
from forum.extensions import db
from forum.models import Thread
from moderation.models import ASKED, Case, CaseAct, Clock
from moderation.models.case import AT_ONCE, IN_TURN
from moderation.services import conversation, promises


@dataclass(frozen=True, slots=True)
class Opening:
    """Why a thread needs staff and by when; `reasons` as in Assessment."""

    thread_id: int
    because: str
    due_at: datetime
    risk: float = 0.0
    reasons: Sequence[dict[str, Any]] = ()
    is_high: bool = False


def of_threads(thread_ids: Sequence[int]) -> dict[int, Case]:
    """The cases of these threads, held against others until the commit."""
    found = select(Case).where(Case.thread_id.in_(thread_ids)).order_by(Case.id).with_for_update()
    return {case.thread_id: case for case in db.session.scalars(found.execution_options(populate_existing=True))}


def open_case(opening: Opening, at: datetime) -> Case:
    """Open a case for a thread, once: a thread that has one keeps it as it is.

    Where staff have already spoken last (an imported talk that went on elsewhere), it waits for the customer.
    """
    known = of_threads([opening.thread_id]).get(opening.thread_id)
    if known:
        return known
    try:
        with db.session.begin_nested():
            case = _stored(opening, at)
    except IntegrityError:  # another worker was quicker
        return of_threads([opening.thread_id])[opening.thread_id]
    if opening.because not in ASKED:  # what readers reported may still wait for an answer from peers
        clock = update(Clock).where(Clock.thread_id == opening.thread_id, Clock.handed_at.is_(None))
        handed = clock.values(handed_at=at).execution_options(synchronize_session=False)
        db.session.execute(handed)  # with hundreds in a session, keeping it in step takes long
    note_act(case, "opened", at, because=opening.because)
    record("case.opened", case.thread_id, at=at, case_id=case.id, because=opening.because)
    return case


def _stored(opening: Opening, at: datetime) -> Case:
    talk = conversation.talk_of([opening.thread_id]).get(opening.thread_id, conversation.SILENCE)
    channel, brand_id = db.session.execute(
        select(Thread.channel, Thread.brand_id).where(Thread.id == opening.thread_id)
    ).one()
    case = Case(
        thread_id=opening.thread_id,
        channel=channel,
        brand_id=brand_id,
        state="pending" if talk.is_staff_last and opening.because not in ASKED else "open",
        urgency=AT_ONCE if opening.is_high else IN_TURN,
        risk=opening.risk,
        reasons=list(opening.reasons),
        opened_because=opening.because,
        opened_at=at,
        due_at=opening.due_at,
        first_response_at=talk.first_staff_at,
    )
    db.session.add(case)
    db.session.flush()
    return case


def note_act(
    case: Case,
    act: str,
    at: datetime,
    by_id: int | None = None,
    note: str = "",
    post_id: int | None = None,
    because: str = "",
) -> None:
    """Write a line of the history; whoever holds the case is active again by what they do."""
    db.session.add(CaseAct(case_id=case.id, act=act, by_id=by_id, note=note, post_id=post_id, because=because, at=at))
    if by_id is not None and case.claimed_by_id == by_id:
        case.active_at = at


def raise_risk(case: Case, risk: float, reasons: Sequence[dict[str, Any]], at: datetime) -> None:
    """What the customer wrote since makes it dangerous: it goes before all others, again if it was done with."""
    case.urgency, case.risk, case.reasons = AT_ONCE, risk, list(reasons)
    case.due_at = min(case.due_at, promises.due_at(at, is_high=True))
    note_act(case, "raised", at, because="risk")
    record("case.raised", case.thread_id, at=at, case_id=case.id)
    take_over(case, "risk")
    if case.state == "resolved":
        reopen(case, "risk", at)


def take_over(case: Case, because: str) -> None:
    """A case that was open only for reports or an appeal has a reason of its own now, and outlives them."""
    if case.state == "open" and case.opened_because in ASKED:
        case.opened_because = because


def need_staff(case: Case, because: str, at: datetime) -> None:
    """Staff have the next word from now on, for this reason."""
    case.state, case.opened_because, case.opened_at = "open", because, at
    case.due_at = promises.due_at(at, case.is_high)


def reopen(
    case: Case, because: str, at: datetime, by_id: int | None = None, note: str = "", post_id: int | None = None
) -> None:
    """Put a case that was resolved back among those that need staff, with a fresh clock."""
    need_staff(case, because or case.opened_because, at)
    case.resolved_at = case.resolved_by_id = None
    note_act(case, "reopened", at, by_id, note, post_id, because)
    record("case.reopened", case.thread_id, post_id, by_id, at=at, case_id=case.id, because=because)


def close(
    case: Case, because: str, at: datetime, by_id: int | None = None, note: str = "", post_id: int | None = None
) -> None:
    """Be done with a case: nobody holds it any more, and it is nobody's to decide."""
    case.state, case.resolved_at, case.resolved_by_id = "resolved", at, by_id
    free(case)
    case.escalated_at = case.escalated_to = None
    note_act(case, "resolved", at, by_id, note, post_id, because)
    record("case.resolved", case.thread_id, post_id, by_id, at=at, case_id=case.id, because=because)


def close_many(found: Sequence[Case], because: str, at: datetime, by_id: int | None = None) -> None:
    """Be done with many cases in a few statements."""
    ids = [case.id for case in found]
    done = {"state": "resolved", "resolved_at": at, "resolved_by_id": by_id, "escalated_at": None, "escalated_to": None}
    done |= {"claimed_by_id": None, "claimed_at": None, "active_at": None, "flag_count": 0}
    db.session.flush()
    db.session.execute(update(Case).where(Case.id.in_(ids)).values(**done))
    note_many(found, "resolved", at, by_id, because=because)
    common = {"name": "case.resolved", "by_id": by_id, "at": at}
    record_many(
        [{**common, "thread_id": case.thread_id, "facts": {"case_id": case.id, "because": because}} for case in found]
    )


def note_many(found: Sequence[Case], act: str, at: datetime, by_id: int | None, **told: str) -> None:
    """Write the same line into the history of many cases."""
    common = {"act": act, "by_id": by_id, "at": at, "note": "", "because": "", **told}
    if found:
        db.session.execute(insert(CaseAct), [{"case_id": case.id, **common} for case in found])


def free(case: Case) -> None:
    """Take the case out of its holder's hands."""
    case.claimed_by_id = case.claimed_at = case.active_at = None
