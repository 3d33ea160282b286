"""The commands about people: an operator makes accounts, staff among them."""

import io
import json
from types import SimpleNamespace

import click
import pytest
from sqlalchemy import select

from forum import cli, passwords
from forum.cli import people
from forum.extensions import db
from forum.models import User

WORDS = "a lantern on the porch"


@pytest.fixture
def run(app, monkeypatch, capsys):
    """Run the command; gives its exit code, and what it said on both streams."""

    def ran(*args, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        group = click.Group("frontporch")
        for command in people.commands:
            group.add_command(command)
        code = cli.invoke(
            group,
            lambda: app,
            ["users", *([] if args[0] in ("export", "erase", "list", "role", "password") else ["add"]), *args],
        )
        return SimpleNamespace(code=code, **capsys.readouterr()._asdict())

    return ran


def accounts_of(app):
    with app.app_context():
        return list(db.session.scalars(select(User)))


def test_a_moderator_is_made_and_may_log_in(app, run):
    given = ("ines", "--email", "ines@example.com", "--role", "moderator", "--password-stdin", "--json")
    told = run(*given, stdin=WORDS + "\n")
    made = accounts_of(app)[0]
    assert told.code == 0
    assert json.loads(told.out) == {"id": made.id, "name": "ines", "role": "moderator"}
    assert passwords.is_right(WORDS, made.password_hash)
    answer = app.test_client().post("/login", data={"name": "ines", "password": WORDS})
    assert answer.status_code == 303


def test_an_operator_may_call_an_account_admin(run):
    assert run("admin", "--email", "a@example.com", "--role", "admin", "--password-stdin", stdin=WORDS).code == 0


def test_without_a_password_nobody_gets_in_and_stderr_says_how_to_set_one(app, run):
    told = run("ines", "--email", "ines@example.com", "--json")
    assert told.code == 0
    assert "forgot your password" in told.err
    assert accounts_of(app)[0].password_hash == passwords.UNUSABLE
    assert app.test_client().post("/login", data={"name": "ines", "password": "!"}).status_code == 422


MISTAKES = [
    (("in es", "--email", "i@example.com"), "", "letters"),
    (("ines", "--email", "nonsense"), "", "--email"),
    (("ines",), "", "--email"),
    (("ines", "--email", "i@example.com", "--role", "queen"), "", "queen"),
    (("ines", "--email", "i@example.com", "--password-stdin"), "short\n", "10 to 200"),
    (("ines", "--email", "i@example.com", "--password-stdin"), "", "10 to 200"),
]


def test_a_mistake_is_one_line_and_makes_nobody(app, run):
    for args, stdin, word in MISTAKES:
        told = run(*args, stdin=stdin)
        assert told.code == 2
        assert told.err.count("\n") == 1
        assert word in told.err
    assert accounts_of(app) == []


def test_a_taken_name_is_said(run):
    run("ines", "--email", "ines@example.com")
    told = run("INES", "--email", "other@example.com", "--password-stdin", stdin=WORDS)
    assert (told.code, told.err) == (2, "frontporch: somebody has this name already\n")


def test_an_operator_takes_all_that_is_kept_about_somebody(app, run, tmp_path):
    run("ines", "--email", "ines@example.com", "--password-stdin", stdin=WORDS)
    told = run("export", "INES", str(tmp_path / "ines.zip"), "--json")
    assert (told.code, json.loads(told.out)["name"]) == (0, "ines")
    assert (tmp_path / "ines.zip").stat().st_mode & 0o777 == 0o600
    again = run("export", "ines", str(tmp_path / "ines.zip"))
    assert (again.code, "exists" in again.err) == (2, True)
    assert run("export", "nobody", str(tmp_path / "x.zip")).code == 2


def test_an_operator_erases_an_account_and_says_so_twice(app, run):
    run("ines", "--email", "ines@example.com", "--password-stdin", stdin=WORDS)
    assert run("erase", "ines", stdin="no\n").code == 2
    assert accounts_of(app)[0].name == "ines"
    told = run("erase", "ines", "--yes", "--json")
    assert (told.code, json.loads(told.out)["posts_taken_back"]) == (0, 0)
    assert accounts_of(app)[0].email_key.endswith("erased.invalid")
    assert run("erase", "ines", "--yes").code == 2


def test_the_last_admin_is_not_erased(app, run):
    run("sol", "--email", "sol@example.com", "--role", "admin", "--password-stdin", stdin=WORDS)
    told = run("erase", "sol", "--yes")
    assert (told.code, "last admin" in told.err) == (2, True)


def test_sol_takes_a_role_away_and_its_session_ends_at_once(app, run):
    run("sol", "--email", "s@example.com", "--role", "admin", "--password-stdin", stdin=WORDS + "\n")
    run("ines", "--email", "i@example.com", "--role", "moderator", "--password-stdin", stdin=WORDS + "\n")
    ines = app.test_client()
    ines.post("/login", data={"name": "ines", "password": WORDS})
    assert ines.get("/settings").status_code == 200
    assert run("role", "ines", "customer").code == 0
    assert ines.get("/settings").status_code == 302
    listed = json.loads(run("list", "--json").out)
    assert [(each["name"], each["role"]) for each in listed] == [("sol", "admin"), ("ines", "customer")]


def test_the_last_admin_stays_one_and_nobody_unknown_is_changed(run):
    run("sol", "--email", "s@example.com", "--role", "admin")
    told = run("role", "sol", "customer")
    assert told.code == 2 and "last admin" in told.err
    assert "there is nobody called 'nils'" in run("role", "nils", "admin").err


def test_an_admin_without_a_mail_server_gets_a_password_by_command(app, run):
    run("sol", "--email", "s@example.com", "--role", "admin")
    assert run("password", "sol", stdin="short\n").code == 2
    assert run("password", "sol", stdin=WORDS + "\n").code == 0
    assert app.test_client().post("/login", data={"name": "sol", "password": WORDS}).status_code == 303
