"""The answer that a thread has to offer: accepted, else best voted, else the first that does more than send away."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.models import Acceptance, Post
from forum.redirects import is_redirect


def best(thread_ids: Sequence[int]) -> dict[int, Any]:
    """The best readable answer (id, thread_id, body, score, is_accepted) by thread; threads without one are absent."""
    rows = (
        select(Post.id, Post.thread_id, Post.body, Post.score, Acceptance.post_id.is_not(None).label("is_accepted"))
        .outerjoin(Acceptance, Acceptance.post_id == Post.id)
        .where(Post.thread_id.in_(thread_ids), Post.kind == "answer")
        .where(Post.hidden_at.is_(None), Post.deleted_at.is_(None))
        .order_by(Post.thread_id, Acceptance.post_id.is_not(None).desc(), Post.score.desc(), Post.created_at, Post.id)
    )
    found: dict[int, Any] = {}
    for row in db.session.execute(rows):
        if row.thread_id not in found and (row.is_accepted or row.score > 0 or not is_redirect(row.body)):
            found[row.thread_id] = row
    return found
