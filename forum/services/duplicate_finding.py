"""Finding questions that were asked before: the worker compares new ones by likeness and keeps what it proposes.

A proposal leads from a question that waits to an earlier one, solved or not, however old: its page shows how it stands,
and people decide. What is solved already, leads elsewhere or belongs to a known issue needs no closing. Of a storm of
equal questions only MOST_OF_ONE are proposed for an earlier one, and MOST_A_DAY wait that are no older than a day; the
rest stand beside the others as related, as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from forum import engines
from forum.database import insert_missing, looking, now
from forum.events import record
from forum.extensions import db
from forum.models import DuplicateProposal, IssueLink, Thread
from forum.services import dialects, duplicate_pairs, duplicates, indexing, listing
from search import duplicates as nearness
from search.dialect import Dialect
from search.documents import IndexDamaged, Match, Question

NEAREST = 10  # threads that a question is compared with; a full look costs a few milliseconds at a million threads
MOST_OF_ONE, MOST_A_DAY = 20, 200
DAY = timedelta(days=1)
MOST_CONCERNED = 200


@dataclass(frozen=True, slots=True)
class Found:
    """The earlier question, how near it is, and the words that both say."""

    target_id: int
    score: float
    terms: str


def propose(thread_ids: Sequence[int], at: datetime | None = None) -> None:
    """Look whether these questions were asked before, and again at those that are held for the same as one of them."""
    at = at or now()
    with looking(db.session):
        asked = _waiting([*thread_ids, *_leading_to(thread_ids)])
        found = _search(asked)
    if not found and not db.session.scalar(_open_of(asked).limit(1)):
        return
    duplicates.one_at_a_time()
    apart = duplicate_pairs.set_apart(asked)  # as somebody may have decided while this looked
    for thread_id in _waiting(asked):
        one = found.get(thread_id)
        _keep(thread_id, one if one and one.target_id not in apart.get(thread_id, ()) else None, at)


def _waiting(thread_ids: Sequence[int]) -> list[int]:
    """Those of these that are live questions and lead nowhere yet; old history is nobody's work."""
    known = select(IssueLink.thread_id).where(IssueLink.ended_at.is_(None))
    stands = (Thread.kind == "question", Thread.is_live, *listing.is_listed(), Thread.solved_at.is_(None))
    rows = select(Thread.id).where(Thread.id.in_(thread_ids), *stands, Thread.duplicate_of_id.is_(None))
    return list(db.session.scalars(rows.where(Thread.id.not_in(known)).order_by(Thread.created_at, Thread.id)))


def _leading_to(thread_ids: Sequence[int]) -> list[int]:
    led = select(DuplicateProposal.thread_id).where(DuplicateProposal.target_id.in_(thread_ids), duplicate_pairs.OPEN)
    return list(db.session.scalars(led.limit(MOST_CONCERNED)))


def _open_of(thread_ids: Sequence[int]) -> Any:
    return select(DuplicateProposal).where(DuplicateProposal.thread_id.in_(thread_ids), duplicate_pairs.OPEN)


def _search(thread_ids: Sequence[int]) -> dict[int, Found]:
    """What these questions are held for; nothing while the index is broken."""
    apart, dialect = duplicate_pairs.set_apart(thread_ids), dialects.current()
    found: dict[int, Found] = {}
    try:
        for question in indexing.questions(thread_ids):
            others = apart.get(question.thread_id, set())
            if (best := _best(question, _same(question, others, dialect), others)) is not None:
                found[question.thread_id] = best
    except IndexDamaged:
        current_app.logger.warning("the index of similar questions is damaged; nothing is proposed as asked before")
    return found


def _same(question: Question, others: set[int], dialect: Dialect) -> list[Match]:
    """What may be the same question, best first; the words of others are read only where their score is high."""
    index, asked = engines.similarity(), question.text
    leave_out = {question.thread_id, *others}
    near = index.suggest(dialects.question(asked, dialect), NEAREST, is_answered_only=False, exclude=leave_out)
    near_ids = [match.thread_id for match in near if match.score >= nearness.LEAST]
    texts = {each.thread_id: each.text for each in indexing.questions(near_ids)} if near_ids else {}
    return nearness.same(asked, near, texts, index.cutoff)


def _best(question: Question, matches: Sequence[Match], others: set[int]) -> Found | None:
    """The nearest that everybody can read and that was asked before; of a duplicate where it leads."""
    ends = _ends(question.thread_id, [match.thread_id for match in matches]) if matches else {}
    for match in matches:
        end = ends.get(match.thread_id)
        if end is not None and end.id not in others and not nearness.are_told_apart(question.title, end.title):
            return Found(end.id, match.score, ", ".join(match.shared_terms)[:255])
    return None


def _ends(thread_id: int, near_ids: Sequence[int]) -> dict[int, Any]:
    """Where near questions lead (id, title), by their ids: only to questions that were asked before this one."""
    asked = aliased(Thread)
    rows = duplicates.ends(near_ids).join(asked, asked.id == thread_id)
    is_earlier = (Thread.created_at < asked.created_at) | (
        (Thread.created_at == asked.created_at) & (Thread.id < asked.id)
    )
    return {row.near_id: row for row in db.session.execute(rows.where(is_earlier))}


def _keep(thread_id: int, found: Found | None, at: datetime) -> None:
    """Let the open proposal of a question be what was found, at most one; a storm makes no more of them."""
    kept = db.session.scalars(_open_of([thread_id])).one_or_none()
    if kept is not None and found is not None and kept.target_id == found.target_id:
        kept.score, kept.terms = found.score, found.terms
        return
    if kept is not None:
        db.session.execute(delete(DuplicateProposal).where(DuplicateProposal.id == kept.id))
        record("duplicate.withdrawn", thread_id, at=at, target_id=kept.target_id)
    if found is None or duplicate_pairs.waiting_for(found.target_id) >= MOST_OF_ONE:
        return
    if duplicate_pairs.waiting_since(at, DAY) >= MOST_A_DAY:
        return
    row = {"thread_id": thread_id, "target_id": found.target_id, "score": found.score, "terms": found.terms, "at": at}
    fresh = {**row, "outcome": "", "decided_by_id": None, "decided_at": None}
    made = insert_missing(db.session, DuplicateProposal).values(fresh)
    again = {name: fresh[name] for name in ("score", "terms", "at", "outcome", "decided_by_id", "decided_at")}
    db.session.execute(made.on_conflict_do_update(index_elements=["thread_id", "target_id"], set_=again))
    record("duplicate.proposed", thread_id, at=at, target_id=found.target_id)
