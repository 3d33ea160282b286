"""The names that reports need: titles of threads that may be named, and the channels that questions came from."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.extensions import db
from forum.models import Thread


def titles(thread_ids: Sequence[int]) -> dict[int, str]:
    """Titles by thread id; a hidden question counts but is not named, so it is absent."""
    if not thread_ids:
        return {}
    rows = select(Thread.id, Thread.title).where(Thread.id.in_(set(thread_ids)), Thread.hidden_at.is_(None))
    return {row.id: row.title for row in db.session.execute(rows)}


def channels() -> list[str]:
    """The channels that threads came from, by name, read from their index."""
    return list(db.session.scalars(select(Thread.channel).distinct().order_by(Thread.channel)))
