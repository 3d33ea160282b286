"""What a person leaves to others: one question, a tag, or what is like a thread they answered; all can be undone."""

from datetime import datetime

from sqlalchemy import ColumnElement, Insert, delete, insert
from sqlalchemy.exc import IntegrityError

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Muting, Skip, User


def skip(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Leave this question to others. False when it was so already."""
    at = at or now()
    if not _added(insert(Skip).values(user_id=by.id, thread_id=thread_id, at=at)):
        return False
    record("question.skipped", by_id=by.id, at=at, skipped=thread_id)
    return True


def unskip(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take that back. False when it was not skipped."""
    gone = delete(Skip).where(Skip.user_id == by.id, Skip.thread_id == thread_id).returning(Skip.thread_id)
    if db.session.scalar(gone) is None:
        return False
    record("question.unskipped", by_id=by.id, at=at or now(), skipped=thread_id)
    return True


def mute(by: User, tag_id: int | None = None, thread_id: int | None = None, at: datetime | None = None) -> bool:
    """Say that a tag, or what is like this thread, is not one's topic. False when that was said already."""
    at = at or now()
    if not _added(insert(Muting).values(user_id=by.id, tag_id=tag_id, thread_id=thread_id, at=at)):
        return False
    record("topic.muted", by_id=by.id, at=at, tag_id=tag_id, like=thread_id)
    return True


def unmute(by: User, tag_id: int | None = None, thread_id: int | None = None, at: datetime | None = None) -> bool:
    """Take that back. False when it was not said."""
    if db.session.scalar(delete(Muting).where(*_named(by, tag_id, thread_id)).returning(Muting.id)) is None:
        return False
    record("topic.unmuted", by_id=by.id, at=at or now(), tag_id=tag_id, like=thread_id)
    return True


def _added(row: Insert) -> bool:
    """Insert a row; False where it is there already, also when that happened at this very moment."""
    try:
        with db.session.begin_nested():
            db.session.execute(row)
    except IntegrityError:
        return False
    return True


def _named(by: User, tag_id: int | None, thread_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return Muting.user_id == by.id, Muting.tag_id == tag_id, Muting.thread_id == thread_id
