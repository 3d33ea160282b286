"""The bar of the night: a real worker amid an import, a real mail server, and the mail on its way within a minute."""

import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.forum.test_mail import Postbox, mail_server
from tests.moderation.conftest import Desk
from tests.moderation.night import DANGER, shift
from tests.test_processes import start, wait  # noqa: F401 - a fixture

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
SLOW_INDEX = "import forum.services.indexing as indexing, time; indexing.refresh = lambda ids: (print('indexing', flush=True), time.sleep(60)); "
BAR = timedelta(seconds=60)


def importing(folder: Path, count: int) -> list[str]:
    """The arguments of an import of that many posts."""
    lines = [
        {"source": "twitter", "id": str(n), "author": f"p{n % 97}", "created_at": "2019-03-01T10:00:00Z", "text": f"My light {n} is orange."}
        for n in range(count)
    ]  # fmt: skip
    (folder / "posts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return ["import", str(folder / "posts.jsonl"), "--json"]


@pytest.fixture
def postbox() -> Any:
    box = Postbox()
    with mail_server(box) as port:
        box.address = f"smtp://127.0.0.1:{port}"  # type: ignore[attr-defined]
        yield box


def test_the_mail_is_there_within_a_minute_while_an_import_runs_and_the_worker_is_deep_in_its_index(
    app: Any,
    cast: Any,
    start: Callable[..., subprocess.Popen[str]],  # noqa: F811
    postbox: Any,
    tmp_path: Path,
):
    desk = Desk(app, cast)
    shift(desk, "omar")
    _leave_ordinary_mail(desk, 300)
    connect = f"import os; os.environ['FRONTPORCH_MAIL_URL'] = {postbox.address!r}; "
    imported = start(*importing(tmp_path, 1_200))
    worker = start("worker", before=connect + SLOW_INDEX)
    assert (
        worker.stdout.readline() == "indexing\n"
    )  # from here on the worker's own thread is busy for longer than the bar
    posted_at = _ask(desk)
    letter = wait(lambda: _alarm_in(postbox), 60)
    assert letter["To"] == "omar@example.org"
    assert imported.poll() is None or imported.returncode == 0
    sent_at = wait(lambda: _sent_at(desk), 10)
    assert timedelta(0) <= sent_at - posted_at <= BAR
    assert worker.poll() is None
    imported.wait(60)


def _leave_ordinary_mail(desk: Desk, count: int) -> None:
    from forum.services import mailing

    with desk.at_work():
        for number in range(count):
            mailing.queue_mail(f"p{number}@example.org", "Somebody answered", "You have an answer.")


def _ask(desk: Desk) -> datetime:
    from forum.database import now
    from forum.services import threads

    with desk.at_work():
        threads.ask(desk.person("mara"), "My router burns", DANGER)
    return now()


def _alarm_in(postbox: Any) -> Any:
    read = (message_from_bytes(letter, policy=default) for letter in list(postbox.letters))
    return next((letter for letter in read if letter["Subject"].startswith("Risk ")), None)


def _sent_at(desk: Desk) -> datetime | None:
    from tests.moderation.night import letters

    return letters(desk)[0].sent_at


def test_the_worker_falls_through_by_itself(
    app: Any,
    cast: Any,
    start: Callable[..., subprocess.Popen[str]],  # noqa: F811
    postbox: Any,
):
    """With a wait of a second instead of five minutes, the watch of a real worker calls the next."""
    desk = Desk(app, cast)
    shift(desk, "omar")
    shift(desk, "ines", rank=2)
    given = {"MAIL_URL": postbox.address, "ALARM_MINUTES": "0.02"}
    start(
        "worker",
        before=f"import os; os.environ.update({ {f'FRONTPORCH_{name}': value for name, value in given.items()}!r}); ",
    )
    _ask(desk)
    assert wait(lambda: len([letter for letter in list(postbox.letters) if b"ines@example.org" in letter]) > 0, 60)
