"""What moderators did, for everyone: every hiding with its reason, and whether it was lifted; never the words."""

from sqlalchemy import case, select

from forum.models import Hiding, Post, Thread
from forum.services.paging import Page, newest_first

PAGE = 30


def newest(older: int | None = None) -> Page:
    """Hidings, newest first: id, at, reason, lifted_at, lifted_reason, kind, thread_id, post_id, title.

    The title is None where the question itself is hidden or was taken back: it is part of the hidden words.
    """
    title = case((Thread.hidden_at.is_(None) & Thread.deleted_at.is_(None), Thread.title)).label("title")
    query = (
        select(
            Hiding.id,
            Hiding.at,
            Hiding.reason,
            Hiding.lifted_at,
            Hiding.lifted_reason,
            Hiding.post_id,
            Post.kind,
            Post.thread_id,
            Thread.deleted_at,
            title,
        )
        .join(Post, Post.id == Hiding.post_id)
        .join(Thread, Thread.id == Post.thread_id)
    )
    return newest_first(query, Hiding.at, Hiding.id, older, PAGE)
