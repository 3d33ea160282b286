"""The language of each post: found by the worker, kept with the post."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from forum import markup, settings
from forum.database import looking
from forum.extensions import db
from forum.models import Post
from search.languages import detect


def own() -> str:
    """The site's own language, where nothing else is known."""
    return settings.current().languages[0]


def note(thread_ids: Sequence[int]) -> None:
    """Find the language of those posts in these threads that have none yet; of several languages only."""
    among = settings.current().languages
    if len(among) < 2:
        return
    unknown = (Post.lang.is_(None), Post.deleted_at.is_(None))
    with looking(db.session):
        rows = db.session.execute(select(Post.id, Post.body).where(Post.thread_id.in_(thread_ids), *unknown)).all()
    found = [{"key": row.id, "lang": detect(markup.plain(row.body), among)} for row in rows]
    if found:
        noted = update(Post).where(Post.id == bindparam("key")).values(lang=bindparam("lang"))
        db.session.connection().execute(noted, found)
