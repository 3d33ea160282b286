"""Where a question that was folded into another is found."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import JoinedThread, Post
from forum.services.holding import hold


def held_post(post_id: int) -> Post | None:
    """The post in a thread that is held; None when there is none, or none any more."""
    thread_id = db.session.scalar(select(Post.thread_id).where(Post.id == post_id))
    if thread_id is None:
        return None
    hold(thread_id)
    return db.session.get(Post, post_id, populate_existing=True)


def thread_into(thread_id: int) -> int | None:
    """The thread into which this one was folded; None when it was not."""
    return db.session.scalar(select(JoinedThread.into_id).where(JoinedThread.thread_id == thread_id))


def question_into(post_id: int) -> Post | None:
    """The question into which this one was folded; None when it was not."""
    there = select(Post).join(JoinedThread, JoinedThread.into_id == Post.thread_id)
    return db.session.scalars(there.where(JoinedThread.question_id == post_id, Post.kind == "question")).first()
