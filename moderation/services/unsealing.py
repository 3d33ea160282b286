"""Reading the sealed original of a masked post: never without a reason, which is kept and shown to admins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, literal, select

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Post, Thread, User
from forum.services import sealing
from forum.services.paging import Page, newest_first
from forum.services.sealing import Original
from forum.services.writing import masked_line
from moderation.models import Unsealing

PAGE = 50


def unseal(post: Post, by: User, reason: str, at: datetime | None = None) -> Sequence[Original]:
    """Read the originals of a post for this reason; nothing is kept of a look at what is not there any more."""
    found = sealing.opened(post.id)
    if found:
        at = at or now()
        db.session.add(Unsealing(post_id=post.id, by_id=by.id, reason=masked_line(reason), at=at))
        record("original.unsealed", post.thread_id, post.id, by.id, at=at)
    return found


def unveil(post: Post, by: User, reason: str, at: datetime | None = None) -> User | None:
    """The account that wrote this post under a pseudonym, for this reason."""
    at = at or now()
    account = db.session.get(User, post.behind_id)
    db.session.add(Unsealing(post_id=post.id, by_id=by.id, what="asker", reason=masked_line(reason), at=at))
    record("pseudonym.unveiled", post.thread_id, post.id, by.id, at=at)
    return account


def _rows(*columns: Any) -> Any:
    own = (Unsealing.id, Unsealing.post_id, Unsealing.what, Unsealing.reason, Unsealing.at)
    rows = select(*own, User.name.label("by_name"), *columns)
    rows = rows.join(User, User.id == Unsealing.by_id).outerjoin(Post, Post.id == Unsealing.post_id)
    return rows.outerjoin(Thread, Thread.id == Post.thread_id)


def of_post(post_id: int, what: str = "original") -> list[Any]:
    """Who read the originals (or asker) of this post, newest first: by_name, reason, at."""
    rows = _rows().where(Unsealing.post_id == post_id, Unsealing.what == what)
    return list(db.session.execute(rows.order_by(Unsealing.id.desc())))


def of_thread(thread_id: int) -> list[Any]:
    """The same for all posts of a thread, as lines of the history of its case."""
    told = (
        case((Unsealing.what == "asker", "unveiled"), else_="unsealed").label("act"),
        literal("").label("because"),
        Unsealing.reason.label("note"),
    )
    rows = _rows(*told, literal(None).label("author")).where(Post.thread_id == thread_id)
    return list(db.session.execute(rows))


def newest(older: int | None = None) -> Page:
    """All readings, newest first, for admins: with the thread's title and id where it is still there."""
    return newest_first(_rows(Thread.id.label("thread_id"), Thread.title), Unsealing.at, Unsealing.id, older, PAGE)
