"""The hub: one thread that holds all open streams of a process, and tells each what its reader may know."""

import logging
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any
from weakref import WeakSet

from flask import Flask, current_app

from forum import settings
from forum.database import looking
from forum.extensions import db
from forum.meters import Figure
from forum.services import news
from forum.streams.stream import Stream
from forum.streams.watch import Watch

EVERY = 1.0  # seconds between two looks at the event table
PING = 15.0
CHECK = 2.0  # a session that ended loses its streams within this and one look
LASTS = 300.0
MOST_OF_ONE = 12  # streams of one reader
ENDINGS = frozenset({"account.logged_out"})

log = logging.getLogger(__name__)


class Hub:
    """Streams are handed over by the server's threads (`take`); everything else happens in the hub's own thread."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.watch = Watch()
        self.streams: set[Stream] = set()
        self._admitted: WeakSet[Stream] = WeakSet()  # also those on their way; whoever leaves before that is forgotten
        self._door = threading.Lock()
        self._coming: SimpleQueue[Stream] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._thread: threading.Thread | None = None
        self._due = {"ping": 0.0, "check": 0.0}

    @property
    def is_running(self) -> bool:
        """Whether this process can hold streams."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to look at the event table, in a thread that ends with the process."""
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self.run, name="hub", daemon=True)
        self._thread.start()

    def place(self) -> news.Place | None:
        """How far the hub has read; None while it does not."""
        return self.watch.place if self.is_running and self.watch.is_begun else None

    def admit(self, stream: Stream) -> bool:
        """Give this stream a place; False when all are taken, or all that one reader may have."""
        with self._door:
            held = Counter(each.reader.id for each in self._admitted)
            is_room = held.total() < settings.current().streams and held[stream.reader.id] < MOST_OF_ONE
            if is_room:
                self._admitted.add(stream)
            return is_room

    def take(self, stream: Stream, sock: socket.socket) -> None:
        """Hold this stream from now on."""
        sock.setblocking(False)
        stream.sock = sock
        self._coming.put(stream)
        self._bell.send(b".")

    def run(self) -> None:
        """Wait for sockets, and look at the event table once a second."""
        next_look = 0.0
        while True:
            self._wait(max(0.0, next_look - time.monotonic()))
            self._welcome()
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + EVERY
                with self.app.app_context():
                    self._look_unless_away()

    def _wait(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._ear:
                self._ear.recv(4096)
            elif key.data.is_left():
                self._drop(key.data)

    def _welcome(self) -> None:
        """Take in those that came, and tell them what happened since their pages looked."""
        try:
            while True:
                stream = self._coming.get_nowait()
                stream.opened_at = time.monotonic()
                self.streams.add(stream)
                self._selector.register(stream.fileno(), selectors.EVENT_READ, stream)
                with self.app.app_context():
                    self._tell([stream], list(self.watch.recent.values()))
        except Empty:
            return

    def _look_unless_away(self) -> None:
        try:
            with looking(db.session):
                self.look(time.monotonic())
        except Exception as error:  # the database may be away; whatever it is, the next look may go well
            log.warning("streams could not look: %s", type(error).__name__, exc_info=True)

    def look(self, instant: float) -> None:
        """Read what is new and tell it; now and then ping, and let go of those whose sessions ended."""
        fresh, is_noticed = self.watch.look(instant)
        is_check = self._is_due("check", CHECK, instant)
        if self.streams and (is_check or any(row.name in ENDINGS for row in fresh)):
            self._part({row.by_id for row in fresh if row.name in ENDINGS}, instant)
        self._tell(self.streams, fresh)
        if self._is_due("ping", PING, instant):
            self._keep(self.streams, lambda stream: stream.ping(self.watch.place.floor))
            is_noticed = True
        if self.streams and (fresh or is_noticed):
            self._count()

    def _is_due(self, name: str, every: float, instant: float) -> bool:
        is_due = instant >= self._due[name]
        if is_due:
            self._due[name] = instant + every
        return is_due

    def _part(self, logged_out: set[int | None], instant: float) -> None:
        """Close the streams of ended sessions, and those that lasted long; whoever may, comes back at once."""
        valid = news.still_there({stream.reader for stream in self.streams})
        for stream in list(self.streams):
            is_out = stream.reader.id in logged_out or stream.reader not in valid
            if is_out or instant - stream.opened_at > LASTS:
                self._drop(stream)

    def _tell(self, streams: Iterable[Stream], rows: Sequence[Any]) -> None:
        """Only events that somebody follows cost more than a look."""
        if not rows:
            return
        following: dict[str, list[Stream]] = {}
        for stream in streams:
            for name in stream.topics:
                following.setdefault(name, []).append(stream)
        for row in rows:
            for stream in {each for name in news.topics_of(row) for each in following.get(name, ())}:
                signals = news.signals(stream.reader, stream.topics, row)
                if stream in self.streams and not stream.tell(row.id, signals):
                    self._drop(stream)

    def _count(self) -> None:
        numbers = news.gauges(list({stream.reader for stream in self.streams}))
        self._keep(self.streams, lambda stream: stream.count(numbers.get(stream.reader.id, {})))

    def _keep(self, streams: Iterable[Stream], act: Callable[[Stream], bool]) -> None:
        """Do this for each, and drop those that take nothing any more."""
        for stream in list(streams):
            if stream in self.streams and not act(stream):
                self._drop(stream)

    def _drop(self, stream: Stream) -> None:
        self.streams.discard(stream)
        with self._door:
            self._admitted.discard(stream)
        self._selector.unregister(stream.fileno())
        stream.close()


def init_app(app: Flask) -> None:
    """Give the app its hub, which rests until a server that can hold streams starts it."""
    app.extensions["hub"] = Hub(app)


def hub() -> Hub:
    """The hub of the running app."""
    found: Hub = current_app.extensions["hub"]
    return found


def figures() -> Iterator[Figure]:
    """How many live pages this process holds."""
    yield Figure("streams_open", "Live pages that this process holds.", len(hub().streams))
