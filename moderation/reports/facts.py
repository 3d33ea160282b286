"""What a report knows of each question: when it was asked, by whom it was first answered when. One statement, no words.

A hundred thousand questions are columns of numbers here, not objects: instants are microseconds since 1970, so that
a second more than a day is a second more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from forum.extensions import db
from forum.models import Identity, Post, Thread
from moderation.reports.dialects import Micros
from moderation.reports.scope import Scope, within
from moderation.services import conversation

Numbers = NDArray[np.int64]
SECOND = 1_000_000
DAY = 86_400 * SECOND
NEVER = np.iinfo(np.int64).max
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS = 500
_INSTANTS = ("asked_at", "answered_at", "helped_at")


def micros_of(at: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    """The instant so many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=int(at))


@dataclass(frozen=True, slots=True)
class Facts:
    """The questions of a scope in order of their threads' ids; what has not happened has the instant NEVER.

    `answered`: when the brand first did, anywhere below. `helped`: when anyone but the asker first did. `replies`: how
    often the brand has spoken.
    """

    thread_ids: Numbers
    asked: Numbers
    answered: Numbers
    helped: Numbers
    replies: Numbers
    brand_ids: Numbers
    channels: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.thread_ids)

    def of(self, chosen: NDArray[Any]) -> "Facts":
        """Those chosen by a mask or by their places."""
        return Facts(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def places_of(self, thread_ids: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
        """The place of each thread, and whether it is among these at all (there must be some)."""
        places = np.minimum(np.searchsorted(self.thread_ids, thread_ids), len(self) - 1)
        return places, self.thread_ids[places] == thread_ids


def facts(scope: Scope) -> Facts:
    """The facts of all questions of a scope, in one statement."""
    ids, asked, answered, helped, replies, brand_ids, channels = columns(_rows(scope))
    told = Facts(
        thread_ids=np.array(ids, dtype=np.int64),
        asked=_instants(asked),
        answered=_instants(answered),
        helped=_instants(helped),
        replies=np.array(replies, dtype=np.int64),
        brand_ids=np.array(brand_ids, dtype=np.int64),
        channels=np.array(channels, dtype=object),
    )
    return told.of(np.argsort(told.thread_ids, kind="stable"))


def columns(rows: Any) -> list[list[Any]]:
    """What a statement finds, as columns; never so many rows at once that Python begins to look for garbage."""
    found: list[list[Any]] = [[] for _ in rows.selected_columns]
    for part in db.session.connection().execute(rows).partitions(_ROWS):
        for column, values in zip(found, zip(*part, strict=True), strict=True):
            column.extend(values)
    return found


def _instants(column: Sequence[Any]) -> Numbers:
    """Microseconds, or the words that SQLite keeps; NEVER where there is nothing."""
    if any(isinstance(each, str) for each in column):
        told = np.array(column, dtype="datetime64[us]")
        return np.where(np.isnat(told), NEVER, told.astype(np.int64))
    return np.array([NEVER if each is None else each for each in column], dtype=np.int64)


def _rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    """One row a question."""
    each = _first_words(scope).subquery()
    instants = (Micros(each.c[name]) for name in _INSTANTS)
    return select(each.c.id, *instants, each.c.replies, each.c.brand_id, each.c.channel)


def _first_words(scope: Scope) -> Select[*tuple[Any, ...]]:
    """When the brand and anyone but the asker first answered: the index over posts has all that this reads of them."""
    is_there = and_(Post.thread_id == Thread.id, Post.deleted_at.is_(None), Post.created_at <= scope.as_of)
    is_reply = and_(Post.is_brand, Post.kind != "question")
    is_by_other = conversation.is_by_asker().is_not(True)
    is_help = or_(is_reply, and_(Post.kind == "answer", Post.hidden_at.is_(None), is_by_other))
    rows = select(
        Thread.id,
        Thread.created_at.label("asked_at"),
        func.min(case((is_reply, Post.created_at))).label("answered_at"),
        func.min(case((is_help, Post.created_at))).label("helped_at"),
        func.sum(case((is_reply, 1), else_=0)).label("replies"),
        Thread.brand_id,
        Thread.channel,
    )
    rows = rows.join(Post, is_there).outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    return rows.where(*within(scope)).group_by(Thread.id).having(_is_asked_by_customer())


def _is_asked_by_customer() -> ColumnElement[bool]:
    """The opening post stands and is no brand's."""
    is_opening = and_(Post.kind == "question", Post.is_brand.is_(False))
    return func.max(case((is_opening, 1), else_=0)) == 1
