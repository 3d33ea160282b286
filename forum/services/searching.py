"""Full-text search for readers: the engine finds, the database says what may be read; and search without the engine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, or_, select

from forum import engines, markup
from forum.extensions import db
from forum.models import Identity, Post, Thread, User
from forum.services import authors, dialects, indexing
from search.dialect import Dialect
from search.documents import Hit, IndexDamaged, Results, Sort
from search.query import Query, Word, parse
from search.snippets import snippet
from search.vocabulary import folded_words, stem

PAGE = 20
_MOST_WORDS = 6
QUICK, SHORTEST_BEGUN, MOST_COMPLETIONS = 6, 2, 3


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

    `is_makeshift`: the index cannot be used, so the database was searched for the words alone. `start`: how many stand
    before these, of which `last` is the last post. `meant`: the query with a slip mended. `ignored` and
    `is_newest_only`: see search.documents.Results.
    """

    total: int
    hits: Sequence[Found]
    has_more: bool = False
    is_relaxed: bool = False
    ignored: tuple[str, ...] = ()
    is_makeshift: bool = False
    start: int = 0
    last: int | None = None
    meant: str | None = None
    is_newest_only: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a search: `limit` hits after the post `after`, or from number `offset` on where that is gone."""

    limit: int = PAGE
    offset: int = 0
    after: int | None = None


FIRST = Page()


def search(query: str, page: Page = FIRST, sort: Sort = "relevance", is_staff: bool = False) -> Finding:
    """Posts that everyone may read, best or newest first; hidden and removed ones never, whatever the index holds."""
    dialect = dialects.current()
    parsed = parse(query, dialect, is_staff)
    try:
        engine = engines.full_text()
        results: Results = engine.search(parsed, limit=page.limit, sort=sort, offset=page.offset, after=page.after)
        meant = _meant(query, parsed, dialect) if results.is_relaxed or not results.total else None
    except IndexDamaged:
        current_app.logger.warning("the full-text index is damaged; `frontporch index rebuild` makes it anew")
        return _makeshift(parsed, page.limit, page.offset)
    hits = _readable(results.hits)
    total = results.total - (len(results.hits) - len(hits))  # what was hidden a moment ago is not even counted
    has_more = results.start + len(results.hits) < results.total and len(results.hits) == page.limit
    last = results.hits[-1].post_id if results.hits else None
    return Finding(
        total,
        hits,
        has_more,
        is_relaxed=results.is_relaxed,
        ignored=results.ignored,
        start=results.start,
        last=last,
        meant=meant,
        is_newest_only=results.is_newest_only,
    )


def quick(begun: str, is_staff: bool = False) -> list[Found]:
    """The best post of each of a few threads for a query that is still typed: its last word may be half a word.

    Threads with that word in their title come first, as titles are all that is shown. Nothing while the index
    cannot be used, or too little is typed.
    """
    if len(begun.strip()) < SHORTEST_BEGUN:
        return []
    dialect = dialects.current()
    try:
        parsed = _completed(begun, parse(begun, dialect, is_staff), dialect)
        hits = engines.full_text().search(parsed, limit=QUICK * 5).hits
    except IndexDamaged:
        return []
    best = {hit.thread_id: hit for hit in reversed(_readable(hits))}
    last = (begun.lower().split() or [""])[-1]
    is_named = {key: f" {last}" in f" {hit.title.lower()}" for key, hit in best.items()}
    return sorted(best.values(), key=lambda hit: (not is_named[hit.thread_id], -hit.score))[:QUICK]


def _completed(begun: str, parsed: Query, dialect: Dialect) -> Query:
    """The query with its last word read as any of the likeliest words that begin so, besides as it stands."""
    last = begun.split()[-1].lower()
    if begun[-1].isspace() or not parsed.words or parsed.words[-1].typed.lower() != last:
        return parsed
    *words, word = parsed.words
    whole = engines.spelling().completions(last, lambda found: often(found, dialect))[:MOST_COMPLETIONS]
    readings = (reading for each in whole for reading in dialect.readings([each]))
    return replace(parsed, words=(*words, Word(word.typed, tuple(dict.fromkeys((*word.readings, *readings))))))


def _meant(query: str, parsed: Query, dialect: Dialect) -> str | None:
    """The query with words that nobody uses mended; None where nothing is likely, or nothing would be found."""
    typed = list(dict.fromkeys(word for each in parsed.words for word in folded_words(each.typed)))
    mended = engines.spelling().mend(typed, lambda words: often(words, dialect))
    if mended is None:
        return None
    for word, better in zip(typed, mended, strict=True):
        if word != better:
            query = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", better, query, flags=re.IGNORECASE)
    return query


def often(words: Sequence[str], dialect: Dialect) -> dict[str, int]:
    """Of those words that stand in a readable post, by the rules of any language, in how many."""
    stems = {word: {stem(word, lang) for lang in dialect.languages} for word in words}
    known = engines.full_text().often({each for several in stems.values() for each in several})
    counts = {word: max(known.get(each, 0) for each in several) for word, several in stems.items()}
    return {word: count for word, count in counts.items() if count}


def _readable(hits: Sequence[Hit]) -> list[Found]:
    if not hits:
        return []
    rows = db.session.execute(_rows().where(Post.id.in_([hit.post_id for hit in hits])))
    by_id = {row.id: row for row in rows}
    return [_found(by_id[hit.post_id], hit) for hit in hits if hit.post_id in by_id]


def _rows(*more: Any) -> Select[*tuple[Any, ...]]:
    author = authors.name().label("author")
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


def _makeshift(wanted: Query, limit: int, offset: int) -> Finding:
    """Search the database for every word (filters are left out), newest first: slow, but it never stops."""
    words = [word.typed.lower() for word in wanted.words[:_MOST_WORDS]]
    if not words:
        return Finding(0, [], is_makeshift=True)
    rows = _rows(Post.body, func.count().over().label("total")).where(*(_holds(word) for word in words))
    rows = rows.order_by(Post.created_at.desc(), Post.id.desc()).limit(limit).offset(offset)
    found = list(db.session.execute(rows))
    hits = [_found(row, _hit(row, wanted.stems)) for row in found]
    total = found[0].total if found else 0
    return Finding(total, hits, offset + len(hits) < total, is_makeshift=True, start=offset)


def _holds(word: str) -> Any:
    in_title = (Post.kind == "question") & func.lower(Thread.title).contains(word, autoescape=True)
    return or_(func.lower(Post.body).contains(word, autoescape=True), in_title)


def _hit(row: Any, stems: frozenset[str]) -> Hit:
    text, highlights = snippet(markup.plain(row.body), stems)
    return Hit(row.id, row.thread_id, 0.0, text, highlights)
