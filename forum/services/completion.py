"""What a half-written word may become: tags that readable threads bear, and people who can be named."""

from typing import Any

from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.mentions import fold
from forum.models import Post, Tag, Thread, ThreadTag, User
from forum.services import accounts
from forum.services.listing import is_listed

MOST = 8


def tags(begun: str) -> list[Any]:
    """Tags that begin like this, most used first: name, threads. None that only hidden or taken-back threads bear."""
    count = func.count(Thread.id).label("threads")
    rows = select(Tag.name, count).join(ThreadTag, ThreadTag.tag_id == Tag.id)
    rows = rows.join(Thread, Thread.id == ThreadTag.thread_id).where(*is_listed())
    rows = rows.where(Tag.name.startswith(begun, autoescape=True)).group_by(Tag.name)
    return list(db.session.execute(rows.order_by(count.desc(), Tag.name).limit(MOST)))


def people(begun: str, thread_id: int, reader: Any) -> list[Any]:
    """Others whose names begin like this, those who spoke in the thread first: name, is_here.

    Who speaks under a pseudonym did not speak there; nobody who is suspended or has left.
    """
    readable = (Post.hidden_at.is_(None), Post.deleted_at.is_(None), Thread.hidden_at.is_(None))
    spoke = select(Post.author_id).join(Thread, Thread.id == Post.thread_id)
    spoke = spoke.where(Post.thread_id == thread_id, Post.author_id.is_not(None), *readable)
    is_here = User.id.in_(spoke.where(Thread.deleted_at.is_(None))).label("is_here")
    rows = select(User.name, is_here).where(User.name_key.startswith(fold(begun), autoescape=True))
    rows = rows.where(User.erased_at.is_(None), accounts.may_come_in(now()), User.id != reader.id)
    return list(db.session.execute(rows.order_by(is_here.desc(), User.name_key).limit(MOST)))
