"""Service levels: how many questions the brand answered, and how soon, by the posts' own times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
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


@dataclass(frozen=True, slots=True)
class Scope:
    """Which questions a report is about, as things stood at `as_of`: what was posted later does not exist.

    `channel` and `brand` (a slug) narrow it; so do `since` (that instant included) and `before` (not included), by when
    the question was asked.
    """

    as_of: datetime
    channel: str = ""
    brand: str = ""
    since: datetime | None = None
    before: datetime | None = None


def service_levels(as_of: datetime, channel: str = "", brand: str = "") -> Levels:
    """The levels of all questions as of an instant."""
    return levels(db.session.execute(first_responses(Scope(as_of, channel, brand))).all(), as_of)


def levels(rows: Sequence[Any], as_of: datetime) -> Levels:
    """The levels of these questions: rows with asked_at and answered_at (None where the brand has not spoken)."""
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


def first_responses(scope: Scope) -> Select[*tuple[Any, ...]]:
    """When each customer's question was asked and when the brand first answered; what was taken back is left out."""
    question, reply = aliased(Post), aliased(Post)
    is_answer = and_(
        reply.thread_id == Thread.id,
        reply.is_brand,
        reply.kind != "question",
        reply.deleted_at.is_(None),
        reply.created_at <= scope.as_of,
    )
    rows = select(Thread.created_at.label("asked_at"), func.min(reply.created_at).label("answered_at"))
    rows = rows.join(question, and_(question.thread_id == Thread.id, question.kind == "question"))
    return rows.outerjoin(reply, is_answer).where(*are_roots(question, scope)).group_by(Thread.id)


def are_roots(question: Any, scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """Conditions on threads joined with their opening posts: the questions of customers that a scope holds."""
    stands = (Thread.deleted_at.is_(None), question.deleted_at.is_(None))
    return Thread.kind == "question", question.is_brand.is_(False), *stands, *_within(scope)


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    found = [Thread.created_at <= scope.as_of]
    if scope.since:
        found.append(Thread.created_at >= scope.since)
    if scope.before:
        found.append(Thread.created_at < scope.before)
    if scope.channel:
        found.append(Thread.channel == scope.channel)
    if scope.brand:
        found.append(Thread.brand_id == select(Brand.id).where(Brand.slug == scope.brand).scalar_subquery())
    return found


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which this share of the (ascending) values lies, by linear interpolation; None of nothing."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
