"""Handing events to their listeners: claimed, tried, tried again with growing pauses, and dead at last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, func, select, update

from forum.database import looking, now
from forum.events import Listener, listeners
from forum.extensions import db
from forum.models import Delivery, Event
from forum.models.event import LANES

LEASE = timedelta(seconds=120)
PAUSES = (5, 30, 120, 600, 3600)  # seconds before the 2nd, 3rd, ... try; after the last the delivery is dead
BATCH = 600  # of all listeners together, by lane and age, so that none waits behind the whole work of another
KEPT = timedelta(days=30)


@dataclass(slots=True)
class Tally:
    """What one round of deliveries came to."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


def _open_until(instant: datetime) -> tuple[object, ...]:
    return Delivery.done_at.is_(None), Delivery.dead_at.is_(None), Delivery.next_at <= instant


def deliver_due(clock: Callable[[], datetime] = now, lanes: Sequence[int] = LANES) -> Tally:
    """Deliver all that is due in these lanes, until nothing is; each claim is committed before its handler runs."""
    tally = Tally()
    while claimed := _claim(clock(), lanes):
        alive = [delivery for delivery in claimed if delivery.dead_at is None]
        for name, group in groupby(alive, key=lambda delivery: delivery.listener):
            _deliver(name, list(group), tally, clock)
    return tally


def is_due(lane: int, instant: datetime) -> bool:
    """Whether anything waits in this lane: a look that keeps no writer waiting."""
    with looking(db.session):
        due = select(Delivery.id).where(Delivery.lane == lane, *_open_until(instant))  # type: ignore[arg-type]
        return db.session.scalar(due.limit(1)) is not None


def _claim(instant: datetime, lanes: Sequence[int] = LANES) -> list[Delivery]:
    """Take what is due, by lane and age: what came first is first with every listener."""
    due = select(Delivery).where(Delivery.lane.in_(lanes), *_open_until(instant))  # type: ignore[arg-type]
    due = due.order_by(Delivery.lane, Delivery.id).limit(BATCH)
    found = list(db.session.scalars(due.with_for_update(skip_locked=True)))
    for delivery in found:
        delivery.attempts += 1
        delivery.next_at = instant + LEASE
        if delivery.attempts > len(PAUSES) + 1:  # it was claimed so often and never came back: it ends the worker
            delivery.dead_at, delivery.error = instant, "the worker ended while it was at this, again and again"
    db.session.commit()
    return sorted(found, key=lambda each: (each.lane, each.listener, each.id))


def _deliver(name: str, deliveries: list[Delivery], tally: Tally, clock: Callable[[], datetime]) -> None:
    listener = listeners().by_name.get(name)
    size = listener.at_once if listener else 1
    for start in range(0, len(deliveries), size):
        _try(listener, deliveries[start : start + size], tally, clock)


def _try(listener: Listener | None, deliveries: list[Delivery], tally: Tally, clock: Callable[[], datetime]) -> None:
    """Run the handler for these; when several fail together each is tried alone, so that one does not stop the rest."""
    ids = [delivery.id for delivery in deliveries]
    try:
        if listener is None:
            raise LookupError("nobody listens under this name any more")
        events = _events(deliveries)
        db.session.commit()  # reading them took SQLite's write lock, which a handler takes again when it needs it
        listener.handler(events)
        db.session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(done_at=clock(), error=""))
        db.session.commit()
        tally.delivered += len(ids)
    except Exception as error:
        db.session.rollback()
        current_app.logger.warning("delivery failed: %s", type(error).__name__, exc_info=True)
        if len(ids) > 1:
            for delivery in deliveries:
                _try(listener, [delivery], tally, clock)
        else:
            _note_failure(ids[0], error, tally, clock())


def _events(deliveries: Sequence[Delivery]) -> list[Event]:
    ids = [delivery.event_id for delivery in deliveries]
    return list(db.session.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.id)))


def _note_failure(delivery_id: int, error: Exception, tally: Tally, instant: datetime) -> None:
    delivery = db.session.get_one(Delivery, delivery_id, populate_existing=True)
    delivery.error = f"{type(error).__name__}: {error}"[:2000]
    if delivery.attempts > len(PAUSES):
        delivery.dead_at = instant
        tally.dead += 1
    else:
        delivery.next_at = instant + timedelta(seconds=PAUSES[delivery.attempts - 1])
        tally.failed += 1
    db.session.commit()


def run_chores(chores: Mapping[str, Callable[[], object]]) -> None:
    """Run what is done every minute; a chore that fails is logged and the others go on."""
    for name, chore in chores.items():
        try:
            chore()
            db.session.commit()
        except Exception:
            db.session.rollback()
            current_app.logger.exception("chore failed: %s", name)


def forget_done(clock: Callable[[], datetime] = now) -> None:
    """Remove deliveries that were done a month ago; their events stay."""
    old = (Delivery.done_at.is_not(None), Delivery.done_at < clock() - KEPT)
    db.session.execute(delete(Delivery).where(*old))


def dead_letters(limit: int = 200) -> list[tuple[Delivery, Event]]:
    """Deliveries that were given up, newest first, with their events."""
    return _with_events(Delivery.dead_at.is_not(None), limit)


def failing(limit: int = 200) -> list[tuple[Delivery, Event]]:
    """Deliveries that failed and will be tried again, newest first, with their events."""
    return _with_events(and_(Delivery.done_at.is_(None), Delivery.dead_at.is_(None), Delivery.error != ""), limit)


def waits_since() -> datetime | None:
    """Since when the longest waiting delivery is due; the worker is away when that is minutes ago."""
    open_ = (Delivery.done_at.is_(None), Delivery.dead_at.is_(None))
    return db.session.scalar(select(func.min(Delivery.next_at)).where(*open_))


def _with_events(which: ColumnElement[bool], limit: int) -> list[tuple[Delivery, Event]]:
    rows = select(Delivery, Event).join(Event, Event.id == Delivery.event_id).where(which)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(Delivery.id.desc()).limit(limit))]


def revive(delivery_id: int) -> bool:
    """Give a dead letter its tries back. False when it is not dead."""
    fresh = {"dead_at": None, "attempts": 0, "next_at": now()}
    dead = update(Delivery).where(Delivery.id == delivery_id, Delivery.dead_at.is_not(None))
    revived = db.session.scalar(dead.values(**fresh).returning(Delivery.id))
    db.session.info["has_deliveries"] = True
    return revived is not None


def backlog(instant: datetime | None = None) -> dict[str, int]:
    """How many deliveries are open, failing and dead."""
    open_ = (Delivery.done_at.is_(None), Delivery.dead_at.is_(None))
    counts = {
        "open": select(func.count()).select_from(Delivery).where(*open_),
        "failing": select(func.count()).select_from(Delivery).where(*open_, Delivery.error != ""),
        "dead": select(func.count()).select_from(Delivery).where(Delivery.dead_at.is_not(None)),
    }
    return {name: db.session.scalar(query) or 0 for name, query in counts.items()}
