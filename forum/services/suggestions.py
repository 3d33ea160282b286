"""Earlier questions, with answers, like the one that somebody is writing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum import engines
from forum.extensions import db
from forum.models import Identity, Post, Thread, User
from forum.services import answers, authors, dialects, duplicates
from forum.services.dressing import dressed
from search.dialect import Dialect
from search.documents import IndexDamaged, Match

LONGEST = 5_000  # characters of a draft that are compared
_SPARE = 5  # asked for beyond the limit, as the index may still hold what was hidden a moment ago


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier thread with the answer it offers. `score` (0 to 1) is absolute; `shared_terms` are why it came."""

    thread_id: int
    title: str
    score: float
    answer_post_id: int
    shared_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A suggestion as a page shows it: with the answer's words, who gave it, and when."""

    suggestion: Suggestion
    html: Any
    answered_by: str
    is_solved: bool
    answer_count: int
    asked_at: datetime


def nearest(text: str, limit: int = 5, exclude: Iterable[int] = (), dialect: Dialect | None = None) -> list[Suggestion]:
    """Threads like this text that have an answer, best first; nothing when none is like it, or the index is broken.

    `dialect` spares asking for it again where the caller has it.
    """
    left_out = set(exclude)
    matches = _matches(text, dialect or dialects.current(), limit + _SPARE, left_out)
    ends = _ends([match.thread_id for match in matches])
    best = answers.best(list({end.id for end in ends.values()} - left_out))
    found: dict[int, Suggestion] = {}
    for match in matches:
        end = ends.get(match.thread_id)
        if end is not None and end.id in best:
            given = (end.id, end.title, match.score, best[end.id].id, match.shared_terms)
            found.setdefault(end.id, Suggestion(*given))
    return list(found.values())[:limit]


def near_draft(title: str, body: str, limit: int = 5) -> list[Suggestion]:
    """Threads like a draft as a whole, then those like its title: a long story must not hide what the title finds."""
    dialect = dialects.current()
    found = nearest(f"{title}\n{body}", limit, dialect=dialect)
    if body.strip() and len(found) < limit:
        found += nearest(title, limit, exclude=[each.thread_id for each in found], dialect=dialect)
    return found[:limit]


def _matches(text: str, dialect: Dialect, limit: int, exclude: set[int]) -> Sequence[Match]:
    if not text.strip():
        return ()
    try:
        near: Sequence[Match] = engines.similarity().suggest(
            dialects.question(text[:LONGEST], dialect), limit=limit, exclude=exclude
        )
    except IndexDamaged:
        current_app.logger.warning(
            "the index of similar questions is damaged; `frontporch index rebuild` makes it anew"
        )
        return ()
    return near


def _ends(thread_ids: Sequence[int]) -> dict[int, Any]:
    """What to show for these threads (id, title), where everyone may read it: for a duplicate where it leads."""
    if not thread_ids:
        return {}
    opening = aliased(Post)
    rows = duplicates.ends(thread_ids)
    rows = rows.join(opening, (opening.thread_id == Thread.id) & (opening.kind == "question"))
    return {row.near_id: row for row in db.session.execute(rows.where(opening.deleted_at.is_(None)))}


def earlier(suggestions: Sequence[Suggestion]) -> list[Earlier]:
    """These suggestions with what a page shows of them."""
    if not suggestions:
        return []
    by_post = {row.id: row for row in db.session.execute(_answers([each.answer_post_id for each in suggestions]))}
    return [_earlier(each, by_post[each.answer_post_id]) for each in suggestions if each.answer_post_id in by_post]


def _answers(post_ids: Sequence[int]) -> Any:
    author = authors.name().label("answered_by")
    rows = select(Post.id, Post.html, author, Thread.solved_at, Thread.answer_count, Thread.created_at)
    rows = rows.join(Thread, Thread.id == Post.thread_id).outerjoin(User, User.id == Post.author_id)
    return rows.outerjoin(Identity, Identity.id == Post.identity_id).where(Post.id.in_(post_ids))


def _earlier(suggestion: Suggestion, row: Any) -> Earlier:
    return Earlier(
        suggestion=suggestion,
        html=dressed(row.html),
        answered_by=row.answered_by or "",
        is_solved=row.solved_at is not None,
        answer_count=row.answer_count,
        asked_at=row.created_at,
    )
