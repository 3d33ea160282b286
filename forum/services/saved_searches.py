"""Saved searches: keeping one, naming it, pausing it, deleting it and bringing it back, and one's own list."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, func, or_, select

from forum import policy
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import ArrivedPost, Notification, SavedSearch, User
from forum.services import saved_hits
from search.documents import Sort
from search.query import parse
from search.vocabulary import fold

MOST = 20  # saved searches of one person
LONGEST_NAME, LONGEST_PROPOSAL = 80, 60
UNDO = timedelta(days=1)  # how long a deleted one can be brought back
_QUOTES = str.maketrans("“”„", '"""')


class RefusedError(Exception):
    """A search that cannot be saved: `why` is empty (it asks for nothing), twice (as `name` already), or many."""

    def __init__(self, why: Literal["empty", "twice", "many"], name: str = "") -> None:
        super().__init__(why)
        self.why, self.name = why, name


def proposed_name(query: str) -> str:
    """What a search is called unless its owner says otherwise: its words, of a long one the first."""
    words = " ".join(query.split())
    if len(words) <= LONGEST_PROPOSAL:
        return words
    return words[: LONGEST_PROPOSAL - 1].rsplit(" ", 1)[0] + "…"


def key_of(query: str) -> str:
    """The same for queries that differ in case, accents and spaces only."""
    words = " ".join(fold(word) for word in query.translate(_QUOTES).split())
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def save(by: User, query: str, sort: Sort, name: str, at: datetime | None = None) -> SavedSearch:
    """Keep a search; what is written from now on is told. Raises RefusedError."""
    at = at or now()
    if parse(query, is_staff=policy.is_staff(by)).is_empty:
        raise RefusedError("empty")
    _refuse(by.id, key_of(query))
    cursor = db.session.scalar(select(func.max(ArrivedPost.id)).where(ArrivedPost.at < at)) or 0
    name = name[:LONGEST_NAME] or proposed_name(query)
    saved = SavedSearch(user_id=by.id, name=name, query=query, sort=sort, key=key_of(query), cursor=cursor, saved_at=at)
    db.session.add(saved)
    db.session.flush()
    record("search.saved", by_id=by.id, at=at, search_id=saved.id)
    return saved


def _refuse(user_id: int, key: str) -> None:
    """One more of this person's at a time, so that two windows do not save one too many."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    rows = select(SavedSearch.key, SavedSearch.name).where(SavedSearch.user_id == user_id, saved_hits.IS_KEPT)
    names = {row.key: row.name for row in db.session.execute(rows)}
    if key in names:
        raise RefusedError("twice", names[key])
    if len(names) >= MOST:
        raise RefusedError("many")


def rename(search: SavedSearch, name: str, at: datetime | None = None) -> None:
    """Call it something else."""
    if name != search.name:
        search.name = name
        record("search.renamed", by_id=search.user_id, at=at or now(), search_id=search.id)


def pause(search: SavedSearch, at: datetime | None = None) -> None:
    """Count what is new from now on, but tell nothing."""
    at = at or now()
    if search.paused_at is None:
        search.paused_at = at
        record("search.paused", by_id=search.user_id, at=at, search_id=search.id)


def resume(search: SavedSearch, at: datetime | None = None) -> None:
    """Tell of what comes from now on."""
    if search.paused_at is not None:
        search.paused_at = None
        record("search.resumed", by_id=search.user_id, at=at or now(), search_id=search.id)


def end(search: SavedSearch, at: datetime | None = None) -> None:
    """Delete it; it can be brought back for a day."""
    at = at or now()
    if search.ended_at is None:
        search.ended_at = at
        record("search.deleted", by_id=search.user_id, at=at, search_id=search.id)


def bring_back(search: SavedSearch, at: datetime | None = None) -> None:
    """Undo that, with what came meanwhile. Raises RefusedError where the same was saved again, or too many were."""
    if search.ended_at is not None:
        _refuse(search.user_id, search.key)
        search.ended_at = None
        db.session.flush()
        record("search.restored", by_id=search.user_id, at=at or now(), search_id=search.id)


def look(search: SavedSearch, until: datetime | None = None, at: datetime | None = None) -> None:
    """Its owner has looked at what it finds: nothing of that is new any more. `until`: of when the newest was."""
    saved_hits.note_seen(search.id, at or now(), until)


def of_owner(user_id: int, at: datetime | None = None) -> Sequence[Any]:
    """A person's searches by name, those deleted lately last.

    Rows: id, name, query, sort, paused_at, ended_at, new_count, newest_at (of what is new).
    """
    columns = (SavedSearch.id, SavedSearch.name, SavedSearch.query, SavedSearch.sort)
    new = (saved_hits.unseen(SavedSearch.id).label("new_count"), saved_hits.newest_unseen(SavedSearch.id))
    rows = select(*columns, SavedSearch.paused_at, SavedSearch.ended_at, new[0], new[1].label("newest_at")).where(
        SavedSearch.user_id == user_id, _is_there(at or now())
    )
    order = (SavedSearch.ended_at.is_not(None), func.lower(SavedSearch.name), SavedSearch.id)
    return db.session.execute(rows.order_by(*order).limit(2 * MOST)).all()


def _is_there(at: datetime) -> ColumnElement[bool]:
    return or_(saved_hits.IS_KEPT, SavedSearch.ended_at > at - UNDO)


def of_query(user_id: int, query: str) -> Any | None:
    """A person's saved search for this query, in one statement: id, name, newest_at (of what is new)."""
    is_it = (SavedSearch.user_id == user_id, SavedSearch.key == key_of(query), saved_hits.IS_KEPT)
    newest = saved_hits.newest_unseen(SavedSearch.id).label("newest_at")
    return db.session.execute(select(SavedSearch.id, SavedSearch.name, newest).where(*is_it)).one_or_none()


def forget_ended(at: datetime | None = None) -> None:
    """Remove what was deleted a day ago, with its notices."""
    gone = select(SavedSearch.id).where(SavedSearch.ended_at <= (at or now()) - UNDO).scalar_subquery()
    db.session.execute(delete(Notification).where(Notification.saved_search_id.in_(gone)))
    db.session.execute(delete(SavedSearch).where(SavedSearch.ended_at <= (at or now()) - UNDO))


def mark_told(user_id: int, at: datetime, until: datetime | None = None) -> None:
    """A person has seen all their notices, those of searches among them, when `until` was the newest hit."""
    ids = list(db.session.scalars(select(SavedSearch.id).where(SavedSearch.user_id == user_id, saved_hits.IS_KEPT)))
    if ids:
        saved_hits.note_told(ids, at, until)
