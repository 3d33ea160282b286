"""What one reader has to do with one thread, in the one statement that also counts their unread notices.

A page of a thread may cost a member eight statements; so whatever is the reader's own about the thread (as a whole) is
a column of this row, and whatever is their own about a single post is a join in reading.py, as their vote is.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from forum.extensions import db
from forum.services import notifications


def of_thread(reader: Any, thread_id: int) -> Any | None:
    """The reader's own row for a thread (`unread`: notices not seen yet); None for a guest, at no cost."""
    if not reader.is_authenticated:
        return None
    return db.session.execute(_statement(), {"reader_id": reader.id, "thread_id": thread_id}).one()


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    return select(notifications.unread_of(bindparam("reader_id")).label("unread"))
