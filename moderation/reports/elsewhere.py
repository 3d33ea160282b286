"""Sent elsewhere: how many of the brand's replies ask people into a private message, to the phone, a form or a mail.

The judge is forum/redirects.py; its verdict was stored when the reply was written, so nothing is read here but numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from forum.database import UtcDateTime
from forum.extensions import db
from forum.models import Brand, Post, Thread
from forum.redirects import WAYS
from moderation.reports.facts import Facts, columns
from moderation.reports.scope import Scope, within

PAGE = 50


@dataclass(frozen=True, slots=True)
class Share:
    """The brand's replies in one place, and how many of them send people which way."""

    brand: str
    slug: str
    channel: str
    replies: int
    ways: dict[str, int]

    @property
    def away(self) -> int:
        """How many send people elsewhere."""
        return sum(self.ways.values())

    @property
    def share(self) -> float:
        """The share of replies that do."""
        return self.away / self.replies


def elsewhere(told: Facts, scope: Scope) -> list[Share]:
    """By brand and channel, where the brand has replied at all; the most replies first. Two statements."""
    ways = _by_place(told, *columns(select(Post.thread_id, Post.sends_to).where(*_is_reply(scope))))
    brands = {row.id: row for row in db.session.execute(select(Brand.id, Brand.name, Brand.slug))}
    found = [
        Share(brands[key].name, brands[key].slug, channel, replies, _all_ways(ways[key, channel]))
        for (key, channel), replies in _replies(told).items()
    ]
    return sorted(found, key=lambda each: (-each.replies, each.brand, each.channel))


def _by_place(told: Facts, thread_ids: list[int], ways: list[str]) -> dict[tuple[int, str], Counter[str]]:
    """The replies below these questions, counted by brand, channel and way; others are left out."""
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    if thread_ids and len(told):
        places, is_told = told.places_of(np.array(thread_ids, dtype=np.int64))
        brand_ids, channels = told.brand_ids[places].tolist(), told.channels[places].tolist()
        for way, brand_id, channel, is_ours in zip(ways, brand_ids, channels, is_told.tolist(), strict=True):
            found[brand_id, channel][way] += is_ours
    return found


def _all_ways(counts: Mapping[str, int]) -> dict[str, int]:
    return {way: counts.get(way, 0) for way in WAYS}


def _replies(told: Facts) -> dict[tuple[int, str], int]:
    """How often the brand has replied, by brand and channel."""
    has_replies = told.of(told.replies > 0)
    found: dict[tuple[int, str], int] = {}
    for channel in set(has_replies.channels.tolist()):
        there = has_replies.of(has_replies.channels == channel)
        for brand_id, count in enumerate(np.bincount(there.brand_ids, weights=there.replies)):
            if count:
                found[brand_id, channel] = int(count)
    return found


def _rows(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Replies of the brand below customers' questions that send people elsewhere."""
    opening = aliased(Post)
    rows = select(*columns).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    is_opening = and_(opening.thread_id == Thread.id, opening.kind == "question", opening.is_brand.is_(False))
    rows = rows.join(opening, and_(is_opening, opening.deleted_at.is_(None)))
    return rows.where(*_is_reply(scope), *within(scope))


def _is_reply(scope: Scope) -> Sequence[Any]:
    is_there = (Post.deleted_at.is_(None), Post.created_at <= scope.as_of)
    return Post.sends_to != literal_column("''"), Post.is_brand, Post.kind != "question", *is_there


def behind(scope: Scope, way: str, before: tuple[datetime, int] | None = None) -> Sequence[Any]:
    """Replies that send people this way (or any), the latest first, below a key; a page and one."""
    rows = _rows(scope, Post.id, Post.thread_id, Post.body, Post.created_at, Post.hidden_at, Thread.title)
    rows = rows.add_columns(Thread.hidden_at.label("thread_hidden_at")).where(*_goes(way))
    if before:
        key = tuple_(literal(before[0], UtcDateTime), literal(before[1]))
        rows = rows.where(tuple_(Post.created_at, Post.id) < key)
    return db.session.execute(rows.order_by(Post.created_at.desc(), Post.id.desc()).limit(PAGE + 1)).all()


def count(scope: Scope, way: str) -> int:
    """How many replies send people this way (or any)."""
    return db.session.execute(_rows(scope, func.count()).where(*_goes(way))).scalar_one()


def _goes(way: str) -> list[ColumnElement[bool]]:
    return [Post.sends_to == way] if way in WAYS else []
