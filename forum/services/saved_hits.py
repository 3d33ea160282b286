"""What saved searches found since: counted when somebody looks, and only what everybody may read at that moment."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)

from forum.extensions import db
from forum.models import Notification, Post, SavedHit, SavedSearch, Thread
from forum.services.indexing import is_readable

IS_KEPT = SavedSearch.ended_at.is_(None)
MOST = 200  # of the new hits of one search only the newest are kept, and counted


def _readable(what: Any, search_id: Any, *which: ColumnElement[bool]) -> Select[Any]:
    """Something about the hits of a search that everybody may read, as part of a statement about it or its notice."""
    hits = select(what).select_from(SavedHit).join(Post, Post.id == SavedHit.post_id)
    hits = hits.join(Thread, Thread.id == Post.thread_id).where(SavedHit.search_id == search_id, *is_readable(), *which)
    return hits.correlate(Notification, SavedSearch)


def unseen(search_id: Any) -> ScalarSelect[int]:
    """How many there are since its owner looked at the search."""
    return _readable(func.count(), search_id, SavedHit.seen_at.is_(None)).scalar_subquery()


def newest_unseen(search_id: Any) -> ScalarSelect[datetime]:
    """When the newest of them was found: each round of comparing has an instant of its own."""
    return _readable(func.max(SavedHit.at), search_id, SavedHit.seen_at.is_(None)).scalar_subquery()


def newest_of_owner(user_id: int) -> datetime | None:
    """When the newest hit of all of a person's searches was found."""
    hits = select(func.max(SavedHit.at)).join(SavedSearch, SavedSearch.id == SavedHit.search_id)
    return db.session.scalar(hits.where(SavedSearch.user_id == user_id, IS_KEPT))


def has_untold(search_id: Any) -> ColumnElement[bool]:
    """Whether there are hits that no notice told of that was read."""
    return _readable(SavedHit.post_id, search_id, SavedHit.told_at.is_(None)).exists()


def thread_of_untold(search_id: Any) -> ScalarSelect[int]:
    """The thread of one of them."""
    return _readable(func.min(Post.thread_id), search_id, SavedHit.told_at.is_(None)).scalar_subquery()


def count_of_notice() -> ColumnElement[int | None]:
    """How many posts a notice tells of: while it is unread those that can be read now. None for other notices."""
    untold = _readable(func.count(), Notification.saved_search_id, SavedHit.told_at.is_(None)).scalar_subquery()
    count = case((Notification.read_at.is_(None), untold), else_=Notification.match_count)
    return case((Notification.saved_search_id.is_not(None), count))


def has_something_to_say() -> ColumnElement[bool]:
    """Whether a notice is there at all: an unread one of a search whose hits were all hidden since is not."""
    search_id = Notification.saved_search_id
    is_kept = exists().where(SavedSearch.id == search_id, IS_KEPT)
    is_told = or_(Notification.read_at.is_not(None), has_untold(search_id))
    return or_(search_id.is_(None), and_(is_kept.correlate(Notification), is_told))


def note_told(search_ids: Sequence[int], at: datetime, until: datetime | None = None) -> None:
    """The owner has read what was told of these searches; what is hidden now is told once it is shown again.

    `until`: when the newest hit was found that they can know of; what was found later is told later.
    """
    which = (SavedHit.search_id.in_(search_ids), SavedHit.told_at.is_(None), _can_be_read(), _is_by(until))
    told = update(SavedHit).where(*which).values(told_at=at).returning(SavedHit.search_id)
    counts = Counter(db.session.scalars(told.execution_options(synchronize_session=False)))
    for search_id, count in counts.items():
        unread = (Notification.saved_search_id == search_id, Notification.read_at.is_(None))
        db.session.execute(update(Notification).where(*unread).values(read_at=at, match_count=count))


def note_seen(search_id: int, at: datetime, until: datetime | None = None) -> None:
    """The owner has looked at this search, when `until` was the newest hit."""
    note_told([search_id], at, until)
    which = (SavedHit.search_id == search_id, SavedHit.seen_at.is_(None), _can_be_read(), _is_by(until))
    seen = update(SavedHit).where(*which).values(seen_at=at)
    db.session.execute(seen.execution_options(synchronize_session=False))


def _is_by(until: datetime | None) -> ColumnElement[bool]:
    return SavedHit.at <= until if until is not None else true()


def _can_be_read() -> ColumnElement[bool]:
    post = select(Post.id).join(Thread, Thread.id == Post.thread_id)
    return post.where(Post.id == SavedHit.post_id, *is_readable()).correlate(SavedHit).exists()


def drop_surplus(search_ids: Sequence[int]) -> None:
    """Of what is new keep the newest MOST hits of each of these searches; hidden ones take nobody's place."""
    place = func.row_number().over(partition_by=SavedHit.search_id, order_by=SavedHit.post_id.desc()).label("place")
    hits = select(SavedHit.search_id, SavedHit.post_id, place).join(Post, Post.id == SavedHit.post_id)
    hits = hits.join(Thread, Thread.id == Post.thread_id).where(*is_readable(), SavedHit.seen_at.is_(None))
    placed = hits.where(SavedHit.search_id.in_(search_ids)).subquery()
    surplus = select(placed.c.search_id, placed.c.post_id).where(placed.c.place > MOST)
    gone = delete(SavedHit).where(tuple_(SavedHit.search_id, SavedHit.post_id).in_(surplus))
    db.session.execute(gone.execution_options(synchronize_session=False))
