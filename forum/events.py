"""Events and who listens: what happened is a row, and so is each listener's duty to react."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from sqlalchemy import insert

from forum.database import IN_ONE_STATEMENT, now
from forum.extensions import db
from forum.models import Delivery, Event
from forum.models.event import USUAL

Handler = Callable[[list[Event]], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """A named reaction to some kinds of event; with `at_once` > 1 it takes that many in one call.

    What stands in a lower `lane` is delivered first.
    """

    name: str
    events: frozenset[str]
    handler: Handler
    at_once: int = 1
    lane: int = USUAL


@dataclass(slots=True)
class Listeners:
    """The reactions of one package; an app joins those of all its packages."""

    by_name: dict[str, Listener] = field(default_factory=dict)

    def on(self, *events: str, at_once: int = 1, lane: int = USUAL) -> Callable[[Handler], Handler]:
        """Register a handler under its module's package and its own name, for these events."""

        def register(handler: Handler) -> Handler:
            name = f"{handler.__module__.split('.')[0]}.{handler.__name__}"
            self.by_name[name] = Listener(name, frozenset(events), handler, at_once, lane)
            return handler

        return register

    def join(self, other: "Listeners") -> None:
        """Add the reactions of another package."""
        self.by_name.update(other.by_name)

    def of(self, event: str) -> list[Listener]:
        """All that react to this event."""
        return [each for each in self.by_name.values() if event in each.events]


def listeners() -> Listeners:
    """The reactions of the running app."""
    found: Listeners = current_app.extensions["listeners"]
    return found


def record(
    name: str,
    thread_id: int | None = None,
    post_id: int | None = None,
    by_id: int | None = None,
    at: datetime | None = None,
    **facts: object,
) -> Event:
    """Write one event, and a delivery for each listener, in the caller's transaction; handed over after its commit."""
    event = Event(name=name, thread_id=thread_id, post_id=post_id, by_id=by_id, facts=facts, at=at or now())
    db.session.add(event)
    db.session.flush()
    _owe([(event.id, name)])
    return event


def record_many(rows: Iterable[Mapping[str, object]]) -> None:
    """Write many events (each a mapping of Event's columns), in this order, with their deliveries in a few statements.

    Each id comes back with its name, so nothing has to be paired. SQLite numbers the rows of one statement as they
    stand in it, and asked to promise that it takes them one by one; PostgreSQL promises it only when it is asked.
    """
    given = [{"thread_id": None, "post_id": None, "by_id": None, "facts": {}, "at": now(), **row} for row in rows]
    if not given:
        return
    must_ask = db.session.get_bind().dialect.name != "sqlite"
    made = insert(Event).returning(Event.id, Event.name, sort_by_parameter_order=must_ask)
    stored = db.session.execute(made.execution_options(**IN_ONE_STATEMENT), given)
    _owe(sorted((row.id, row.name) for row in stored))


def _owe(events: Iterable[tuple[int, str]]) -> None:
    instant = now()
    owed = [
        {"event_id": event_id, "listener": each.name, "lane": each.lane, "next_at": instant, "attempts": 0, "error": ""}
        for event_id, name in events
        for each in listeners().of(name)
    ]
    if owed:
        db.session.execute(insert(Delivery), owed)
        db.session.info["has_deliveries"] = True
