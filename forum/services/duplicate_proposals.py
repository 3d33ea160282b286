"""Questions that the index holds for asked before: those that wait for somebody to decide, and deciding."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select, update
from sqlalchemy.orm import aliased

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Duplicate, DuplicateProposal, Post, Thread, User
from forum.services import duplicate_pairs, duplicates, listing, pseudonyms
from forum.services.paging import Page, newest_first

PAGE = 20
MOST_COUNTED = 100
MOST_SET_APART = 5
UNDO_WITHIN = timedelta(days=1)
_Named, _Earlier = aliased(Thread, name="named"), aliased(Thread, name="earlier")


def _pairs() -> Select[*tuple[Any, ...]]:
    """Proposals between questions that everybody can read, whatever was decided: `id`, `earlier_id`, both titles."""
    names = (DuplicateProposal.id, DuplicateProposal.thread_id, Thread.title, _Earlier.id.label("earlier_id"))
    rows: Select[*tuple[Any, ...]] = select(
        *names, _Earlier.title.label("earlier_title"), DuplicateProposal.terms, DuplicateProposal.score
    )
    rows = rows.select_from(DuplicateProposal).join(Thread, Thread.id == DuplicateProposal.thread_id)
    rows = rows.join(_Named, _Named.id == DuplicateProposal.target_id)
    rows = rows.join(_Earlier, _Earlier.id == func.coalesce(_Named.duplicate_of_id, _Named.id))
    is_shown = (_Earlier.hidden_at.is_(None), _Earlier.deleted_at.is_(None), _Earlier.kind == "question")
    return rows.where(*listing.is_listed(), *is_shown, _Earlier.id != Thread.id)


def waiting() -> Select[*tuple[Any, ...]]:
    """Those that nobody has decided, of questions that nothing has solved since."""
    stands = (Thread.kind == "question", Thread.duplicate_of_id.is_(None), Thread.solved_at.is_(None))
    return _pairs().where(duplicate_pairs.OPEN, *stands)


def count(most: int = MOST_COUNTED) -> int:
    """How many wait; counting stops at `most`."""
    return db.session.scalar(select(func.count()).select_from(waiting().limit(most).subquery())) or 0


def page(older: int | None = None) -> Page:
    """One page of those that wait, newest first, with both questions side by side in one statement.

    Rows: id, thread_id, earlier_id, terms, score, at; and of each question title, created_at, answer_count, solved_at,
    channel and the beginning of its words (`html`); the earlier one's are called `earlier_…`.
    """
    return newest_first(_side_by_side(), DuplicateProposal.at, DuplicateProposal.id, older, PAGE)


@cache
def _side_by_side() -> Select[*tuple[Any, ...]]:
    rows = waiting().add_columns(DuplicateProposal.at)
    for thread, before in ((Thread, ""), (_Earlier, "earlier_")):
        opening = aliased(Post)
        is_opening = and_(opening.thread_id == thread.id, opening.kind == "question")
        is_shown = (opening.hidden_at.is_(None), opening.deleted_at.is_(None))
        columns = [
            getattr(thread, name).label(f"{before}{name}") for name in ("created_at", "answer_count", "solved_at")
        ]
        html = func.substr(opening.html, 1, listing.GIST_SOURCE).label(f"{before}html")
        channel = thread.channel.label(f"{before}channel")
        rows = rows.join(opening, is_opening).where(*is_shown).add_columns(*columns, channel, html)
    return rows


def one(proposal_id: int) -> Any | None:
    """One of them as a row of the page, while it waits."""
    return db.session.execute(_side_by_side().where(DuplicateProposal.id == proposal_id)).first()


def decided(proposal_id: int) -> Any | None:
    """One that was decided: both titles, and `outcome`."""
    rows = _pairs().add_columns(DuplicateProposal.outcome)
    said = (DuplicateProposal.id == proposal_id, DuplicateProposal.decided_at.is_not(None))
    return db.session.execute(rows.where(*said)).first()


def of_thread(thread_id: int) -> Any | None:
    """The one that waits for a question (id, earlier_id, earlier_title, earlier_answer_count, terms); None for none."""
    return db.session.execute(for_thread(thread_id)).first()


def for_thread(thread: Any) -> Select[*tuple[Any, ...]]:
    """What `of_thread` reads, for a thread's id or a column of it."""
    rows = waiting().add_columns(_Earlier.answer_count.label("earlier_answer_count"))
    return rows.where(DuplicateProposal.thread_id == thread).limit(1)


