"""New posts against saved searches: round by round, each search from its own place on; and notices of what matched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, exists, func, insert, literal, select, text, true, update

from forum import engines
from forum.database import insert_missing, looking, now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import ArrivedPost, Event, Notification, Post, SavedHit, SavedSearch, User
from forum.roles import STAFF
from forum.services import dialects, heartbeats, indexing, saved_hits
from forum.services.hearing import wants_notice
from search.documents import IndexDamaged
from search.percolator import Matches, Percolator
from search.query import Query, parse

KIND, JUDGED = "search.matched", "risk.changed"
POSTS, SEARCHES = 250, 1_000  # of one round
MOST_HITS = 10_000  # of one round, as they are written in one transaction: further searches have their turn later
KEPT = timedelta(days=90)


def note_arrivals(events: Sequence[Event], at: datetime | None = None) -> None:
    """Number the new posts of these events, where they are younger than a saved search at all."""
    oldest = db.session.scalar(select(func.min(SavedSearch.saved_at)))
    if oldest is None:
        return
    if db.session.get_bind().dialect.name == "postgresql":  # keys must become visible in their order
        db.session.execute(text("LOCK TABLE arrived_post IN SHARE ROW EXCLUSIVE MODE"))
    came = {event.post_id for event in events if event.name != JUDGED}
    again = {event.post_id for event in events} - came
    brought = [(_brought(event), False) for event in events if event.facts.get("posts")]
    for some, is_again in [(_are(came), False), *brought, (_are(again), True)]:
        number = _highest() + func.row_number().over(order_by=Post.id)
        row = (number, Post.id, literal(at or now(), ArrivedPost.at.type), literal(is_again))
        new = select(*row).where(some, Post.created_at > oldest)
        db.session.execute(insert(ArrivedPost).from_select(["id", "post_id", "at", "is_again"], new))


def _are(post_ids: Iterable[int | None]) -> ColumnElement[bool]:
    return Post.id.in_([post_id for post_id in post_ids if post_id is not None])


def _highest() -> int:
    """The highest number there was: rows go with their posts, but no search may have come further than a new one."""
    numbers = select(func.max(ArrivedPost.id)).union_all(select(func.max(SavedSearch.cursor)))
    return max((number for number in db.session.scalars(numbers) if number is not None), default=0)


def _brought(event: Event) -> Any:
    """The posts that a batch of history brought, between its first and its last."""
    facts: Mapping[str, Any] = event.facts
    return Post.thread_id.in_(facts["threads"]) & Post.id.between(*facts["posts"])


@dataclass(frozen=True, slots=True)
class Batch:
    """New posts, with their numbers as `number`, and the searches that are to be compared with them."""

    posts: Sequence[Any]
    searches: Sequence[Any]

    @property
    def last(self) -> int:
        """Where the searches stand afterwards."""
        return int(self.posts[-1].number)


def compare(at: datetime | None = None) -> bool:
    """One round: the searches that are furthest behind, with the next posts. False when there is nothing to do.

    While the index cannot be used nothing is compared, and nothing lost: every search stays where it is.
    """
    try:
        with looking(db.session):
            batch = _next_batch()
            found = _found(batch) if batch else {}
    except IndexDamaged:
        current_app.logger.warning("the full-text index is damaged: saved searches wait for it")
        return False
    if batch is None:
        return False
    _keep(batch, found, at or now())
    return True


def _next_batch() -> Batch | None:
    behind = select(func.min(SavedSearch.cursor)).where(saved_hits.IS_KEPT).scalar_subquery()
    posts = select(ArrivedPost.id.label("number"), Post.id, Post.created_at, Post.author_id, Post.behind_id)
    posts = posts.add_columns(ArrivedPost.is_again).join(Post, Post.id == ArrivedPost.post_id)
    posts = posts.where(ArrivedPost.id > behind)
    new = db.session.execute(posts.order_by(ArrivedPost.id).limit(POSTS)).all()
    if not new:
        return None
    columns = (SavedSearch.id, SavedSearch.user_id, SavedSearch.query, SavedSearch.cursor, SavedSearch.saved_at)
    rows = select(*columns, User.role).join(User, User.id == SavedSearch.user_id)
    rows = rows.where(saved_hits.IS_KEPT, SavedSearch.cursor < new[-1].number)
    rows = rows.order_by(SavedSearch.cursor, SavedSearch.id).limit(SEARCHES)
    return Batch(new, db.session.execute(rows).all())


def _found(batch: Batch) -> dict[int, list[int]]:
    """New hits by search, as far as one round goes; a search without any has an empty list."""
    matches, found, total = _matches(batch), {}, 0
    for search in batch.searches:
        hits = [post.id for post in batch.posts if post.id in matches[search.id] and _is_new(post, search)]
        found[search.id] = list(dict.fromkeys(hits))[-saved_hits.MOST :]
        total += len(found[search.id])
        if total >= MOST_HITS:
            break
    return found


def _is_new(post: Any, search: Any) -> bool:
    """Whether it came and was written since, by somebody else; what was judged anew is news to staff alone."""
    if post.is_again and search.role not in STAFF:
        return False
    is_own = search.user_id in (post.author_id, post.behind_id)
    return post.number > search.cursor and post.created_at > search.saved_at and not is_own


def _matches(batch: Batch) -> Matches:
    engine, dialect = engines.full_text(), dialects.current()
    count = engine.count()
    percolator = Percolator(indexing.documents_of_posts([post.id for post in batch.posts]))
    queries: dict[int, Query] = {}
    for search in batch.searches:
        queries[search.id] = parse(search.query, dialect, search.role in STAFF)
    try:
        return percolator.all_matching(queries, engine.often, count)
    finally:
        percolator.close()


def _keep(batch: Batch, found: Mapping[int, list[int]], at: datetime) -> None:
    """Store in one transaction what was found and how far each search is; one that changed meanwhile is left alone."""
    before = {search.id: search.cursor for search in batch.searches}
    rows = select(SavedSearch.id, SavedSearch.cursor, SavedSearch.paused_at).where(
        SavedSearch.id.in_([*found]), saved_hits.IS_KEPT
    )
    held = [row for row in db.session.execute(rows.with_for_update()) if row.cursor == before[row.id]]
    hits = [
        {"search_id": row.id, "post_id": post_id, "at": at, "told_at": at if row.paused_at else None, "seen_at": None}
        for row in held
        for post_id in found[row.id]
    ]
    ids = [row.id for row in held]
    db.session.execute(update(SavedSearch).where(SavedSearch.id.in_(ids)).values(cursor=batch.last))
    made = insert_missing(db.session, SavedHit).on_conflict_do_nothing().returning(SavedHit.search_id)
    fresh = sorted(set(db.session.scalars(made, hits))) if hits else []
    if fresh:
        saved_hits.drop_surplus(fresh)
        tell(at, fresh)


def tell(at: datetime | None = None, fresh: Sequence[int] = ()) -> None:
    """Leave a notice for each search with something untold and no unread notice; unread ones of `fresh` searches rise.

    What a notice counts is asked when it is read, so that calling this again and again changes nothing.
    """
    at = at or now()
    unread = (Notification.saved_search_id == SavedSearch.id, Notification.read_at.is_(None))
    instant = literal(at, Notification.at.type)
    given = {
        "user_id": SavedSearch.user_id,
        "kind": literal(KIND),
        "thread_id": saved_hits.thread_of_untold(SavedSearch.id),
        "reason": literal(""),
        "at": instant,
        "is_shown": literal(True),
        "by_mail": literal(False),
        "match_count": literal(0),
        "saved_search_id": SavedSearch.id,
    }
    rows = select(*given.values()).where(saved_hits.IS_KEPT, saved_hits.has_untold(SavedSearch.id))
    rows = rows.where(wants_notice(SavedSearch.user_id, KIND, 0), ~exists().where(*unread).correlate(SavedSearch))
    left = insert_missing(db.session, Notification).from_select(list(given), rows).on_conflict_do_nothing()
    if count := rows_changed(db.session, left):
        record("search.matched", at=at, count=count)
    if fresh:
        rise = update(Notification).where(Notification.saved_search_id.in_(fresh), Notification.read_at.is_(None))
        db.session.execute(rise.values(at=at))


def forget_passed(at: datetime | None = None) -> None:
    """Remove arrivals that every search is past, and once a day hits of long ago."""
    behind = db.session.scalar(select(func.min(SavedSearch.cursor)))
    db.session.execute(delete(ArrivedPost).where(ArrivedPost.id <= behind if behind is not None else true()))
    at = at or now()
    if heartbeats.take_turn("saved_hits", timedelta(days=1), at):
        db.session.execute(delete(SavedHit).where(SavedHit.at < at - KEPT))
