"""Reputation: a ledger of awards, and the number that is its sum."""

from datetime import datetime

from sqlalchemy import func, select, update

from forum.extensions import db
from forum.models import Award, Post, User

POINTS = {
    "answer.accepted": 15,
    "answer.upvoted": 10,
    "answer.helped_again": 5,
    "question.upvoted": 5,
    "answer.downvoted": -2,
    "question.downvoted": -2,
    "accepted.an_answer": 2,
}


def award(person_id: int | None, reason: str, post: Post, by_id: int | None, at: datetime, sign: int = 1) -> None:
    """Give a person the points of this reason for this post; with sign -1 take them back by a row of its own.

    Authors who have no account (imported posts) earn nothing until they claim their handle, and pseudonyms never.
    """
    if person_id is None:
        return
    points = sign * POINTS[reason]
    what = reason if sign > 0 else f"{reason}.undone"
    row = Award(user_id=person_id, points=points, reason=what, by_id=by_id, at=at)
    row.thread_id, row.post_id = post.thread_id, post.id
    db.session.add(row)
    db.session.execute(update(User).where(User.id == person_id).values(reputation=User.reputation + points))


def total(person_id: int) -> int:
    """The sum of a person's ledger."""
    return db.session.scalar(select(func.coalesce(func.sum(Award.points), 0)).where(Award.user_id == person_id)) or 0
