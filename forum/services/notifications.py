"""Notices: telling one person what concerns them; and reading them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, and_, case, func, select, update

from forum.database import now
from forum.extensions import db
from forum.models import Hiding, Notification, Post, Thread, User
from forum.services.paging import Page, newest_first
from forum.services.visibility import open_to

PAGE = 30


def tell(user_id: int | None, kind: str, post: Post, by_id: int | None, at: datetime, reason: str = "") -> None:
    """Leave a notice for a person; nobody hears of their own acts, nor does someone without an account."""
    if user_id is None or user_id == by_id:
        return
    db.session.add(
        Notification(
            user_id=user_id, kind=kind, thread_id=post.thread_id, post_id=post.id, by_id=by_id, reason=reason, at=at
        )
    )


def unread(user_id: int) -> int:
    """How many notices a person has not seen."""
    return db.session.scalar(select(unread_of(user_id))) or 0


def unread_of(user_id: Any) -> ScalarSelect[int]:
    """The same as part of another statement; `user_id` may be a bound parameter."""
    unseen = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return unseen.scalar_subquery()


def unread_of_all(user_ids: Sequence[int]) -> dict[int, int]:
    """How many notices each of these people has not seen, in one statement."""
    counted = select(Notification.user_id, func.count()).where(Notification.user_id.in_(user_ids))
    rows = db.session.execute(counted.where(Notification.read_at.is_(None)).group_by(Notification.user_id))
    return dict.fromkeys(user_ids, 0) | {row[0]: row[1] for row in rows}


def mark_read(user_id: int, at: datetime | None = None) -> None:
    """Note that a person has seen all notices up to now."""
    unseen = (Notification.user_id == user_id, Notification.read_at.is_(None))
    db.session.execute(update(Notification).where(*unseen).values(read_at=at or now()))


def of_reader(reader: Any, older: int | None = None) -> Page:
    """A person's notices, newest first.

    Rows: id, kind, at, read_at, reason, thread_id, post_id, post_kind, by_name, hiding_id, title.
    The title is None where the thread is not for its reader any more; hiding_id leads to the public log.
    """
    query = (
        select(
            Notification.id,
            Notification.kind,
            Notification.at,
            Notification.read_at,
            Notification.reason,
            Notification.thread_id,
            Notification.post_id,
            Post.kind.label("post_kind"),
            User.name.label("by_name"),
            Hiding.id.label("hiding_id"),
            case((open_to(reader), Thread.title)).label("title"),
        )
        .join(Thread, Thread.id == Notification.thread_id)
        .outerjoin(Post, Post.id == Notification.post_id)
        .outerjoin(User, User.id == Notification.by_id)
        .outerjoin(Hiding, and_(Hiding.post_id == Notification.post_id, Hiding.at == Notification.at))
        .where(Notification.user_id == reader.id)
    )
    return newest_first(query, Notification.at, Notification.id, older, PAGE)
