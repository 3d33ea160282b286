"""Locking and moving threads, by the forum's own verbs, and into the history of the thread's case."""

from collections.abc import Sequence
from datetime import datetime

from forum.database import now
from forum.models import Thread, User
from forum.services import threads
from forum.services.writing import masked_line
from moderation.services import cases


def lock(thread: Thread, by: User, reason: str, at: datetime | None = None) -> bool:
    """Lock a thread. False when it was locked."""
    at, reason = at or now(), masked_line(reason)
    return threads.lock(thread, by, reason, at) and _noted("locked", thread, by, reason, at)


def unlock(thread: Thread, by: User, reason: str, at: datetime | None = None) -> bool:
    """Open a thread again. False when it was not locked."""
    at, reason = at or now(), masked_line(reason)
    return threads.unlock(thread, by, reason, at) and _noted("unlocked", thread, by, reason, at)


def move(
    thread: Thread, by: User, brand_id: int, tag_names: Sequence[str], reason: str = "", at: datetime | None = None
) -> bool:
    """File a thread under another brand or other tags; its case goes with it. False when it stands there already."""
    at, reason = at or now(), masked_line(reason)
    if not threads.move(thread, by, brand_id, tag_names, reason, at):
        return False
    case = cases.of_threads([thread.id]).get(thread.id)
    if case:
        case.brand_id = brand_id
    return _noted("moved", thread, by, reason, at)


def _noted(act: str, thread: Thread, by: User, reason: str, at: datetime) -> bool:
    case = cases.of_threads([thread.id]).get(thread.id)
    if case:
        cases.note_act(case, act, at, by.id, reason)
    return True
