"""What staff have done in the demo town so far: a case in every stage, told from forum/demo_town/cases.toml."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from forum.demo import Town, told
from forum.extensions import db
from forum.models import Thread, User
from moderation import demo_night, demo_order, demo_texts
from moderation.models import Assessment, Case, CaseAct
from moderation.services import cases, casework, claims, promises

READING = timedelta(minutes=40)
Act = Callable[[Case, Any, str, datetime], object]


def build(town: Town) -> None:
    """Give the cases that triage opened their own times, open the others, and let staff do what is told."""
    _date_what_triage_opened()
    told_cases = told("cases")["case"]
    _read_long_ago(town, {town.thread_ids[told_case["thread"]] for told_case in told_cases})
    for told_case in told_cases:
        _live(town, told_case)
    db.session.flush()
    demo_order.build(town)
    demo_night.build(town)
    demo_texts.build(town)


def _read_long_ago(town: Town, told_threads: set[int]) -> None:
    """Cases of which nothing is told and which neighbours have solved: somebody read them when they were new."""
    reader = town.people["ines"]
    solved = select(Thread.id).where(Thread.solved_at.is_not(None), Thread.id.not_in(told_threads))
    for case in db.session.scalars(select(Case).where(Case.thread_id.in_(solved), Case.state != "resolved")):
        case.state = "open"
        casework.resolve(case, reader, "Read it: neighbours have solved it, nobody was hurt.", case.opened_at + READING)


def _date_what_triage_opened() -> None:
    """A town is built in a moment: let cases begin when their questions were asked."""
    opened = select(Case, Thread.created_at).join(Thread, Thread.id == Case.thread_id)
    for case, asked_at in db.session.execute(opened).all():
        is_late = case.opened_because == "unanswered"
        case.opened_at = promises.staff_from(asked_at) if is_late else asked_at + timedelta(minutes=1)
        case.due_at = promises.due_at(asked_at, case.is_high)
        db.session.execute(update(CaseAct).where(CaseAct.case_id == case.id).values(at=case.opened_at))


def _live(town: Town, told_case: dict[str, Any]) -> None:
    steps = [step for step in told_case.get("step", []) if step["act"] != "open"]
    case = _opened(town, told_case)
    for step in [*steps, {**told_case, "act": told_case["stage"]}]:
        if step["act"] != "open":
            _take(town, case, step)
    db.session.flush()


def _opened(town: Town, told_case: dict[str, Any]) -> Case:
    """The case of a thread as it was when it opened: known to triage, or because nobody had answered."""
    thread_id = town.thread_ids[told_case["thread"]]
    first = min(town.at(step["ago"]) for step in [told_case, *told_case.get("step", [])])
    known = db.session.scalars(select(Case).where(Case.thread_id == thread_id)).one_or_none()
    if known:
        known.state, known.opened_at = "open", min(known.opened_at, first)
        db.session.execute(delete(CaseAct).where(CaseAct.case_id == known.id, CaseAct.act != "opened"))
        db.session.execute(update(CaseAct).where(CaseAct.case_id == known.id).values(at=known.opened_at))
        known.resolved_at = known.resolved_by_id = None
        return known
    found = db.session.scalars(select(Assessment).where(Assessment.thread_id == thread_id)).one_or_none()
    score, reasons = (found.score, found.reasons) if found else (0.0, [])
    because = "risk" if found and found.is_high else "unanswered"
    opening = cases.Opening(thread_id, because, promises.due_at(first), score, reasons, because == "risk")
    case = cases.open_case(opening, first)
    case.state = "open"
    return case


def _take(town: Town, case: Case, step: dict[str, Any]) -> None:
    at, words = town.at(step["ago"]), step.get("note", "")
    by = town.people.get(step.get("by", ""))
    act = ACTS[step["act"]]
    act(case, by, step.get("reason") or words, at)
    is_beside = step["act"].startswith("claim") or (step.get("reason") and not step["act"].startswith("reopen"))
    if words and is_beside:
        cases.note_act(case, "noted", at + timedelta(seconds=30), by.id if by else None, words)
    db.session.flush()


def _claim(case: Case, by: User, words: str, at: datetime) -> None:
    if case.claimed_by_id not in (None, by.id):
        cases.free(case)
        db.session.flush()
    claims.claim(case, by, at)


def _pend(case: Case, by: User, words: str, at: datetime) -> None:
    _claim(case, by, words, at)
    cases.note_act(case, "noted", at, by.id, words)
    cases.free(case)
    case.state, case.first_response_at = "pending", case.first_response_at or at


def _reopen(case: Case, by: User, words: str, at: datetime) -> None:
    """The customer wrote again; a case that waits for them is open again as well."""
    if case.state == "resolved":
        cases.reopen(case, "wrote", at)
        cases.note_act(case, "noted", at, None, words)
    else:
        case.state, case.due_at = "open", promises.due_at(at)
        cases.note_act(case, "heard", at)


def _note(case: Case, by: User, words: str, at: datetime) -> None:
    cases.note_act(case, "noted", at, by.id, words)


def _escalate(case: Case, by: User, words: str, at: datetime) -> None:
    _claim(case, by, words, at)
    casework.escalate(case, by, words, at)


def _resolve(case: Case, by: User, words: str, at: datetime) -> None:
    _claim(case, by, words, at)
    casework.resolve(case, by, words, at)


ACTS: dict[str, Act] = {
    "claim": _claim,
    "claimed": _claim,
    "note": _note,
    "pend": _pend,
    "pending": _pend,
    "reopen": _reopen,
    "reopened": _reopen,
    "escalated": _escalate,
    "resolve": _resolve,
    "resolved": _resolve,
}
