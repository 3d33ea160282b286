"""A real Chromium, and the real server with its worker on a stage that all stories of one test process share."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import SECRET, _keys

PLACES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PASSWORD = "the porch light is on"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every story here: it drives a real Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Porch:
    """The running product: where it is, what is in it, and the cookie of a person who is signed in."""

    def __init__(self, folder: Path, port: int, stage: Any) -> None:
        self.folder, self.port, self.stage = folder, port, stage
        self.address = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                _command(self.port), env=_environment(self.folder, self.port), stdout=log, stderr=log
            )
        _wait_until_it_answers(f"{self.address}/healthz", self.folder / "log")

    def stop(self) -> None:
        """End it in good order."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)

    def at(self, path: str) -> str:
        """The whole address of a path, with the ids of the stage in it."""
        return self.address + self.stage.path(path)

    def cookie(self, name: str) -> dict[str, Any]:
        """The session cookie of this person."""
        app = self.stage.cast.app
        signer = app.session_interface.get_signing_serializer(app)
        kept = {"_user_id": f"{self.stage.cast.ids[name]}:0", "_fresh": True}
        return {"name": "session", "value": signer.dumps(kept), "url": self.address}


@pytest.fixture(scope="session")
def porch(migrated: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Porch]:
    """`frontporch serve --with-worker` on a folder that is filled already."""
    folder = tmp_path_factory.mktemp("porch")
    shutil.copy(migrated("sqlite"), folder / "frontporch.sqlite3")
    stage = _filled(folder)
    running = Porch(folder, _free_port(), stage)
    try:
        running.start()
        yield running
    finally:
        running.stop()
    assert "Traceback" not in (folder / "log").read_text()


def _filled(folder: Path) -> Any:
    import wsgi
    from forum import passwords
    from forum.extensions import db
    from forum.models import User
    from tests.cast import Cast
    from tests.stage import build

    app = wsgi.create_app(limits="off", data_dir=folder, **_keys())
    app.config["WTF_CSRF_ENABLED"] = False  # for filling it only; the served one is as shipped
    stage = build(Cast(app))
    with app.app_context():
        db.session.execute(db.update(User).values(password_hash=passwords.hashed(PASSWORD)))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return stage


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(port: int) -> list[str]:
    serve = ("serve", "--port", str(port), "--threads", "16", "--with-worker")
    return [sys.executable, "-c", "from wsgi import cli; cli()", *serve]


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRONTPORCH_")}
    given = {"DATA_DIR": str(folder), "SECRET_KEY": SECRET, "SEAL_KEYS": _keys()["seal_keys"][0], "LIMITS": "off"}
    given |= {"BASE_URL": f"http://127.0.0.1:{port}", "COMPANY": "Lanternet"}
    return kept | {f"FRONTPORCH_{name}": value for name, value in given.items()}


def _wait_until_it_answers(address: str, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text()[-3000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser itself."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # the machine may be busy; nothing here is about speed

    found = os.environ.get("CHROMIUM") or next((place for name in PLACES if (place := shutil.which(name))), None)
    if not found:
        pytest.fail("browser tests need Chromium: install the package chromium, or set CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


class Windows:
    """Calling it opens a window of its own for a person or a guest; `complaints` is what the console said of any of them."""

    def __init__(self, chromium: Any, porch: Porch) -> None:
        self._chromium, self._porch = chromium, porch
        self._contexts: list[Any] = []
        self.complaints: list[str] = []
        self.complaints_are_expected = False

    def __call__(self, name: str | None = None, **options: Any) -> Any:
        """A page signed in as this person; options are those of a browser context."""
        context = self._chromium.new_context(base_url=self._porch.address, **options)
        self._contexts.append(context)
        if name:
            context.add_cookies([self._porch.cookie(name)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def close(self) -> None:
        """Close them all."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def visit(porch: Porch, chromium: Any) -> Iterator[Windows]:
    """`visit("mara")` opens a window for a person; whatever the console complains of fails the story."""
    windows = Windows(chromium, porch)
    yield windows
    windows.close()
    assert windows.complaints == [] or windows.complaints_are_expected


def _complaint(message: Any) -> Iterator[str]:
    """Errors and broken policies; that a page answered 404 or 409 is not one."""
    if "503" in message.text and "/live/stream" in message.location.get("url", ""):
        return  # under a server that hands over no sockets the page polls
    is_answer = message.text.startswith("Failed to load resource") and "/static/" not in message.location.get("url", "")
    if message.type in ("error", "warning") and not (is_answer and "status of 4" in message.text):
        yield f"{message.type}: {message.text} ({message.location.get('url')})"
