"""Following a thread: begun by asking, answering and commenting, or by the button; who left stays away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update

from forum.database import insert_missing, now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import Following, Thread, User
from forum.services.paging import Page, newest_first
from forum.services.visibility import open_to

PAGE = 30


def begin(pairs: Sequence[tuple[int, int]], at: datetime) -> None:
    """Let people follow threads that they take part in, (thread id, user id) each; not those who have left before."""
    rows = [{"thread_id": thread_id, "user_id": user_id, "at": at} for thread_id, user_id in pairs]
    if rows:
        db.session.execute(insert_missing(db.session, Following).on_conflict_do_nothing(), rows)


def follow(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Follow a thread, also after having left it. False when it was so already."""
    at = at or now()
    row = {"thread_id": thread_id, "user_id": by.id, "at": at}
    fresh = rows_changed(db.session, insert_missing(db.session, Following).values(row).on_conflict_do_nothing())
    back = 0 if fresh else _set_ended(thread_id, by, None, at)
    if fresh or back:
        record("thread.followed", thread_id, by_id=by.id, at=at)
    return bool(fresh or back)


def leave(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Stop following: nothing that the person does later in the thread brings them back. False when it was so."""
    at = at or now()
    has_left = bool(_set_ended(thread_id, by, at))
    if has_left:
        record("thread.left", thread_id, by_id=by.id, at=at)
    return has_left


def _set_ended(thread_id: int, by: User, at: datetime | None, back_at: datetime | None = None) -> int:
    mine = (Following.thread_id == thread_id, Following.user_id == by.id)
    was = Following.ended_at.is_(None) if at else Following.ended_at.is_not(None)
    changed = {"ended_at": at} if at else {"ended_at": None, "at": back_at}
    return rows_changed(db.session, update(Following).where(*mine, was).values(**changed))


def is_following(thread_id: Any, user_id: Any) -> Any:
    """The same as part of a statement."""
    mine = (Following.thread_id == thread_id, Following.user_id == user_id, Following.ended_at.is_(None))
    return select(Following.user_id).where(*mine).exists()


def followed_by(reader: Any, older: int | None = None) -> Page:
    """The threads a person follows, the one talked about last first: id, kind, title, at, solved_at, answer_count.

    The title is None where the thread is not for its reader any more.
    """
    title = case((open_to(reader), Thread.title)).label("title")
    columns = (Thread.id, Thread.kind, title, Thread.active_at.label("at"), Thread.solved_at, Thread.answer_count)
    query = select(*columns).join(Following, Following.thread_id == Thread.id)
    query = query.where(Following.user_id == reader.id, Following.ended_at.is_(None))
    return newest_first(query, Thread.active_at, Thread.id, older, PAGE)
