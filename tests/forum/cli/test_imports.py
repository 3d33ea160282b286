"""The commands `import` and `ledger`: exit codes, one line a fault, one document on stdout."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.forum.imported import post

RECORDINGS = Path(__file__).parents[1] / "channels" / "recordings"


@pytest.fixture
def run(database, capsys) -> Any:
    """Run `frontporch` with these arguments; gives (exit code, stdout, stderr)."""
    import click

    import wsgi
    from forum import cli
    from forum.cli import imports

    def command(*arguments: object) -> tuple[int, str, str]:
        group = click.Group("frontporch", commands={each.name: each for each in imports.commands})
        code = cli.invoke(group, lambda: wsgi.create_app(**database), [str(argument) for argument in arguments])
        return (code, *capsys.readouterr())

    return command


def test_a_file_is_brought_in_and_counted(run):
    code, out, err = run("import", RECORDINGS / "twcs.csv", "--json")
    counts = json.loads(out)
    assert (code, err) == (0, "")
    assert counts.pop("seconds") < 60
    assert counts == {
        "read": 10,
        "threads": 3,
        "replies": 3,
        "echoes": 0,
        "duplicates": 0,
        "rejected": {"bad_date": 1, "bad_id": 1, "bad_parent": 1},
        "waiting": 1,
        "orphans": 1,
    }


def test_the_ledger_counts_all_runs(run):
    run("import", RECORDINGS / "posts.csv", "--map", "text=body,author=user")
    run("import", RECORDINGS / "posts.csv", "--map", "text=body", "--map", "author=user", "--channel", "Other")
    run("import", RECORDINGS / "posts.jsonl", "--brand", "@theo")
    code, out, _ = run("ledger", "--json")
    assert (code, json.loads(out)["read"], json.loads(out)["balanced"]) == (0, 6, True)
    code, out, _ = run("ledger", "--channel", "Mastodon", "--json")
    assert (code, json.loads(out)["threads"], json.loads(out)["replies"]) == (0, 1, 1)
    assert run("ledger")[1].startswith("read ")


def test_a_ledger_that_does_not_balance_is_an_error(run, database):
    import wsgi
    from forum.extensions import db
    from forum.models import ImportRun

    run("import", RECORDINGS / "posts.jsonl")
    with wsgi.create_app(**database).app_context():
        db.session.get_one(ImportRun, 1).lines = 5
        db.session.commit()
    code, out, err = run("ledger", "--json")
    assert (code, json.loads(out)["balanced"]) == (1, False)
    assert "does not balance: {'lost': 3}" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.jsonl"], "no such file"),
        ([RECORDINGS], "is a folder"),
        ([RECORDINGS / "README.md"], "format not recognised"),
        ([RECORDINGS / "posts.csv"], "no column for author, text"),
        ([RECORDINGS / "posts.csv", "--map", "text"], "--map: say it as"),
        ([RECORDINGS / "posts.csv", "--map", "txet=body"], "there is no field txet"),
        ([RECORDINGS / "posts.jsonl", "--channel", "site"], "cannot be the name"),
        ([RECORDINGS / "posts.jsonl", "--format", "xml"], "'xml' is not one of"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(run, arguments, words):
    code, out, err = run("import", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_file_that_broke_off_is_counted_and_exits_1(run, tmp_path):
    import gzip

    lines = "\n".join(json.dumps(post(str(number), f"a{number * 7919}", 1)) for number in range(900))
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(gzip.compress(lines.encode())[:-100])
    code, out, err = run("import", file, "--json")
    assert code == 1
    assert 0 < json.loads(out)["threads"] < 900
    assert err.count("\n") == 1
    assert "all before is kept" in err


def test_somebody_who_looks_sees_how_far_it_is(run, monkeypatch):
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    code, out, err = run("import", RECORDINGS / "posts.jsonl", "--json")
    assert (code, json.loads(out)["read"]) == (0, 2)
    assert "100%" in err
