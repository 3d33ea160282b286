"""How a person stands with the moderators: warned, suspended, hidden, and how often their own reports were right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Flag, Hiding, Post, Suspension, Thread, User
from moderation.models import Appeal
from moderation.services import warnings

MOST = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """`hidings` and `suspensions` newest first; `reports` counts the person's own reports by state."""

    warnings: list[Any]
    suspensions: list[Any]
    hidings: list[Any]
    reports: dict[str, int]


def of(person: User) -> Standing:
    """What the desk knows of a person."""
    return Standing(warnings.of_person(person.id), _suspensions(person), _hidings(person), _reports(person))


def _suspensions(person: User) -> list[Any]:
    columns = (Suspension.at, Suspension.until_at, Suspension.reason, Suspension.lifted_at, Suspension.lifted_reason)
    rows = select(*columns, User.name.label("by_name")).join(User, User.id == Suspension.by_id)
    rows = rows.where(Suspension.user_id == person.id).order_by(Suspension.id.desc())
    return list(db.session.execute(rows.limit(MOST)))


def _hidings(person: User) -> list[Any]:
    columns = (Hiding.at, Hiding.reason, Hiding.is_spam, Hiding.lifted_at, Hiding.lifted_reason, Hiding.post_id)
    appeal = (Appeal.state.label("appeal"), Appeal.decision)
    rows = select(*columns, *appeal, Post.kind, Thread.title, User.name.label("by_name"))
    rows = rows.outerjoin(Appeal, Appeal.hiding_id == Hiding.id)
    rows = rows.join(Post, Post.id == Hiding.post_id).join(Thread, Thread.id == Post.thread_id)
    rows = rows.join(User, User.id == Hiding.by_id).where(Post.author_id == person.id, Post.deleted_at.is_(None))
    return list(db.session.execute(rows.order_by(Hiding.at.desc(), Hiding.id.desc()).limit(MOST)))


def _reports(person: User) -> dict[str, int]:
    rows = select(Flag.state, func.count()).where(Flag.by_id == person.id).group_by(Flag.state)
    return {row[0]: row[1] for row in db.session.execute(rows)}
