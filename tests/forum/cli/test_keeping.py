"""The commands `backup` and `restore`: what an operator does, what goes wrong, and what is left then."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import create_engine, func, select, text

from tests.conftest import SECRET, _keys
from tests.forum import talk

COMMAND = "from wsgi import cli; cli()"
TITLE = "Orange light since the storm"


@pytest.fixture
def run(database, capsys) -> Any:
    """Run `frontporch` on this test's instance, or on another folder; gives (exit code, stdout, stderr)."""
    import wsgi
    from forum import cli
    from forum.cli import keeping

    def command(*arguments: object, folder: Path | None = None) -> tuple[int, str, str]:
        group = click.Group("frontporch", commands={each.name: each for each in keeping.commands})
        given, made = {"data_dir": folder} if folder else {**database}, []

        def create(**more: Any) -> Any:
            made.append(wsgi.create_app(**{**_keys(), **given, **more}))
            return made[-1]

        code = cli.invoke(group, create, [str(argument) for argument in arguments])
        for app in made:  # as if its process had ended
            let_go(app)
        return (code, *capsys.readouterr())

    return command


@pytest.fixture
def town(cast):
    """A question, answered."""
    number = talk.ask(cast, title=TITLE)
    talk.answer(cast, number)
    return cast


def titles(app) -> list[str]:
    from forum.extensions import db
    from forum.models import Thread

    with app.app_context():
        found = list(db.session.scalars(select(Thread.title)))
    let_go(app)
    return found


def let_go(app) -> None:
    """End the connections of an app."""
    from forum.extensions import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def opened(folder: Path) -> Any:
    import wsgi

    return wsgi.create_app(data_dir=folder, limits="off", **_keys())


def test_a_backup_comes_back_elsewhere_and_is_found_again(town, run, tmp_path):
    code, out, err = run("backup", tmp_path / "b.zip", "--json")
    told = json.loads(out)
    assert (code, told["tables"]["thread"], told["has_secrets"]) == (0, 1, False)
    assert "seal keys are not in it" in err
    code, out, err = run("restore", tmp_path / "b.zip", "--json", folder=tmp_path / "elsewhere")
    assert (code, json.loads(out)["indexed"]) == (0, 2), err
    found = opened(tmp_path / "elsewhere").test_client().get("/search?q=orange+storm")
    assert TITLE in found.text


def test_when_the_last_backup_was_is_remembered(town, run, tmp_path):
    from forum.services import heartbeats

    run("backup", tmp_path / "b.zip")
    with town.app.app_context():
        assert heartbeats.last(heartbeats.BACKUP) is not None


def test_only_looking_changes_nothing(town, run, tmp_path):
    run("backup", tmp_path / "b.zip")
    code, out, _ = run("restore", tmp_path / "b.zip", "--check", "--json", folder=tmp_path / "new")
    assert (code, json.loads(out)["tables"]["post"]) == (0, 2)
    assert not (tmp_path / "new" / "frontporch.sqlite3").exists()


