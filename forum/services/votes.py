"""Votes up and down: one a person and post, counted once however often it is sent."""

from datetime import datetime

from sqlalchemy import select, update

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Post, Thread, User, Vote
from forum.services import reputation


def cast(post_id: int, by: User, value: int, at: datetime | None = None) -> Post:
    """Vote +1 or -1 on a post; the same vote again changes nothing, the other one turns it round."""
    return _settle(post_id, by, value, at or now())


def retract(post_id: int, by: User, at: datetime | None = None) -> Post:
    """Take one's vote back."""
    return _settle(post_id, by, 0, at or now())


def _settle(post_id: int, by: User, value: int, at: datetime) -> Post:
    held = select(Post).where(Post.id == post_id).with_for_update()
    post = db.session.scalars(held.execution_options(populate_existing=True)).one()
    vote = db.session.get(Vote, (post_id, by.id), populate_existing=True)
    before = vote.value if vote else 0
    if before == value:
        return post
    _store(vote, post_id, by.id, value, at)
    _count(post, value - before)
    _reward(post, before, -1, by.id, at)
    _reward(post, value, 1, by.id, at)
    record("post.voted", post.thread_id, post.id, by.id, at=at, value=value, before=before)
    return post


def _store(vote: Vote | None, post_id: int, user_id: int, value: int, at: datetime) -> None:
    if vote is None:
        db.session.add(Vote(post_id=post_id, user_id=user_id, value=value, at=at))
    elif value == 0:
        db.session.delete(vote)
    else:
        vote.value, vote.at = value, at


def _count(post: Post, change: int) -> None:
    post.score += change
    if post.kind == "question":
        db.session.execute(update(Thread).where(Thread.id == post.thread_id).values(score=Thread.score + change))


def _reward(post: Post, value: int, sign: int, by_id: int, at: datetime) -> None:
    if value:
        kind = "upvoted" if value > 0 else "downvoted"
        reputation.award(post.author_id, f"{post.kind}.{kind}", post, by_id, at, sign)
