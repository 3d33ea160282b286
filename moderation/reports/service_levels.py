"""Service levels: how many questions the brand answered, and how soon, by the posts' own times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import Brand, Post, Thread

DAY = timedelta(seconds=86_400)


@dataclass(frozen=True, slots=True)
class Levels:
    """What became of the questions (`roots`) asked until an instant.

    Answered: a brand has posted anywhere below. Within 24 h is at most 86,400 s, over is more. Seconds are floats, and
    None where there is nothing to count.
    """

    roots: int
    answered_by_brand: int
    unanswered: int
    unanswered_over_24h: int
    answered_within_24h: int
    response_rate_24h: float | None
    first_response_seconds: dict[str, float | None]


def service_levels(as_of: datetime, channel: str = "", brand: str = "") -> Levels:
    """The levels as of an instant: only what was posted until then exists. `channel` and `brand` (a slug) narrow it."""
    rows = db.session.execute(_first_responses(as_of, channel, brand)).all()
    seconds = sorted((row.answered_at - row.asked_at).total_seconds() for row in rows if row.answered_at)
    late = [row for row in rows if row.answered_at is None and as_of - row.asked_at > DAY]
    within = sum(each <= DAY.total_seconds() for each in seconds)
    return Levels(
        roots=len(rows),
        answered_by_brand=len(seconds),
        unanswered=len(rows) - len(seconds),
        unanswered_over_24h=len(late),
        answered_within_24h=within,
        response_rate_24h=round(within / len(rows), 4) if rows else None,
        first_response_seconds={"median": quantile(seconds, 0.5), "p90": quantile(seconds, 0.9)},
    )


def _first_responses(as_of: datetime, channel: str, brand: str) -> Select[*tuple[Any, ...]]:
    """When each customer's question was asked and when the brand first answered; what was taken back is left out."""
    question, reply = aliased(Post), aliased(Post)
    is_answer = and_(
        reply.thread_id == Thread.id,
        reply.is_brand,
        reply.kind != "question",
        reply.deleted_at.is_(None),
        reply.created_at <= as_of,
    )
    rows = select(Thread.created_at.label("asked_at"), func.min(reply.created_at).label("answered_at"))
    rows = rows.join(question, and_(question.thread_id == Thread.id, question.kind == "question"))
    rows = rows.outerjoin(reply, is_answer).where(Thread.kind == "question", question.is_brand.is_(False))
    rows = rows.where(Thread.created_at <= as_of, Thread.deleted_at.is_(None), question.deleted_at.is_(None))
    if channel:
        rows = rows.where(Thread.channel == channel)
    if brand:
        rows = rows.join(Brand, Brand.id == Thread.brand_id).where(Brand.slug == brand)
    return rows.group_by(Thread.id)


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which this share of the (ascending) values lies, by linear interpolation; None of nothing."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
