"""The queue: which cases need staff, in the order that matters, a page at a time by key however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, func, literal, not_, or_, select, tuple_

from forum.database import UtcDateTime
from forum.extensions import db
from forum.models import Brand, Thread, User
from moderation.models import STATES, Case
from moderation.models.case import AT_ONCE, IN_TURN
from moderation.services import claims

TABS = ("open", "mine", "escalated", "pending", "resolved")
PAGE = 50
MOST_COUNTED = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Key:
    """A place in the queue: (urgency, due_at, id); among resolved cases urgency is 0 and the instant resolved_at."""

    urgency: int
    at: datetime
    id: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The key that a link bears (urgency, microseconds since 1970, id, with dashes); None when it is none."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        urgency, micros, key = (int(part) for part in parts)
        try:
            return cls(min(urgency, 9), _EPOCH + timedelta(microseconds=micros), min(key, 2**31 - 1))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{self.urgency}-{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases, for whom, and from where on: below `after`, or above `before`."""

    viewer_id: int
    tab: str = "open"
    brand: str = ""
    channel: str = ""
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the keys of the pages above and below it."""

    rows: Sequence[Any]
    above: Key | None = None
    below: Key | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands above the queue; `mine` and `escalated` are not resolved."""

    open: int
    late: int
    mine: int
    escalated: int


def page(wanted: Wanted) -> Page:
    """One page of cases in one statement: high risk first, then by due time, so what is late stands above the rest."""
    is_done = wanted.tab == "resolved"
    place: Any = (Case.resolved_at, Case.id) if is_done else (Case.urgency, Case.due_at, Case.id)
    key = wanted.before or wanted.after
    is_up = wanted.before is not None
    is_ascending = is_up == is_done
    rows = _filtered(rows_of_desk(), wanted)
    if key is not None:
        there = _bound(key, is_done)
        rows = rows.where(tuple_(*place) > there if is_ascending else tuple_(*place) < there)
    order = place if is_ascending else [column.desc() for column in place]
    found = list(db.session.execute(rows.order_by(*order).limit(PAGE + 1)))
    return _page(found, is_up, key is not None, is_done)


def _bound(key: Key, is_done: bool) -> Any:
    at = literal(key.at, UtcDateTime)
    return tuple_(at, literal(key.id)) if is_done else tuple_(literal(key.urgency), at, literal(key.id))


def _page(found: list[Any], is_up: bool, is_within: bool, is_done: bool) -> Page:
    has_more, rows = len(found) > PAGE, found[:PAGE]
    if is_up:
        rows.reverse()
    if not rows:
        return Page(rows)
    first, last = _key(rows[0], is_done), _key(rows[-1], is_done)
    has_above = has_more if is_up else is_within
    has_below = True if is_up else has_more
    return Page(rows, first if has_above else None, last if has_below else None)


def _key(row: Any, is_done: bool) -> Key:
    return Key(0, row.resolved_at, row.id) if is_done else Key(row.urgency, row.due_at, row.id)


def rows_of_desk() -> Select[*tuple[Any, ...]]:
    """A case with what a row of the desk shows: its thread, its brand, and the name of whoever claimed it last."""
    shown = [column for column in Case.__table__.columns if column.name not in ("first_response_at", "escalated_to")]
    thread = (Thread.title, Thread.created_at.label("asked_at"), Thread.deleted_at, Thread.echo_people)
    rows = select(*shown, *thread, Brand.name.label("brand_name"), User.name.label("holder"))
    rows = rows.select_from(Case).join(Thread, Thread.id == Case.thread_id).join(Brand, Brand.id == Case.brand_id)
    return rows.outerjoin(User, User.id == Case.claimed_by_id)


def _filtered(rows: Select[*tuple[Any, ...]], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    rows = rows.where(_in_tab(wanted.tab, wanted.viewer_id))
    if wanted.brand:
        rows = rows.where(Case.brand_id == select(Brand.id).where(Brand.slug == wanted.brand).scalar_subquery())
    if wanted.channel:
        rows = rows.where(Case.channel == wanted.channel)
    return rows


def _in_tab(tab: str, viewer_id: int) -> ColumnElement[bool]:
    if tab == "mine":
        return (Case.claimed_by_id == viewer_id) & (Case.state != "resolved")
    if tab == "escalated":
        return Case.escalated_at.is_not(None)
    return Case.state == tab


def counts(viewer_id: int, at: datetime) -> Counts:
    """How much there is, in one statement."""

    def number(*conditions: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(Case).where(*conditions).scalar_subquery()

    is_open = Case.state == "open"
    found = select(
        number(is_open),
        number(is_open, Case.urgency.in_((AT_ONCE, IN_TURN)), Case.due_at < at),  # both named: so an index serves it
        number(_in_tab("mine", viewer_id)),
        number(_in_tab("escalated", viewer_id)),
    )
    return Counts(*db.session.execute(found).one())


def channels(tab: str) -> list[str]:
    """Channels that the cases of a tab came from; those of open cases where a tab has several states."""
    state = tab if tab in STATES else STATES[0]
    return list(db.session.scalars(select(Case.channel).where(Case.state == state).distinct().order_by(Case.channel)))


def needing(viewer: Any, at: datetime) -> int:
    """How many open cases this person could take now; counting stops at MOST_COUNTED."""
    is_free = or_(not_(claims.is_held(at)), Case.claimed_by_id.is_(None), Case.claimed_by_id == viewer.id)
    mine_to_take = select(Case.id).where(Case.state == "open", is_free)
    if viewer.role != "admin":
        mine_to_take = mine_to_take.where(Case.escalated_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(mine_to_take.limit(MOST_COUNTED).subquery())) or 0
