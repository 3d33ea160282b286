"""Real processes: a worker that is killed, a web process and its worker side by side, and what each of them loads."""

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from sqlalchemy import select, update

from tests import routes
from tests.cast import Cast
from tests.conftest import SECRET, _keys

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
COMMAND = "from wsgi import cli; cli()"
SAY_MODULES = """
import atexit, json, os, sys
atexit.register(lambda: os.write(1, (json.dumps([os.getpid(), sorted(sys.modules)]) + chr(10)).encode()))
"""
SLOW_INDEX = "import forum.services.indexing as indexing, time; indexing.refresh = lambda ids: (print('indexing', flush=True), time.sleep(60)); "
LISTENER = "forum.index"


@pytest.fixture
def start(database: dict[str, Any], tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `frontporch ...` on the folder of this test's app; whatever is left at the end is killed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRONTPORCH_")}
    given = {
        "DATA_DIR": str(database["data_dir"]),
        "SECRET_KEY": SECRET,
        "SEAL_KEYS": _keys()["seal_keys"][0],
        "LIMITS": "off",
    }
    environment = kept | {f"FRONTPORCH_{name}": value for name, value in given.items()}
    processes = []

    def run(*arguments: str, before: str = "") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", before + COMMAND, *arguments]
        log = (tmp_path / f"log{len(processes)}").open("w")
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        processes.append(process)
        return process

    yield run
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def wait(is_so: Callable[[], Any], seconds: float = 45) -> Any:
    """Ask until it is so; gives the answer."""
    until = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < until, "it never became so"
        time.sleep(0.02)
    return found


def delivery(app: Any, thread_id: int) -> Any:
    """What the index still owes this thread."""
    from forum.extensions import db
    from forum.models import Delivery, Event

    rows = select(Delivery.id, Delivery.attempts, Delivery.done_at, Delivery.next_at).join(
        Event, Event.id == Delivery.event_id
    )
    with app.app_context():
        return db.session.execute(rows.where(Delivery.listener == LISTENER, Event.thread_id == thread_id)).one()


def ask(client: Any, title: str) -> int:
    asked = client.post("/threads/new", data={**routes.ASK, "title": title})
    return int(re.search(r"\d+", asked.headers["Location"]).group())


def is_found(client: Any, words: str, number: int) -> bool:
    return f"/threads/{number}" in client.get("/search", query_string={"q": words}).get_data(as_text=True)


def test_a_worker_killed_between_commit_and_index_is_made_good_by_the_next_one(cast: Cast, start: Any):
    from forum.database import now
    from forum.extensions import db
    from forum.models import Delivery
    from forum.services.deliveries import LEASE

    number = ask(cast.visit("mara"), "A zeppelin in the attic")
    killed = start("worker", before=SLOW_INDEX)
    assert killed.stdout.readline() == "indexing\n"
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    owed = delivery(cast.app, number)
    assert (owed.attempts, owed.done_at) == (1, None)
    assert now() < owed.next_at <= now() + LEASE
    assert not is_found(cast.visit(), "zeppelin", number)
    with cast.app.app_context():  # the lease runs out
        db.session.execute(
            update(Delivery).where(Delivery.done_at.is_(None)).values(next_at=now() - timedelta(seconds=1))
        )
        db.session.commit()
    start("worker")
    wait(lambda: delivery(cast.app, number).done_at)
    assert delivery(cast.app, number).attempts == 2
    assert is_found(cast.visit(), "zeppelin", number)


def test_a_question_whose_wake_up_was_lost_is_found_by_the_sweep(cast: Cast, start: Any):
    number = ask(cast.visit("mara"), "A zeppelin in the attic")
    (cast.app.extensions["settings"].data_dir / "queue.sqlite3").unlink()
    assert not is_found(cast.visit(), "zeppelin", number)
    start("worker")
    wait(lambda: is_found(cast.visit(), "zeppelin", number))
    assert is_found(cast.visit(), "zeppelin", number)


class Browser:
    """Somebody on the other side of a socket."""

    def __init__(self, port: int, cast: Cast, name: str) -> None:
        self.port = port
        app = cast.app
        kept = {"_user_id": f"{cast.ids[name]}:0", "_fresh": True}
        self.cookie = "session=" + app.session_interface.get_signing_serializer(app).dumps(kept)

    def send(self, path: str, form: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        """The answer and its text; a form is posted with the token of the session."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        self.cookie = (response.headers["Set-Cookie"] or self.cookie).split(";")[0]
        connection.close()
        return response, text

    def token(self) -> dict[str, str]:
        """The field that every form needs."""
        return {"csrf_token": re.search(r'name="csrf-token" content="([^"]+)"', self.send("/tags")[1]).group(1)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def arguments(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def is_alive(pid: int) -> bool:
    """Whether the process still runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_web_and_worker_serve_side_by_side_and_end_together(cast: Cast, start: Any):
    port = free_port()
    served = start("serve", "--port", str(port), "--threads", "8", "--with-worker", before=SAY_MODULES)
    wait(lambda: is_listening(port))
    mara = Browser(port, cast, "mara")
    assert mara.send("/healthz")[1] == "ok\n"
    assert mara.send("/readyz")[1] == "ready\n"
    (worker,) = wait(lambda: [pid for pid in children(served.pid) if b"worker" in arguments(pid)])
    findable_after(mara, "harpsichord")  # by now the worker has loaded all that it needs
    delays = [
        findable_after(mara, word) for word in ("zeppelin", "accordion", "marzipan", "trampoline", "kaleidoscope")
    ]
    assert statistics.median(delays) < 1.0, delays  # the tests beside this one take their share of two cores
    served.terminate()
    assert served.wait(timeout=15) == 0
    wait(lambda: not is_alive(worker), 5)
    assert not is_listening(port)
    loaded = dict(json.loads(line) for line in served.stdout)
    above, (below,) = set(loaded.pop(served.pid)), loaded.values()
    assert not above & {"flask", "sqlalchemy", "pydantic", "forum.settings"}, (
        "it looks after the other, and stays small"
    )
    assert {"flask", "sqlalchemy"} < set(below)
    assert not {"alembic", "psycopg"} & set(below), "nothing was to be migrated, and the queue is a file"


def test_pages_whose_process_was_killed_are_served_by_another_one(cast: Cast, start: Any):
    port = free_port()
    served = start("serve", "--port", str(port), "--threads", "8")
    wait(lambda: is_listening(port))
    mara = Browser(port, cast, "mara")
    assert mara.send("/readyz")[1] == "ready\n"
    (pages,) = children(served.pid)
    os.kill(pages, signal.SIGKILL)
    wait(lambda: not is_alive(pages))
    assert mara.send("/readyz")[1] == "ready\n"
    assert children(served.pid) != [pages]


def test_a_server_that_cannot_open_its_app_says_why_in_one_line_and_begins_no_worker(
    start: Any, database: dict[str, Any], tmp_path: Path
):
    from forum import occupancy

    with occupancy.alone(database["data_dir"]):
        refused = start("serve", "--port", str(free_port()), "--with-worker")
        assert refused.wait(timeout=45) == 2
    said = (tmp_path / "log0").read_text()
    assert said.startswith("frontporch: a restore is going on in ")
    assert said.count("\n") == 1


def test_a_long_migration_is_not_taken_for_a_server_that_hangs(monkeypatch: pytest.MonkeyPatch):
    from forum.streams import server

    monkeypatch.setattr(server, "NOTIFY_EVERY", 0.001)
    worker, told = server.PorchWorker.__new__(server.PorchWorker), Event()
    worker.notify = told.set
    with worker._excused():
        assert told.wait(10)


def findable_after(mara: Browser, word: str) -> float:
    """Seconds from the commit of an answered question until search and suggestions show it, in the web process."""
    title = f"The {word} in the attic hums"
    asked, _ = mara.send("/threads/new", {**routes.ASK, **mara.token(), "title": title})
    number = re.search(r"\d+", asked.headers["Location"]).group()
    mara.send(
        f"/threads/{number}/answers", {**mara.token(), "body": f"Put the {word} on rubber feet, then it is quiet."}
    )
    token, committed_at = mara.token(), time.monotonic()
    wait(lambda: f"/threads/{number}" in mara.send(f"/search?q={quote_plus(word)}+rubber")[1])
    wait(lambda: f"/threads/{number}" in mara.send("/suggestions", {**token, "title": title, "body": ""})[1])
    return time.monotonic() - committed_at


VISIT = """
import json, sys
from wsgi import create_app
app, told = create_app(limits="off"), json.load(sys.stdin)
app.config["WTF_CSRF_ENABLED"] = False
for who in told["sessions"]:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(who)
    for path in told["paths"]:
        assert client.get(path).status_code < 500 or path == "/live/stream", path  # there is no socket to hand over
    for path, form in told["forms"]:
        assert client.post(path, data=form, headers={"HX-Request": "true"}).status_code < 500, path
print(json.dumps(sorted(sys.modules)))
"""


def test_the_web_process_loads_no_learning_library_for_any_page(cast: Cast, database: dict[str, Any]):
    from tests.stage import build

    stage = build(cast)
    told = {
        "sessions": [{}, {"_user_id": f"{cast.sol}:0", "_fresh": True}],
        "paths": [stage.path(row.path) for row in routes.ROWS if row.method == "GET"],
        "forms": [
            [stage.path(row.path), row.form] for row in routes.ROWS if row.method != "GET" and row.path != "/logout"
        ],
    }
    environment = {**os.environ, "FRONTPORCH_DATA_DIR": str(database["data_dir"]), "FRONTPORCH_SECRET_KEY": SECRET}
    environment["FRONTPORCH_SEAL_KEYS"] = _keys()["seal_keys"][0]
    run = subprocess.run(
        [sys.executable, "-c", VISIT],
        input=json.dumps(told),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert "numpy" in loaded
    assert not loaded & {"sklearn", "scipy", "py3langid", "joblib"}
