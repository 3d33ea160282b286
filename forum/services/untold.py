"""The list of threads that were answered here and not told on the network their question came from, oldest first."""

from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import Brand, Identity, Origin, Post, TellingProposal, Thread, User

PAGE = 50
MOST_COUNTED = 100


def count(most: int = MOST_COUNTED) -> int:
    """How many there are; counting stops at `most`."""
    waiting = select(Thread.id).where(*_waits()).limit(most)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _waits() -> tuple[Any, ...]:
    return Thread.untold_at.is_not(None), Thread.hidden_at.is_(None), Thread.deleted_at.is_(None)


def page(brand: str = "", channel: str = "", after: tuple[Any, int] | None = None) -> tuple[list[Any], bool]:
    """One page below (untold_at, id), and whether there is more.

    Rows: id, title, channel, untold_at, solved_at, brand_name, asker, url of the original, proposed_by.
    """
    opening = aliased(Post)
    rows = (
        select(*_columns())
        .join(Brand, Brand.id == Thread.brand_id)
        .outerjoin(Identity, Identity.id == Thread.asker_identity_id)
        .outerjoin(opening, (opening.thread_id == Thread.id) & (opening.kind == "question"))
        .outerjoin(Origin, Origin.post_id == opening.id)
        .where(*_waits())
    )
    if brand:
        rows = rows.where(Brand.slug == brand)
    if channel:
        rows = rows.where(Thread.channel == channel)
    if after:
        rows = rows.where(tuple_(Thread.untold_at, Thread.id) > tuple_(*after))
    found = list(db.session.execute(rows.order_by(Thread.untold_at, Thread.id).limit(PAGE + 1)))
    return found[:PAGE], len(found) > PAGE


def _columns() -> tuple[Any, ...]:
    proposer = select(func.min(User.name)).join(TellingProposal, TellingProposal.by_id == User.id)
    proposer = proposer.where(TellingProposal.thread_id == Thread.id, TellingProposal.decided_at.is_(None))
    asker = func.coalesce(func.nullif(Identity.name, ""), Identity.handle).label("asker")
    thread = (
        Thread.id,
        Thread.title,
        Thread.channel,
        Thread.untold_at,
        Thread.solved_at,
        Thread.created_at,
        Thread.echo_people,
    )
    return *thread, Brand.name.label("brand_name"), asker, Origin.url, proposer.scalar_subquery().label("proposed_by")


def channels() -> list[str]:
    """Networks of the threads that wait."""
    return list(db.session.scalars(select(Thread.channel).where(*_waits()).distinct().order_by(Thread.channel)))
