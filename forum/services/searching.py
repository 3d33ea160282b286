"""Full-text search for readers: the engine finds, the database says what may be read; and search without the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, or_, select

from forum import engines, markup
from forum.extensions import db
from forum.models import Identity, Post, Thread, User
from forum.services import indexing
from search.documents import Hit, IndexDamaged, Results, Sort
from search.query import parse
from search.snippets import snippet

PAGE = 20
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A post that was found, as its page shows it; `highlights` are (start, end) in code points of `snippet`."""

    thread_id: int
    post_id: int
    kind: str
    title: str
    score: float
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    author: str
    channel: str
    created_at: datetime
    answer_count: int
    is_solved: bool
    thread_kind: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search found: `total` posts, of which `hits` are one page; `has_more` says whether others follow.

    `is_makeshift`: the index cannot be used, so the database was searched for the words alone.
    """

    total: int
    hits: Sequence[Found]
    has_more: bool = False
    is_relaxed: bool = False
    ignored: tuple[str, ...] = ()
    is_makeshift: bool = False


def search(query: str, limit: int = PAGE, sort: Sort = "relevance", offset: int = 0) -> Finding:
    """Posts that everyone may read, best or newest first; hidden and removed ones never, whatever the index holds."""
    try:
        results: Results = engines.full_text().search(parse(query), limit=limit, sort=sort, offset=offset)
    except IndexDamaged:
        current_app.logger.warning("the full-text index is damaged; `frontporch index rebuild` makes it anew")
        return _makeshift(query, limit, offset)
    hits = _readable(results.hits)
    total = results.total - (len(results.hits) - len(hits))  # what was hidden a moment ago is not even counted
    has_more = offset + len(results.hits) < results.total and len(results.hits) == limit
    return Finding(total, hits, has_more, results.is_relaxed, results.ignored)


def _readable(hits: Sequence[Hit]) -> list[Found]:
    if not hits:
        return []
    rows = db.session.execute(_rows().where(Post.id.in_([hit.post_id for hit in hits])))
    by_id = {row.id: row for row in rows}
    return [_found(by_id[hit.post_id], hit) for hit in hits if hit.post_id in by_id]


def _rows(*more: Any) -> Select[*tuple[Any, ...]]:
    author = func.coalesce(User.name, Identity.name, Identity.handle).label("author")
    columns = (Post.id, Post.thread_id, Post.kind, Post.created_at, author)
    of_thread = (Thread.title, Thread.channel, Thread.answer_count, Thread.solved_at, Thread.kind.label("thread_kind"))
    rows = select(*columns, *of_thread, *more).join(Thread, Thread.id == Post.thread_id)
    rows = rows.outerjoin(User, User.id == Post.author_id).outerjoin(Identity, Identity.id == Post.identity_id)
    return rows.where(*indexing.is_readable())


def _found(row: Any, hit: Hit) -> Found:
    return Found(
        thread_id=row.thread_id,
        post_id=row.id,
        kind=row.kind,
        title=row.title,
        score=hit.score,
        snippet=hit.snippet,
        highlights=hit.highlights,
        author=row.author or "",
        channel=row.channel,
        created_at=row.created_at,
        answer_count=row.answer_count,
        is_solved=row.solved_at is not None,
        thread_kind=row.thread_kind,
    )


def _makeshift(query: str, limit: int, offset: int) -> Finding:
    """Search the database for every word (filters are left out), newest first: slow, but it never stops."""
    wanted = parse(query)
    words = [word.typed.lower() for word in wanted.words[:_MOST_WORDS]]
    if not words:
        return Finding(0, [], is_makeshift=True)
    rows = _rows(Post.body, func.count().over().label("total")).where(*(_holds(word) for word in words))
    rows = rows.order_by(Post.created_at.desc(), Post.id.desc()).limit(limit).offset(offset)
    found = list(db.session.execute(rows))
    hits = [_found(row, _hit(row, wanted.stems)) for row in found]
    total = found[0].total if found else 0
    return Finding(total, hits, offset + len(hits) < total, is_makeshift=True)


def _holds(word: str) -> Any:
    in_title = (Post.kind == "question") & func.lower(Thread.title).contains(word, autoescape=True)
    return or_(func.lower(Post.body).contains(word, autoescape=True), in_title)


def _hit(row: Any, stems: frozenset[str]) -> Hit:
    text, highlights = snippet(markup.plain(row.body), stems)
    return Hit(row.id, row.thread_id, 0.0, text, highlights)
