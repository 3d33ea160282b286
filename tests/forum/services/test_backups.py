"""Backups come back row by row, into either database, from this version and from older ones."""

import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text

from forum import schema
from forum.extensions import db
from forum.models import Origin, Post, User
from forum.services import archives, backups, posts, rows, threads
from forum.services.backups import ForeignError
from tests.conftest import _keys
from tests.stage import build


@pytest.fixture
def fresh(database, migrated, tmp_path):
    """Make an app on an empty database of a kind, in a folder of its own; it may be migrated already."""
    import wsgi

    made = []

    def make(kind: str, is_migrated: bool = True):
        folder = tmp_path / f"fresh{len(made)}"
        folder.mkdir()
        given = {}
        if kind == "postgresql":
            name = f"fresh{abs(hash(str(folder)))}"
            migrated(kind).say(f"CREATE DATABASE {name}" + (" TEMPLATE blank" if is_migrated else ""))
            given["database_url"] = migrated(kind).named(name)
        elif is_migrated:
            shutil.copy(migrated(kind), folder / "frontporch.sqlite3")
        made.append(wsgi.create_app(data_dir=folder, limits="off", **given, **_keys()))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def everything(app) -> dict[str, list[bytes]]:
    """All rows of all tables."""
    with app.app_context(), db.engine.connect() as connection:
        return {table.name: sorted(rows.lines(connection, table)) for table in rows.tables(connection)}


def kind_of(app) -> str:
    with app.app_context():
        return db.engine.dialect.name


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_all_that_a_forum_holds_comes_back_the_same(cast, fresh, tmp_path, into, request):
    if into == "postgresql" and request.config.getoption("--database") == "sqlite":
        pytest.skip("PostgreSQL was not asked for")
    build(cast)
    with cast.app.app_context():
        db.session.add(
            Origin(post_id=1, thread_id=1, channel="x", external_id="\u00e4\U0001f525", extra={"a": [1, None]})
        )
        db.session.commit()
        archive = backups.take(tmp_path / "b.zip")
    back = fresh(into, is_migrated=False)
    with back.app_context():
        backups.put_back(archive)
        assert schema.is_current()
        assert schema.differences() == []
    assert everything(back) == everything(cast.app)
    with back.app_context():  # and life goes on: new rows get numbers of their own
        mara = db.session.get_one(User, cast.mara)
        asked = threads.ask(mara, "Is my lamp still here", "It was here before.")
        posts.answer(asked.thread_id, mara, "It is.")
        db.session.commit()


def test_a_reply_may_stand_before_what_it_answers(cast, fresh, tmp_path):
    """Imports bring children before their parents: rows refer forwards."""
    with cast.app.app_context():
        mara = db.session.get_one(User, cast.mara)
        asked = threads.ask(mara, "Orange light at night", "It blinks.")
        first, second = (posts.answer(asked.thread_id, mara, words) for words in ("One.", "Two."))
        first.parent_id = second.id
        db.session.commit()
        archive = backups.take(tmp_path / "b.zip")
    back = fresh(kind_of(cast.app))
    with back.app_context():
        backups.put_back(archive)
        assert db.session.get_one(Post, first.id).parent_id == second.id


def test_an_older_version_is_brought_up(app, fresh, tmp_path):
    old = fresh(kind_of(app), is_migrated=False)
    born = {"created_at": datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), "about": "\u201elamp\u201c"}
    with old.app_context():
        schema.upgrade("moderation_0001")
        with db.engine.begin() as connection:
            user = next(table for table in rows.tables(connection) if table.name == "user")
            names = {"name": "mara", "name_key": "mara", "email": "m@example.org", "email_key": "m@example.org"}
            more = {"password_hash": "!", "role": "customer", "reputation": 0, "epoch": 0}
            connection.execute(insert(user), [{**names, **more, **born}])
        archive = backups.take(tmp_path / "b.zip")
    with app.app_context():
        backups.put_back(archive)
        assert schema.is_current()
        mara = db.session.scalars(select(User)).one()
        assert (mara.name, mara.about, mara.created_at) == ("mara", born["about"], born["created_at"])


def test_a_newer_version_and_other_packages_are_refused(app, tmp_path):
    def filled(writer):
        return {"heads": ["forum_0001", "forum_9999"], "tables": [], "seal_keys": []}

    archives.write(tmp_path / "b.zip", filled)
    with app.app_context(), pytest.raises(ForeignError, match="forum_9999"):
        backups.opened(tmp_path / "b.zip")


def test_rows_that_do_not_fit_together_change_nothing(cast, fresh, tmp_path):
    with cast.app.app_context():
        threads.ask(db.session.get_one(User, cast.mara), "Orange light at night", "It blinks.")
        db.session.commit()
        archive = backups.take(tmp_path / "b.zip")
    lines = {
        table["name"]: list(archive.lines(f"tables/{table['name']}.jsonl")) for table in archive.manifest["tables"]
    }
    lines["user"] = []  # whoever asked is gone

    def filled(writer):
        for name, kept in lines.items():
            writer.add(f"tables/{name}.jsonl", iter(kept))
        return {name: archive.manifest[name] for name in ("heads", "tables", "seal_keys")}

    torn = archives.write(tmp_path / "torn.zip", filled)
    back = fresh(kind_of(cast.app))
    with back.app_context():
        from sqlalchemy.exc import IntegrityError

        with pytest.raises(IntegrityError):
            backups.put_back(torn)
        assert db.session.execute(text("SELECT count(*) FROM thread")).scalar_one() == 0


def test_a_column_of_a_kind_that_nobody_can_keep_is_noticed_before_anything_is_written(app):
    """Who adds a table with a new kind of column says in rows.py how it stands in a backup."""
    with app.app_context(), db.engine.connect() as connection:
        for table in rows.tables(connection):
            for column in table.columns:
                assert rows.kind(column), f"say in forum/services/rows.py how a {column.type} stands in a backup"
