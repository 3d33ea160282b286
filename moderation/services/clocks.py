"""The first-response clocks of live questions: started when asked, stopped by an answer, at last handed to staff."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from forum import settings
from forum.extensions import db
from forum.models import Post, Thread
from moderation.models import ASKED, Assessment, Case, Clock
from moderation.services import cases, promises

BATCH = 200


def begin(asked_at: Mapping[int, datetime], at: datetime) -> dict[int, Clock]:
    """Clocks of these threads (id -> when asked); those without one get one.

    A live question that is older than history can only be here because it is to be treated as if it came now, so its
    clock starts now; so does that of one from a network whose clock is ahead.
    """
    found = _clocks(asked_at)
    oldest = at - timedelta(days=settings.current().history_days)
    for thread_id in asked_at.keys() - found.keys():
        started_at = asked_at[thread_id] if oldest <= asked_at[thread_id] <= at else at
        clock = Clock(
            thread_id=thread_id,
            started_at=started_at,
            staff_from_at=promises.staff_from(started_at),
            due_at=promises.due_at(started_at),
        )
        db.session.add(clock)
        found[thread_id] = clock
    db.session.flush()
    return found


def _clocks(thread_ids: Iterable[int]) -> dict[int, Clock]:
    return {each.thread_id: each for each in db.session.scalars(select(Clock).where(Clock.thread_id.in_(thread_ids)))}


def keep(thread_ids: Sequence[int], at: datetime) -> None:
    """Stop the clocks of questions that somebody answered or took back; start again those whose answers are gone."""
    clocks = _clocks(thread_ids)
    waiting = set(db.session.scalars(_waiting().where(Thread.id.in_(list(clocks)))))
    for thread_id, clock in clocks.items():
        if thread_id in waiting and clock.stopped_at is not None:
            clock.stopped_at = clock.handed_at = None
        elif thread_id not in waiting and clock.stopped_at is None:
            clock.stopped_at = at
    db.session.flush()


def _waiting() -> Any:
    """Ids of live questions that stand, to which nobody has given an answer, nor staff a word, that anyone can read."""
    question = select(Post.id).where(Post.thread_id == Thread.id, Post.kind == "question", Post.deleted_at.is_(None))
    staff_spoke = select(Post.id).where(
        Post.thread_id == Thread.id,
        Post.kind != "question",
        Post.is_brand,
        Post.hidden_at.is_(None),
        Post.deleted_at.is_(None),
    )
    stands = (Thread.kind == "question", Thread.is_live, Thread.hidden_at.is_(None), Thread.deleted_at.is_(None))
    open_ = (
        Thread.answer_count == 0,
        Thread.solved_at.is_(None),
        Thread.duplicate_of_id.is_(None),
        ~staff_spoke.exists(),
    )
    return select(Thread.id).where(*stands, question.exists(), *open_, ~staff_spoke.exists())


def hand_over(at: datetime, limit: int = BATCH) -> int:
    """Give staff a case for each question that peers have left unanswered long enough; how many clocks were looked at.

    Does nothing the second time; call it until it gives 0.
    """
    due = select(Clock).where(Clock.stopped_at.is_(None), Clock.handed_at.is_(None), Clock.staff_from_at <= at)
    clocks = list(db.session.scalars(due.order_by(Clock.staff_from_at).limit(limit).with_for_update(skip_locked=True)))
    thread_ids = [clock.thread_id for clock in clocks]
    waiting = set(db.session.scalars(_waiting().where(Thread.id.in_(thread_ids))))
    known, found = cases.of_threads(thread_ids), _assessments(thread_ids)
    for clock in clocks:
        if clock.thread_id in waiting:
            _hand(clock, known.get(clock.thread_id), found.get(clock.thread_id), at)
            clock.handed_at = at
        else:
            clock.stopped_at = at
    db.session.flush()
    return len(clocks)


def _assessments(thread_ids: Sequence[int]) -> dict[int, Assessment]:
    rows = db.session.scalars(select(Assessment).where(Assessment.thread_id.in_(thread_ids)))
    return {each.thread_id: each for each in rows}


def _hand(clock: Clock, known: Case | None, found: Assessment | None, at: datetime) -> None:
    """Open a case; one that closed by itself, or was there only for reports, opens again."""
    if known is None:
        risk, reasons = (found.score, found.reasons) if found else (0.0, [])
        cases.open_case(cases.Opening(clock.thread_id, "unanswered", clock.due_at, risk, reasons), at)
    elif known.state == "resolved" and (known.resolved_by_id is None or known.opened_because in ASKED):
        cases.reopen(known, "unanswered", at)
    else:
        cases.take_over(known, "unanswered")
