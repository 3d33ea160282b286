"""Pinned threads: what a brand wants everyone to see first, for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, update

from forum.database import insert_missing, now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import Pin, User


def pin(thread_id: int, by: User, until_at: datetime | None = None, at: datetime | None = None) -> bool:
    """Put a thread on top of its brand's list; False when it is there already (a new end holds from now on)."""
    at = at or now()
    row = {"thread_id": thread_id, "by_id": by.id, "at": at, "until_at": until_at}
    if not rows_changed(db.session, insert_missing(db.session, Pin).values(row).on_conflict_do_nothing()):
        open_ = (Pin.thread_id == thread_id, Pin.ended_at.is_(None))
        db.session.execute(update(Pin).where(*open_).values(until_at=until_at))
        return False
    record("thread.pinned", thread_id, by_id=by.id, at=at)
    return True


def unpin(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take it down. False when it was not pinned."""
    at = at or now()
    ended = update(Pin).where(Pin.thread_id == thread_id, Pin.ended_at.is_(None)).values(ended_at=at, ended_by_id=by.id)
    if not rows_changed(db.session, ended):
        return False
    record("thread.unpinned", thread_id, by_id=by.id, at=at)
    return True


def is_up(instant: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions under which a pin holds at an instant, which may be a bound parameter."""
    return Pin.ended_at.is_(None), or_(Pin.until_at.is_(None), Pin.until_at > instant)
