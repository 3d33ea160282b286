"""Holding threads until the commit, so that acts in one of them take turns; SQLite's writers are alone anyway.

Whoever holds one against others leaves the door open for `hold`: new rows may still point at it.
"""

from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.models import Thread


def hold(thread_id: int) -> None:
    """Let nobody fold this thread away until the commit; who does already is waited for, and then it may be gone."""
    held = select(Thread.id).where(Thread.id == thread_id)
    db.session.execute(held.with_for_update(read=True, key_share=True))


def locked(thread_id: int) -> Thread:
    """The thread, held against others. Raises NoResultFound where there is none."""
    held = select(Thread).where(Thread.id == thread_id).with_for_update(key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def hold_all(thread_ids: Any, to_fold: bool = False) -> list[int]:
    """Hold these threads (numbers, or a statement of them) against others, always in one order; gives their numbers.

    `to_fold`: also against new rows that point at them.
    """
    held = select(Thread.id).where(Thread.id.in_(thread_ids)).order_by(Thread.id)
    return list(db.session.scalars(held.with_for_update(key_share=not to_fold)))
