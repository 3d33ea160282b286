"""Threads like one thread, as the worker last saw them."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import RelatedThread, Thread
from forum.services import listing

SHOWN = 5


def of_thread(thread_id: int) -> list[Any]:
    """Threads like this one, each once: two of them may be duplicates of the same."""
    rows = db.session.execute(_statement(), {"thread_id": thread_id}).all()
    return list({row.id: row for row in reversed(rows)}.values())[::-1]


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    """The near threads; instead of duplicates where they lead, but never back to the thread itself."""
    near = aliased(Thread)
    rows = select(Thread.id, Thread.title, Thread.solved_at, Thread.answer_count).select_from(RelatedThread)
    rows = rows.join(near, near.id == RelatedThread.related_id)
    rows = rows.join(Thread, Thread.id == func.coalesce(near.duplicate_of_id, near.id))
    is_other = (RelatedThread.thread_id == bindparam("thread_id"), Thread.id != bindparam("thread_id"))
    return rows.where(*is_other, *listing.is_listed()).order_by(RelatedThread.rank).limit(SHOWN)
