"""What the staff side lets pages follow: the queue, and how many cases need the one who looks."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask

from forum.database import now
from forum.services.news import Reader, Topic
from moderation import policy
from moderation.services import queue

_DONE = ("opened", "claimed", "released", "escalated", "returned", "resolved", "reopened")
MOVES = frozenset(f"case.{done}" for done in _DONE)


def fill(app: Flask) -> None:
    """Put the queue and its number on the app's board; customers can follow neither."""
    board = app.extensions["board"]
    board.topics["queue"] = Topic("queue", MOVES, policy.may_see_desk, _may_hear, _told)
    board.gauges["needing"] = _needing


def _may_hear(reader: Reader, row: Any) -> bool:
    """Of what others did: one's own acts are on the page already."""
    return policy.may_see_desk(reader) and row.by_id != reader.id


def _told(row: Any) -> dict[str, Any]:
    return {}


def _needing(readers: Sequence[Reader]) -> Mapping[int, int]:
    return {reader.id: queue.needing(reader, now()) for reader in readers if policy.may_see_desk(reader)}
