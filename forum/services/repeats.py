"""The same words sent twice: a doubled click, a slow line, a page sent again; the second leads to the first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select

from forum import markup
from forum.database import now
from forum.extensions import db
from forum.models import Post, SealedOriginal, Thread, User
from forum.services import holding, posts, tags
from forum.services.writing import masked_body, masked_title

WITHIN, MOST = timedelta(minutes=10), 20  # how far back, and through how many of their newest posts, is looked


def question(by: User, title: str, body: str, names: Sequence[str], at: datetime | None = None) -> Post | None:
    """The question that this person asked in these words and tags a moment ago; their questions take turns."""
    db.session.execute(select(User.id).where(User.id == by.id).with_for_update(key_share=True))
    same = (Post.kind == "question", Thread.title == masked_title(title), Thread.kind == "question")
    recent = _recent(by, at).join(Thread, Thread.id == Post.thread_id).where(*same)
    found = _in_words(recent, body)
    return found if found and tags.of_threads([found.thread_id]).get(found.thread_id, []) == sorted(names) else None


def answer(thread_id: int, by: User, body: str, at: datetime | None = None) -> Post | None:
    """The answer that this person gave here in these words a moment ago."""
    holding.locked(thread_id)
    here = (Post.kind == "answer", Post.thread_id == thread_id)
    return _in_words(_recent(by, at).where(*here), body)


def comment(above: Post, by: User, body: str, at: datetime | None = None) -> Post | None:
    """The comment that this person wrote below this post, or the post of this comment, in these words a moment ago."""
    holding.locked(above.thread_id)
    here = (Post.kind == "comment", Post.parent_id == posts.commented_on(above))
    return _in_words(_recent(by, at).where(*here), body)


def _recent(by: User, at: datetime | None) -> Any:
    theirs = or_(Post.author_id == by.id, Post.behind_id == by.id)
    since = Post.created_at > (at or now()) - WITHIN
    standing = (Post.deleted_at.is_(None), Post.edited_at.is_(None))
    told = select(Post.id, Post.body, Post.is_brand).where(theirs, since, *standing)
    return told.order_by(Post.id.desc()).limit(MOST)


def _in_words(recent: Any, body: str) -> Post | None:
    """The newest of these posts that says what is sent: word for word, or masked like a post in which that was due."""
    clean = markup.clean(body)
    is_masked = exists().where(SealedOriginal.post_id == Post.id)
    for row in db.session.execute(recent.where(or_(Post.body == clean, is_masked))):
        if row.body == clean or row.body == masked_body(body, row.is_brand):
            return db.session.get(Post, row.id)
    return None
