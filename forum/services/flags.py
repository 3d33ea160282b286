"""Flags: raising and taking back a report, and telling those who raised it what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from forum.database import now
from forum.events import record, record_many
from forum.extensions import db
from forum.models import Flag, Post, Reason, User
from forum.services import notifications
from forum.services.writing import masked_line


def raise_flag(post: Post, by: User, reason: Reason, words: str = "", at: datetime | None = None) -> bool:
    """Report a post to the moderators. False when this person has done so already, also at the same moment."""
    at = at or now()
    flag = Flag(post_id=post.id, by_id=by.id, reason_id=reason.id, words=masked_line(words), at=at)
    try:
        with db.session.begin_nested():
            db.session.add(flag)
    except IntegrityError:
        return False
    record("flag.raised", post.thread_id, post.id, by.id, at=at)
    return True


def take_back(post: Post, by: User, at: datetime | None = None) -> bool:
    """Take one's report back. False when there is none that still waits."""
    mine = (Flag.post_id == post.id, Flag.by_id == by.id, Flag.state == "raised")
    if db.session.scalar(delete(Flag).where(*mine).returning(Flag.id)) is None:
        return False
    record("flag.withdrawn", post.thread_id, post.id, by.id, at=at)
    return True


def mine_on(post_id: int, person_id: int) -> Any | None:
    """A person's own report of a post: state, at, words, reason."""
    rows = select(Flag.state, Flag.at, Flag.words, Reason.wording.label("reason"))
    rows = rows.join(Reason, Reason.id == Flag.reason_id)
    return db.session.execute(rows.where(Flag.post_id == post_id, Flag.by_id == person_id)).one_or_none()


def uphold(posts: Sequence[Any], by: User, at: datetime) -> int:
    """These posts were hidden: the reports of them were right, and those who raised them are told."""
    return _settle(posts, "upheld", by, at)


def decline(posts: Sequence[Any], by: User, at: datetime) -> int:
    """Moderators looked at these posts and leave them as they are."""
    return _settle(posts, "declined", by, at)


def _settle(posts: Sequence[Any], state: str, by: User, at: datetime) -> int:
    """Settle all raised flags of these posts (rows or entities with id and thread_id); how many there were."""
    by_id = {post.id: post for post in posts}
    settled = update(Flag).where(Flag.post_id.in_(list(by_id)), Flag.state == "raised")
    settled = settled.values(state=state, settled_by_id=by.id, settled_at=at).returning(Flag.post_id, Flag.by_id)
    found = db.session.execute(settled.execution_options(synchronize_session=False)).all()
    name = "flag.upheld" if state == "upheld" else "flag.declined"
    for post_id, flagger_id in found:
        notifications.tell(flagger_id, name, by_id[post_id], by.id, at)
    _record(name, [by_id[post_id] for post_id in dict.fromkeys(row[0] for row in found)], by, at)
    return len(found)


def _record(name: str, posts: Iterable[Any], by: User, at: datetime) -> None:
    upheld = [{"name": "flag.upheld", "thread_id": post.thread_id, "post_id": post.id} for post in posts]
    declined = [{**row, "name": "flag.declined"} for row in upheld]
    rows = upheld if name == "flag.upheld" else declined
    record_many([{**row, "by_id": by.id, "at": at} for row in rows])


def raise_again(post_ids: Sequence[int], settled_at: datetime) -> None:
    """What was settled then waits again: the act that settled it was undone."""
    settled = (Flag.post_id.in_(post_ids), Flag.state != "raised", Flag.settled_at == settled_at)
    waiting = {"state": "raised", "settled_by_id": None, "settled_at": None}
    db.session.execute(update(Flag).where(*settled).values(**waiting))


def overturn(post_ids: Sequence[int], by: User, at: datetime) -> None:
    """What was hidden is shown again: reports of it that were upheld were not right after all."""
    upheld = update(Flag).where(Flag.post_id.in_(post_ids), Flag.state == "upheld")
    db.session.execute(upheld.values(state="declined", settled_by_id=by.id, settled_at=at))


def raised_in(thread_ids: Sequence[int]) -> dict[int, int]:
    """How many reports wait, by thread; threads without any are absent."""
    rows = select(Post.thread_id, func.count()).join(Flag, Flag.post_id == Post.id)
    rows = rows.where(Post.thread_id.in_(thread_ids), Flag.state == "raised").group_by(Post.thread_id)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def of_thread(thread_id: int) -> list[Any]:
    """The reports that wait in a thread, oldest first: post_id, at, words, reason, by_name."""
    rows = select(Flag.post_id, Flag.at, Flag.words, Reason.wording.label("reason"), User.name.label("by_name"))
    rows = rows.join(Post, Post.id == Flag.post_id).join(Reason, Reason.id == Flag.reason_id)
    rows = rows.join(User, User.id == Flag.by_id).where(Post.thread_id == thread_id, Flag.state == "raised")
    return list(db.session.execute(rows.order_by(Flag.at, Flag.id)))
