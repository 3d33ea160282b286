"""Me too: people who have the trouble a thread is about, each counted once, and told like those who follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from forum.database import insert_missing, now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import Affected, Thread, User
from forum.services import following


def join(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that one has the same trouble, and follow the thread. False when it was said before."""
    at = at or now()
    row = {"thread_id": thread_id, "user_id": by.id, "at": at}
    if not rows_changed(db.session, insert_missing(db.session, Affected).values(row).on_conflict_do_nothing()):
        return False
    _count(thread_id, 1)
    following.follow(thread_id, by, at)
    record("question.shared", thread_id, by_id=by.id, at=at)
    return True


def leave(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take that back; the person goes on following. False when it was never said."""
    mine = (Affected.thread_id == thread_id, Affected.user_id == by.id)
    if not rows_changed(db.session, delete(Affected).where(*mine)):
        return False
    _count(thread_id, -1)
    record("question.unshared", thread_id, by_id=by.id, at=at)
    return True


def _count(thread_id: int, change: int) -> None:
    """The number repeats the rows, so that pages read it without counting."""
    counted = update(Thread).where(Thread.id == thread_id)
    db.session.execute(counted.values(affected_count=Thread.affected_count + change))


def is_affected(thread_id: Any, user_id: Any) -> Any:
    """Whether a person said so, as part of a statement."""
    return select(Affected.user_id).where(Affected.thread_id == thread_id, Affected.user_id == user_id).exists()
