"""Writers wait for each other instead of overwriting, times are UTC, and models agree with migrated tables."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select, text

from forum import schema
from forum.database import UtcDateTime, looking
from forum.extensions import db
from forum.models import User


def test_four_writers_lose_no_update(app: Any, cast: Any):
    faults: list[BaseException] = []

    def add_sixty() -> None:
        try:
            for _ in range(60):
                with app.app_context():
                    user = db.session.scalars(select(User).where(User.id == cast.mara).with_for_update()).one()
                    user.reputation += 1
                    db.session.commit()
        except BaseException as error:
            faults.append(error)

    writers = [threading.Thread(target=add_sixty) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    with app.app_context():
        assert db.session.get_one(User, cast.mara).reputation == 240


@pytest.mark.sqlite_only
def test_sqlite_keeps_what_was_acknowledged(app: Any):
    with app.app_context():
        found = {
            name: db.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.sqlite_only
def test_a_reader_does_not_wait_for_a_writer(app: Any, cast: Any):
    with app.app_context():
        db.session.execute(text("UPDATE user SET about = 'writing' WHERE id = :id"), {"id": cast.mara})
        answered = cast.visit("mara").get("/")
        db.session.rollback()
    assert answered.status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("address", ["/suggestions", "/preview"])
def test_who_types_a_question_does_not_wait_for_a_writer(app: Any, cast: Any, address: str):
    with app.app_context():
        db.session.execute(text("UPDATE user SET about = 'writing' WHERE id = :id"), {"id": cast.mara})
        answered = cast.visit("mara").post(address, data={"title": "Orange light", "body": "Why is it orange?"})
        db.session.rollback()
    assert answered.status_code == 200


@pytest.mark.sqlite_only
def test_who_looks_keeps_no_writer_waiting(app: Any, cast: Any):
    with app.app_context(), looking(db.session):
        assert db.session.get_one(User, cast.mara).about == ""
        kept = cast.visit("mara").post(
            "/settings", data={"about": "Hello", "locale": "en", "zone": "UTC", "theme": "auto"}
        )
    assert kept.status_code == 303


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)


def test_instants_come_back_in_utc(app: Any, cast: Any):
    local = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=5)))
    with app.app_context():
        db.session.get_one(User, cast.mara).created_at = local
        db.session.commit()
        db.session.expire_all()
        found = db.session.get_one(User, cast.mara).created_at
    assert found == local
    assert found.tzinfo == UTC


def test_models_and_migrations_agree(app: Any):
    with app.app_context():
        assert schema.is_current()
        assert schema.differences() == []


def test_what_a_version_stands_on_is_read_from_its_file_as_alembic_reads_it(app: Any):
    from alembic.script import ScriptDirectory

    with app.app_context():
        known = list(ScriptDirectory.from_config(schema.config()).walk_revisions())
        read = schema._below(tuple(app.extensions["migrations"]))
    assert read == {each.revision: set(each._all_down_revisions) for each in known}
    assert any(each.dependencies for each in known)


@pytest.mark.parametrize("noted", [["forum_0022"], ["moderation_0008"], ["forum_0001", "moderation_0008"], []])
def test_a_database_that_lacks_a_version_is_not_current(app: Any, noted: list[str]):
    with app.app_context():
        db.session.execute(text("DELETE FROM alembic_version"))
        for version in noted:
            db.session.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
        db.session.commit()
        assert not schema.is_current()


def test_the_forum_alone_migrates_without_the_staff_side(tmp_path: Any):
    import forum
    from forum.settings import load

    alone = forum.create_app(load(data_dir=tmp_path))
    with alone.app_context():
        schema.upgrade()
        tables = set(db.inspect(db.engine).get_table_names())
        assert schema.is_current()
    assert "thread" in tables
    assert "case_file" not in tables