def test_what_is_not_a_whole_backup_is_refused_in_one_line(town, run, tmp_path):
    run("backup", tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    faults = {
        "cut.zip": whole[:-1],
        "flipped.zip": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        "no.zip": b"",
        "text.zip": b"hello",
    }
    for name, content in faults.items():
        (tmp_path / name).write_bytes(content)
        code, out, err = run("restore", tmp_path / name, folder=tmp_path / "new")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert name in err
    code, _, err = run("restore", tmp_path / "nowhere.zip", folder=tmp_path / "new")
    assert (code, "No such file" in err) == (2, True)
    assert not (tmp_path / "new" / "frontporch.sqlite3").exists()


def test_a_database_with_something_in_it_is_replaced_only_by_force_and_kept(town, run, tmp_path, database):
    run("backup", tmp_path / "b.zip")
    second = talk.ask(town, title="A second question about it")
    if "database_url" in database:
        assert "stop them first" in run("restore", tmp_path / "b.zip")[2]  # this test is connected
    assert len(titles(town.app)) == 2
    code, _, err = run("restore", tmp_path / "b.zip")
    assert (code, "--force" in err) == (2, True)
    assert len(titles(town.app)) == 2
    code, out, err = run("restore", tmp_path / "b.zip", "--force", "--json")
    assert code == 0, err
    assert titles(town.app) == [TITLE]
    kept = json.loads(out)["kept_before"]
    if "database_url" not in database:
        with create_engine(f"sqlite:///{kept}").connect() as connection:
            assert connection.execute(text("SELECT title FROM thread WHERE id = :id"), {"id": second}).scalar_one()
    else:
        with create_engine(database["database_url"]).connect() as connection:
            schema = kept.removeprefix("schema ")
            assert connection.execute(text(f"SELECT count(*) FROM {schema}.thread")).scalar_one() == 2


def test_nothing_is_replaced_under_a_running_server(town, run, tmp_path, database):
    from forum import occupancy

    run("backup", tmp_path / "b.zip")
    with occupancy.share(database["data_dir"]):
        code, _, err = run("restore", tmp_path / "b.zip", "--force")
        assert (code, "stop it first" in err) == (2, True)
        assert run("backup", tmp_path / "second.zip")[0] == 0
    with occupancy.alone(database["data_dir"]):
        assert "a restore is going on" in run("backup", tmp_path / "third.zip")[2]


@pytest.mark.sqlite_only
def test_a_damaged_database_is_replaced_and_kept_as_it_is(town, run, tmp_path, database):
    run("backup", tmp_path / "b.zip")
    file = database["data_dir"] / "frontporch.sqlite3"
    titles(town.app)
    broken = b"no database at all" * 500
    file.write_bytes(broken)
    assert run("restore", tmp_path / "b.zip")[0] == 2
    code, out, err = run("restore", tmp_path / "b.zip", "--force", "--json")
    assert code == 0, err
    assert Path(json.loads(out)["kept_before"]).read_bytes() == broken
    assert titles(town.app) == [TITLE]


@pytest.mark.sqlite_only
def test_secrets_travel_only_when_asked(town, run, tmp_path, monkeypatch):
    import wsgi
    from forum import cli
    from forum.cli import keeping

    run("backup", tmp_path / "b.zip", "--with-secrets")
    group = click.Group("frontporch", commands={each.name: each for each in keeping.commands})
    folder = tmp_path / "new"
    assert (
        cli.invoke(group, lambda **more: wsgi.create_app(data_dir=folder, **more), ["restore", str(tmp_path / "b.zip")])
        == 0
    )
    assert (folder / "secret_key").read_text() == SECRET
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    again = wsgi.create_app(data_dir=folder).extensions["settings"]
    assert again.seal_keys[0] == _keys()["seal_keys"][0]
    assert len(again.seal_keys) == 2  # what was sealed here before can still be opened


def environment(database) -> dict[str, str]:
    given = {"DATA_DIR": str(database["data_dir"]), "SECRET_KEY": SECRET, "SEAL_KEYS": _keys()["seal_keys"][0]}
    return os.environ | {f"FRONTPORCH_{name}": value for name, value in given.items()}


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing_half(town, run, tmp_path, database):
    """No file of this process may grow beyond some kilobytes, as on a disk that is full."""
    target = tmp_path / "kept" / "b.zip"
    target.parent.mkdir()
    target.write_bytes(b"the one of yesterday")
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)); "
    command = [sys.executable, "-c", limit + COMMAND, "backup", str(target), "--force"]
    told = subprocess.run(command, env=environment(database), capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert "too large" in told.stderr
    assert [each.name for each in target.parent.iterdir()] == ["b.zip"]
    assert target.read_bytes() == b"the one of yesterday"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


#: Where a command is killed: a function of ours that says so and then waits for the end.
KILLED_IN = {
    "backup": ("archives", "_sign"),
    "restore": ("backups", "_load"),
}


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_killed_in_the_middle_the_old_one_stays_and_the_next_try_works(town, run, tmp_path, database, verb):
    run("backup", tmp_path / "b.zip")
    talk.ask(town, title="A second question about it")
    before, count = (tmp_path / "b.zip").read_bytes(), len(titles(town.app))
    module, name = KILLED_IN[verb]
    stop = f"import forum.services.{module} as m, time; m.{name} = lambda *a: (print('here', flush=True), time.sleep(60)); "
    command = [sys.executable, "-c", stop + COMMAND, verb, str(tmp_path / "b.zip"), "--force"]
    process = subprocess.Popen(command, env=environment(database), stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert (tmp_path / "b.zip").read_bytes() == before
    assert len(titles(town.app)) == count
    assert run(verb, tmp_path / "b.zip", "--force")[0] == 0
    assert not list(tmp_path.glob(".*.part"))
    assert not list(database["data_dir"].glob("*.incoming*"))


def test_a_backup_into_nowhere_is_said(town, run, tmp_path):
    code, _, err = run("backup", tmp_path / "no" / "such" / "b.zip")
    assert (code, "there is no such folder" in err) == (2, True)


def test_how_many_rows_there_are_is_told_truly(town, run, tmp_path):
    from forum.extensions import db
    from forum.models import Event

    told = json.loads(run("backup", tmp_path / "b.zip", "--json")[1])
    with town.app.app_context():
        assert told["tables"]["event"] == db.session.scalar(select(func.count()).select_from(Event))


def test_the_doctor_exits_one_when_something_is_bad(town, run):
    from forum.extensions import db
    from forum.services import heartbeats

    code, out, _ = run("doctor", "--json")
    told = json.loads(out)
    assert (code, told["state"]) == (1, "bad")  # no worker has ever swept here
    assert [each["advice"] for each in told["checks"] if each["name"] == "worker"] == ["frontporch worker"]
    town.work()
    with town.app.app_context():
        heartbeats.sweep()
        db.session.commit()
    code, out, _ = run("doctor")
    assert (code, "ok    worker" in out) == (0, True), out


def test_the_doctor_looks_at_a_folder_without_a_database(run, tmp_path):
    code, out, _ = run("doctor", folder=tmp_path / "new")
    assert (code, "frontporch db upgrade" in out) == (1, True)
