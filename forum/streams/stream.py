"""One open stream: who listens to what, how far they have heard, and the bytes on its socket."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the process above the one that serves loads this module, and no more of the app
    from forum.services.news import Place, Reader


class HandedOver(BaseException):
    """The socket of this answer belongs to the hub from now on; the thread that served it is free.

    No Exception, so that it passes the server's handlers for those.
    """

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.stream = stream


@dataclass(eq=False, slots=True, weakref_slot=True)
class Stream:
    """A socket with what is to be told on it. `is_chunked` says how HTTP frames it; `opened_at` is monotonic."""

    reader: Reader
    topics: Sequence[str]
    place: Place
    is_chunked: bool = True
    opened_at: float = 0.0
    numbers: dict[str, int] = field(default_factory=dict)
    sock: socket.socket | None = None

    def fileno(self) -> int:
        """What a selector asks for."""
        return self.sock.fileno() if self.sock else -1

    def tell(self, key: int, signals: Sequence[dict[str, Any]]) -> bool:
        """Send the signals of one event, unless it was told before; False when nobody takes them any more."""
        if not signals or self.place.has(key):
            return True
        self.place = self.place.after([key])
        return self.write("".join(message("news", signal, self.place) for signal in signals))

    def count(self, numbers: dict[str, int]) -> bool:
        """Send the numbers of the masthead, where they changed."""
        if numbers == self.numbers:
            return True
        self.numbers = numbers
        return self.write(message("badge", numbers))

    def ping(self, floor: int) -> bool:
        """Show that the stream lives, and settle the place from which it can be taken up again."""
        self.place = self.place.after((), floor)
        return self.write(f"id: {self.place}\n\n")

    def write(self, text: str) -> bool:
        """Put it on the wire whole, without waiting; False when it does not go, as the other side is away or slow."""
        data = text.encode()
        if self.is_chunked:
            data = b"%X\r\n%s\r\n" % (len(data), data)
        try:
            return self.sock is not None and self.sock.send(data) == len(data)
        except OSError:
            return False

    def is_left(self) -> bool:
        """Whether the other side closed; what it may have said is of no interest."""
        try:
            return self.sock is None or not self.sock.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """End it; the page comes back by itself and goes on where it was."""
        if self.sock:
            self.sock.close()


def message(name: str, told: dict[str, Any], place: Place | None = None) -> str:
    """One server-sent event."""
    line = "" if place is None else f"id: {place}\n"
    return f"{line}event: {name}\ndata: {json.dumps(told, separators=(',', ':'))}\n\n"


def greeting(place: Place) -> str:
    """After what was missed: the place from which to go on, and when to come back after a break (not all at once)."""
    return f"retry: {1000 + secrets.randbelow(3000)}\nid: {place}\n\n"
