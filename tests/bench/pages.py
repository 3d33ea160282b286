"""Hot pages: CPU milliseconds, SQL statements and bytes, as the server spends them."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.bench import places
from tests.bench.bars import Bar

STATIC = Path(__file__).resolve().parents[2] / "static"


def bars() -> Iterator[Bar]:
    """Thread list, thread page and reply."""
    with places.forum() as app:
        thread_id = places.fill(app)
        for name, path in (("thread list", "/"), ("thread page, 10 posts", f"/threads/{thread_id}")):
            yield from _page(app, name, path)
        yield from _signed_in(app, thread_id)
        yield _reply(app, thread_id)
        yield Bar("first load of a guest, uncompressed", _first_load(app) / 1024, 150, "KB")


def _get(app: Any, path: str, cookie: str = "") -> bytes:
    builder = EnvironBuilder(path=path, method="GET", headers={"Cookie": cookie} if cookie else {})
    body, status, _ = run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
    if not status.startswith("200"):
        raise RuntimeError(f"{path}: {status}")
    return b"".join(body)


def cpu(act: Callable[[], Any], times: int = 60) -> float:
    """Median CPU milliseconds of this process for one act, after a warm-up."""
    for _ in range(8):
        act()
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def statements(app: Any, act: Callable[[], Any]) -> int:
    """How many SQL statements an act sends."""
    from forum.extensions import db

    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([each for each in sent if not each.startswith(("BEGIN", "PRAGMA"))])


def _page(app: Any, name: str, path: str) -> Iterator[Bar]:
    yield Bar(f"{name}, guest: CPU", cpu(lambda: _get(app, path)), 8, "ms")
    yield Bar(f"{name}, guest: SQL statements", statements(app, lambda: _get(app, path)), 5, "")
    yield Bar(f"{name}, guest: HTML", len(_get(app, path)) / 1024, 30, "KB")


def _session(app: Any) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1:0", True
    return "session=" + client.get_cookie("session").value


def _signed_in(app: Any, thread_id: int) -> Iterator[Bar]:
    cookie = _session(app)
    for name, path in (("thread list", "/"), ("thread page, 10 posts", f"/threads/{thread_id}")):
        sent = statements(app, lambda path=path: _get(app, path, cookie))
        yield Bar(f"{name}, signed in: SQL statements", sent, 8, "")


def _reply(app: Any, thread_id: int) -> Bar:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1:0", True

    times = count(1)

    def reply() -> None:
        body = f"{next(times)}. {places.TEXT}"  # the same words again would be no new answer
        answered = client.post(f"/threads/{thread_id}/answers", data={"body": body})
        if answered.status_code != 303:
            raise RuntimeError(f"reply: {answered.status}")

    return Bar("a reply by a signed-in person: CPU", cpu(reply, 40), 10, "ms")


def _first_load(app: Any) -> int:
    """Bytes of the front page with every style and script it names."""
    html = _get(app, "/")
    files = re.findall(rb'(?:href|src)="/static/([^"?]+)', html)
    return len(html) + sum((STATIC / name.decode()).stat().st_size for name in set(files))
