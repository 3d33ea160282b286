"""What is new: events as signals for those who may know of them, from somebody's place in the event table on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from flask import current_app
from sqlalchemy import ColumnElement, Select, select

from forum import policy
from forum.extensions import db
from forum.models import Event, Notification, Post, Thread, User
from forum.services import notifications

LATE = 100  # newest keys among which one may still be missing, as its transaction has not ended
MOST = 200  # signals that are worth telling one by one; after more of them the page is out of date
MOST_TOPICS = 4
_SEEN = 150

Gauge = Callable[[Sequence["Reader"]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read the events: all keys up to `floor`, and of the greater ones those in `seen`.

    A plain number would not do: PostgreSQL hands out keys before the commit, so a lower one may appear after a higher.
    """

    floor: int
    seen: frozenset[int] = frozenset()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that a page or `Last-Event-ID` names (`95` or `95.97.100`); None when it names none."""
        parts = text.split(".")
        if len(parts) > _SEEN + 1 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        floor, *seen = (int(part) for part in parts)
        return cls(floor, frozenset(seen))

    def __str__(self) -> str:
        return ".".join(str(key) for key in (self.floor, *sorted(self.seen)[-_SEEN:]))

    def has(self, key: int) -> bool:
        """Whether this event was read already."""
        return key <= self.floor or key in self.seen

    def after(self, keys: Iterable[int], floor: int = 0) -> "Place":
        """The place when these were read too, and all up to `floor` are settled."""
        floor = max(floor, self.floor)
        return Place(floor, frozenset(key for key in {*self.seen, *keys} if key > floor))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who hears: what policy asks about a person, and the epoch of the session; a guest has the id 0."""

    id: int = 0
    role: str = ""
    epoch: int = 0
    is_active: bool = True

    @classmethod
    def of(cls, person: Any) -> "Reader":
        """The one who looks."""
        return cls(person.id, person.role, person.epoch) if person.is_authenticated else cls()

    @property
    def is_authenticated(self) -> bool:
        """Whether this is no guest."""
        return self.id > 0


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a page can follow: which events it is about, who may hear of one, and what they hear.

    `name` ends with a colon where the key of a thread follows (`thread:7`). A signal names things, it never shows them.
    """

    name: str
    events: frozenset[str]
    may_follow: Callable[[Reader], bool]
    may_hear: Callable[[Reader, Any], bool]
    told: Callable[[Any], dict[str, Any]]

    def of(self, row: Any) -> str:
        """The topic of one event, as a page names it."""
        return f"{self.name}{row.thread_id}" if self.name.endswith(":") else self.name


@dataclass(slots=True)
class Board:
    """All that pages of an app can follow: topics by name, and gauges (numbers in the masthead) by name."""

    topics: dict[str, Topic] = field(default_factory=dict)
    gauges: dict[str, Gauge] = field(default_factory=dict)

    def topic(self, asked: str) -> Topic | None:
        """The topic of a name such as `thread:7` or `queue`."""
        name, colon, key = asked.partition(":")
        found = self.topics.get(name + colon)
        return found if found and (not colon or (key.isascii() and key.isdigit() and len(key) < 10)) else None


def board() -> Board:
    """What can be followed in the running app."""
    found: Board = current_app.extensions["board"]
    return found


def init_app(app: Any) -> None:
    """Give the app its board, with what the forum puts there."""
    app.extensions["board"] = Board()
    app.extensions["board"].topics["thread:"] = Topic(
        "thread:", frozenset(_WHAT), lambda reader: True, _may_hear, _told
    )
    app.extensions["board"].gauges["unread"] = _unread


_WHAT = {"post.answered": "answer", "post.commented": "comment", "thread.accepted": "accepted"}


def _may_hear(reader: Reader, row: Any) -> bool:
    """Only of what this reader could read now: nothing hidden or taken back, nothing in a thread that is."""
    if row.post_id is None or row.thread_deleted_at is not None:
        return False
    is_open = (
        row.thread_hidden_at is None or reader.id in (row.asker_id, row.thread_behind_id) or policy.is_staff(reader)
    )
    return is_open and policy.may_read_post(reader, row)


def _told(row: Any) -> dict[str, Any]:
    return {"what": _WHAT[row.name], "post": row.post_id, "above": row.parent_id}


def _unread(readers: Sequence[Reader]) -> Mapping[int, int]:
    return notifications.unread_of_all([reader.id for reader in readers if reader.is_authenticated])


def rows(*which: ColumnElement[bool], limit: int = 10_000) -> list[Any]:
    """Events with what has to be known to say who may hear of them, in the order of their keys."""
    statement = _statement().where(*which).order_by(Event.id).limit(limit)
    return list(db.session.execute(statement))


def _statement() -> Select[*tuple[Any, ...]]:
    columns = (Event.id, Event.name, Event.thread_id, Event.post_id, Event.by_id)
    post = (Post.parent_id, Post.author_id, Post.behind_id, Post.hidden_at, Post.deleted_at)
    asker = (Thread.asker_id, Thread.behind_id.label("thread_behind_id"))
    thread = (Thread.hidden_at.label("thread_hidden_at"), Thread.deleted_at.label("thread_deleted_at"))
    found = select(*columns, *post, *asker, *thread).outerjoin(Post, Post.id == Event.post_id)
    return found.outerjoin(Thread, Thread.id == Event.thread_id)


def is_ahead(asked: Place, place: Place) -> bool:
    """Whether somebody read further than there are events: the database is older than they remember (a restore)."""
    return asked.floor > max(place.floor, *place.seen, 0)


def present() -> tuple[Place, list[int]]:
    """Where the event table stands, and which of its newest keys are missing: never given, or not committed yet."""
    newest = list(db.session.scalars(select(Event.id).order_by(Event.id.desc()).limit(LATE)))
    if not newest:
        return Place(0), []
    top, bottom = newest[0], newest[-1]
    missing = sorted(set(range(bottom, top)) - set(newest))
    return Place(missing[0] - 1 if missing else top).after(newest), missing


def newest_notice() -> int:
    """The key of the newest notice of all."""
    return db.session.scalar(select(Notification.id).order_by(Notification.id.desc()).limit(1)) or 0


def topics_of(row: Any) -> list[str]:
    """The topics that an event belongs to, as pages name them."""
    return [topic.of(row) for topic in board().topics.values() if row.name in topic.events]


def signals(reader: Reader, topics: Sequence[str], row: Any) -> list[dict[str, Any]]:
    """What this reader, who follows these topics, hears of one event."""
    found = []
    for name in topics_of(row):
        topic = board().topic(name) if name in topics else None
        if topic and topic.may_hear(reader, row):
            found.append({"id": row.id, "topic": name, **topic.told(row)})
    return found


def since(place: Place, reader: Reader, topics: Sequence[str]) -> tuple[list[Any], bool]:
    """Events after a place that these topics are about; and whether there are more than one would tell."""
    known = [topic for name in topics if (topic := board().topic(name))]
    if not known:
        return [], False
    about = [Event.id > place.floor, Event.name.in_({event for topic in known for event in topic.events})]
    threads = [int(name.partition(":")[2]) for name in topics if ":" in name]
    if len(threads) == len(topics):
        about.append(Event.thread_id.in_(threads))
    happened = rows(*about, limit=MOST + 1)
    return [row for row in happened if not place.has(row.id)], len(happened) > MOST


def gauges(readers: Sequence[Reader]) -> dict[int, dict[str, int]]:
    """The numbers in the masthead of each of these people."""
    found: dict[int, dict[str, int]] = {reader.id: {} for reader in readers if reader.is_authenticated}
    for name, gauge in board().gauges.items():
        for reader_id, number in gauge([reader for reader in readers if reader.is_authenticated]).items():
            found[reader_id][name] = number
    return found


def still_there(readers: Iterable[Reader]) -> set[Reader]:
    """Those of them whose sessions still stand: same role, same epoch, not suspended."""
    ids = {reader.id for reader in readers}
    stands = select(User.id, User.role, User.epoch).where(
        User.id.in_(ids), User.suspended_at.is_(None), User.erased_at.is_(None)
    )
    return {Reader(row.id, row.role, row.epoch) for row in db.session.execute(stands)}
