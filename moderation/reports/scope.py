"""Which questions a report is about: as things stood at an instant, of a brand, a channel, some days."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from forum.models import Brand, Thread


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


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on threads: questions that stand and that a scope holds; whether a customer asked, posts tell."""
    return [*narrowed(scope), Thread.created_at <= scope.as_of]


def narrowed(scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on threads, but for the instant as of which they are told."""
    found = [Thread.kind == "question", Thread.deleted_at.is_(None)]
    if scope.since:
        found.append(Thread.created_at >= scope.since)
    if scope.before:
        found.append(Thread.created_at < scope.before)
    if scope.channel:
        found.append(Thread.channel == scope.channel)
    if scope.brand:
        found.append(Thread.brand_id == brand_id(scope.brand))
    return found


def brand_id(slug: str) -> ColumnElement[int]:
    """The id of the brand with this slug, as part of a statement."""
    return select(Brand.id).where(Brand.slug == slug).scalar_subquery()
