"""1,000 open streams on one process: what pages cost beside them, what they weigh, and how soon all of them hear."""

import os
import selectors
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.bench import places
from tests.bench.bars import Bar
from tests.bench.importing import COMMAND, family, pss, wait_for

STREAMS = 1000
PAGES = 150
TICKS = os.sysconf("SC_CLK_TCK")


def bars() -> Iterator[Bar]:
    """Pages without and with the streams, in one run of one server."""
    with places.forum() as app:
        thread = places.fill(app)
        cookies = _people(app)
        port = 8700 + os.getpid() % 90
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=_environment(app))
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield from _measured(app, thread, cookies, port, family(server.pid))
        finally:
            server.terminate()
            begun = time.monotonic()
            server.wait(timeout=30)
        yield Bar("the server ends, asked to, under 1,000 streams", time.monotonic() - begun, 15, "s")


def _measured(app: Any, thread: int, cookies: list[str], port: int, pids: list[int]) -> Iterator[Bar]:
    _pages(port, thread, pids)
    alone, weight = _pages(port, thread, pids), sum(pss(pid) for pid in pids)
    lines = [_open(port, thread, cookie) for cookie in cookies]
    if any(b" 200 OK" not in line.recv(16384) for line in lines):
        raise RuntimeError("a stream was refused")
    time.sleep(2)
    beside = _pages(port, thread, pids)
    yield Bar("list and thread page, no streams: CPU of the process", alone, None, "ms")
    yield Bar("list and thread page beside 1,000 streams: CPU", beside, None, "ms")
    yield Bar("the same, beside to alone", beside / alone, 1.25, "times")
    yield Bar("1,000 streams: memory", (sum(pss(pid) for pid in pids) - weight) / 1024, 105, "MB")
    yield Bar("1,000 streams at rest: CPU of the process", _at_rest(pids), 50, "ms a s")
    yield Bar("one answer, until the last of 1,000 heard", _until_all_heard(app, thread, lines), 5, "s")
    for line in lines:
        line.setblocking(True)


def _environment(app: Any) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRONTPORCH_")}
    settings = app.extensions["settings"]
    return kept | {"FRONTPORCH_DATA_DIR": str(settings.data_dir), "FRONTPORCH_LIMITS": "off"}


def _people(app: Any) -> list[str]:
    """A session of each of a thousand people."""
    from forum.extensions import db
    from forum.models import User

    signer = app.session_interface.get_signing_serializer(app)
    with app.app_context():
        people = [User(name=f"ear{n}", email=f"e{n}@example.org", password_hash="!") for n in range(STREAMS)]
        db.session.add_all(people)
        db.session.commit()
        return ["session=" + signer.dumps({"_user_id": f"{each.id}:0", "_fresh": True}) for each in people]


def _open(port: int, thread: int, cookie: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.sendall(f"GET /live/stream?topic=thread:{thread} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    return line


def _pages(port: int, thread: int, pids: list[int]) -> float:
    """CPU milliseconds of the server a page, half of them the list, half a thread, for a guest."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    before = _spent(pids)
    for number in range(PAGES):
        connection.request("GET", f"/threads/{thread}" if number % 2 else "/")
        connection.getresponse().read()
    connection.close()
    return (_spent(pids) - before) * 1000 / PAGES


def _spent(pids: list[int]) -> float:
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


def _at_rest(pids: list[int]) -> float:
    before, begun = _spent(pids), time.monotonic()
    time.sleep(20)
    return (_spent(pids) - before) * 1000 / (time.monotonic() - begun)


def _until_all_heard(app: Any, thread: int, lines: list[socket.socket]) -> float:
    from forum.extensions import db
    from forum.models import User
    from forum.services import posts

    selector = selectors.DefaultSelector()
    for line in lines:
        line.setblocking(False)
        selector.register(line, selectors.EVENT_READ)
    with app.app_context():
        posts.answer(thread, db.session.get_one(User, 1), places.TEXT)
        db.session.commit()
    begun, waiting = time.monotonic(), set(lines)
    while waiting and time.monotonic() - begun < 60:
        for key, _ in selector.select(1):
            if b'"answer"' in key.fileobj.recv(65536):  # type: ignore[union-attr]
                waiting.discard(key.fileobj)  # type: ignore[arg-type]
    return time.monotonic() - begun if not waiting else float("inf")
