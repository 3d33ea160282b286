"""Backups that are taken while another process writes: each comes back as a prefix of all that happened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from tests.conftest import SECRET, _keys

BACKUPS = {"sqlite": 20, "postgresql": 5}
WRITER = """
import itertools, json, sys
from pathlib import Path
import wsgi
from forum.app import commit
from forum.channels.files import open_posts
from forum.extensions import db
from forum.models import User
from forum.services import imports, posts, threads, votes

folder, app = Path(sys.argv[1]), wsgi.create_app()
with app.app_context():
    mara, theo = (db.session.scalars(db.select(User).where(User.name == name)).one() for name in ("mara", "theo"))
    for turn in itertools.count():
        lines = [{"source": "twitter", "id": f"{turn}-{n}", "author": f"p{n}", "text": f"Lamp {turn} {n} blinks"} for n in range(40)]
        lines[1:20] = [{**line, "in_reply_to": lines[0]["id"]} for line in lines[1:20]]
        file = folder / "posts.jsonl"
        file.write_text("\\n".join(map(json.dumps, lines)))
        with open_posts(file, "auto", {}, "") as found:
            imports.read_in(found, commit, (), turn % 2 == 0)
        asked = threads.ask(mara, f"Lamp {turn} hums", "It hums at night.")
        answered = posts.answer(asked.thread_id, theo, "Put it on rubber feet.")
        commit()
        threads.accept(asked.thread_id, answered.id, mara)
        votes.cast(answered.id, mara, 1)
        commit()
        print(turn, flush=True)
"""


@pytest.fixture
def writer(app: Any, cast: Any, database: dict[str, Any], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that imports, asks, answers and accepts without end."""
    given = {"DATA_DIR": str(database["data_dir"]), "SECRET_KEY": SECRET, "SEAL_KEYS": _keys()["seal_keys"][0]}
    if "database_url" in database:
        given["DATABASE_URL"] = database["database_url"]
    environment = os.environ | {f"FRONTPORCH_{name}": value for name, value in given.items()}
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "0\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def events(app: Any) -> list[tuple[int, str]]:
    """All that happened, in order."""
    from forum.extensions import db
    from forum.models import Event

    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(Event.id, Event.name).order_by(Event.id))]


def wait_for_more(app: Any, writer: subprocess.Popen[str], than: int) -> None:
    """Until the writer got on; it says so at the end of each turn, so that nobody has to look on and on."""
    while not events(app)[than:]:
        assert writer.stdout.readline()


def restored(archive: Any, kind: str, migrated: Any, folder: Path) -> Any:
    """An app on a fresh folder that holds this backup; its tables are copied, not made anew each time."""
    import shutil

    import wsgi
    from forum.services import backups

    folder.mkdir()
    if kind == "sqlite":
        shutil.copy(migrated("sqlite"), folder / "frontporch.sqlite3")
    fresh = wsgi.create_app(data_dir=folder, **_keys())
    with fresh.app_context():
        backups.put_back(archive)
    return fresh


def assert_whole(app: Any) -> None:
    """The ledger balances, reputation is the sum of its awards, and nobody refers to what is not there."""
    from forum import database
    from forum.extensions import db
    from forum.models import Award, User
    from forum.services import ledger

    earned = select(func.coalesce(func.sum(Award.points), 0)).where(Award.user_id == User.id).scalar_subquery()
    with app.app_context(), database.looking(db.session):
        assert not any(ledger.imbalances().values())
        assert not db.session.scalars(select(User.name).where(User.reputation != earned)).all()
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_each_backup_under_load_comes_back_as_a_prefix(app, cast, writer, database, migrated, tmp_path):
    from forum.extensions import db
    from forum.services import backups

    taken, seen = [], 0
    kind = "postgresql" if "database_url" in database else "sqlite"
    for number in range(BACKUPS[kind]):
        wait_for_more(app, writer, seen)
        with app.app_context():
            taken.append(backups.take(tmp_path / f"{number}.zip"))
        seen = len(events(app))
    assert writer.poll() is None
    writer.kill()
    writer.wait()
    happened = events(app)
    lengths = []
    for number, archive in enumerate(taken):
        fresh = restored(archive, kind, migrated, tmp_path / f"restored{number}")
        kept = events(fresh)
        assert kept == happened[: len(kept)]
        assert kept[-1][0] == archive.manifest["last_event"]
        assert_whole(fresh)
        lengths.append(len(kept))
        with fresh.app_context():
            db.session.remove()
            db.engine.dispose()
    assert lengths == sorted(set(lengths))