def set_apart(thread_id: int) -> Sequence[Any]:
    """Earlier questions of which somebody said that they are other ones, the last first."""
    said = (DuplicateProposal.thread_id == thread_id, DuplicateProposal.outcome == "dismissed")
    rows = (
        _pairs()
        .where(*said, DuplicateProposal.score > 0)
        .order_by(DuplicateProposal.decided_at.desc(), DuplicateProposal.id.desc())
    )
    return db.session.execute(rows.limit(MOST_SET_APART)).all()


def lately_decided(by: User, at: datetime, most: int = 5) -> Sequence[Any]:
    """What this person decided within a day, the last first, while it stands: the titles, and `outcome`."""
    rows = _pairs().add_columns(DuplicateProposal.outcome, DuplicateProposal.decided_at)
    said = (DuplicateProposal.outcome.in_(("closed", "dismissed")), DuplicateProposal.decided_by_id == by.id)
    rows = rows.where(*said, DuplicateProposal.score > 0, DuplicateProposal.decided_at > at - UNDO_WITHIN)
    return db.session.execute(
        rows.order_by(DuplicateProposal.decided_at.desc(), DuplicateProposal.id.desc()).limit(most)
    ).all()


def close(proposal_id: int, by: User, takes_answers: bool = False, at: datetime | None = None) -> bool:
    """Close the question as duplicate of what is proposed. False when somebody decided before, or it leads nowhere."""
    proposal = _held(proposal_id)
    if proposal is None or proposal.decided_at is not None:
        return False
    return duplicates.close(proposal.thread_id, proposal.target_id, by, takes_answers=takes_answers, at=at)


def _held(proposal_id: int) -> DuplicateProposal | None:
    """The proposal as it is until the commit; None where the worker has taken it back."""
    duplicates.one_at_a_time()
    return db.session.get(DuplicateProposal, proposal_id, populate_existing=True, with_for_update=True)


def reopen(proposal_id: int, by: User, at: datetime | None = None) -> bool:
    """Take the closing back: the question is open again, and so is the proposal. False when it was not closed by it."""
    proposal = _held(proposal_id)
    if proposal is None:
        return False
    closing = db.session.get(Duplicate, proposal.thread_id, populate_existing=True)
    if closing is None or proposal.outcome != "closed" or closing.at != proposal.decided_at:
        return False
    duplicates.undo(proposal.thread_id, by, at=at, is_another=False)
    _set_open(proposal_id)
    return True


def _set_open(proposal_id: int) -> None:
    fresh = {"outcome": "", "decided_by_id": None, "decided_at": None}
    db.session.execute(update(DuplicateProposal).where(DuplicateProposal.id == proposal_id).values(fresh))


def dismiss(proposal_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that it is another question; the pair is never proposed again. False when somebody decided before."""
    at, proposal = at or now(), _held(proposal_id)
    if proposal is None or proposal.decided_at is not None:
        return False
    voice_id = pseudonyms.voice(proposal.thread_id, by).author_id
    proposal.outcome, proposal.decided_by_id, proposal.decided_at = "dismissed", voice_id, at
    db.session.flush()
    record("duplicate.dismissed", proposal.thread_id, by_id=voice_id, at=at, target_id=proposal.target_id)
    return True


def undismiss(proposal_id: int, by: User, at: datetime | None = None) -> bool:
    """Take that back: it waits again. False when it was not so, or the question leads elsewhere by now."""
    at, proposal = at or now(), _held(proposal_id)
    if proposal is None:
        return False
    thread = db.session.get_one(Thread, proposal.thread_id, populate_existing=True)
    other = select(DuplicateProposal.id).where(DuplicateProposal.thread_id == thread.id, duplicate_pairs.OPEN)
    was_proposed = proposal.outcome == "dismissed" and proposal.score > 0
    if not was_proposed or thread.duplicate_of_id is not None or db.session.scalar(other):
        return False
    _set_open(proposal_id)
    voice_id = pseudonyms.voice(thread.id, by).author_id
    record("duplicate.undismissed", thread.id, by_id=voice_id, at=at, target_id=proposal.target_id)
    return True
