"""Commands about people: making accounts, staff among them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli import Porch, output, pass_porch
from forum.roles import ROLES

if TYPE_CHECKING:
    from forum.models import User


@click.group("users")
def group() -> None:
    """The people with accounts."""


@group.command()
@click.argument("name")
@click.option("--email", required=True, help="Address for notices and a forgotten password.")
@click.option("--role", type=click.Choice(ROLES), default="customer", show_default=True, help="What they may do.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin; else none is set.")
@output.as_json
@pass_porch
def add(porch: Porch, name: str, email: str, role: str, password_stdin: bool, is_json: bool) -> None:
    """Make an account called NAME. Without a password it is set by way of "forgot your password"."""
    from forum.app import commit
    from forum.services import accounts

    address = _checked(name, email)
    password_hash = _password_from_stdin() if password_stdin else _none_yet()
    with porch.ready().app_context():
        try:
            user = accounts.register(name, address, password_hash, role)
        except accounts.TakenError as error:
            raise click.ClickException(f"somebody has this {error.what} already") from error
        commit()
        output.show(_told(user), is_json)


@group.command("list")
@click.option("--role", type=click.Choice(ROLES), default=None, help="Only these.")
@output.as_json
@pass_porch
def list_people(porch: Porch, role: str | None, is_json: bool) -> None:
    """All accounts that were not erased, staff first."""
    from forum.services import accounts

    with porch.ready().app_context():
        found = [_told(each) for each in accounts.everyone(role)]
    output.show(found, is_json)


@group.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@output.as_json
@pass_porch
def change_role(porch: Porch, name: str, role: str, is_json: bool) -> None:
    """Let NAME be ROLE from now on; all their sessions end, and the last admin stays one."""
    from forum.app import commit
    from forum.services import accounts, erasures

    with porch.ready().app_context():
        person = _called(name)
        try:
            if role != "admin":
                erasures.refuse_last_admin(person)
        except erasures.LastAdminError as error:
            raise click.ClickException(str(error)) from error
        accounts.change_role(person, role)
        commit()
        output.show(_told(person), is_json)


@group.command("password")
@click.argument("name")
@output.as_json
@pass_porch
def change_password(porch: Porch, name: str, is_json: bool) -> None:
    """Give NAME the password that is read from stdin; all their sessions end."""
    from forum.app import commit
    from forum.services import accounts

    with porch.ready().app_context():
        person = _called(name)
        accounts.change_password(person, _password_from_stdin("stdin"))
        commit()
        output.show({"id": person.id, "name": person.name}, is_json)


@group.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@output.as_json
@pass_porch
def export(porch: Porch, name: str, file: Path, is_json: bool) -> None:
    """Write all that is kept about NAME to FILE, a ZIP that only its owner may read."""
    from forum import settings
    from forum.services import personal

    with porch.ready().app_context():
        person = _called(name)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                personal.write_export(person, target, settings.current().company)
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from error
        output.show({"name": person.name, "file": str(file), "bytes": file.stat().st_size}, is_json)


@group.command()
@click.argument("name")
@click.option("--with-words", is_flag=True, help="Take back all that they wrote, with its history.")
@click.option("--yes", is_flag=True, help="Do not ask; without it nothing is done unless you type the name.")
@output.as_json
@pass_porch
def erase(porch: Porch, name: str, with_words: bool, yes: bool, is_json: bool) -> None:
    """Erase the account NAME now: what stays of it has no name, and nobody can bring it back."""
    from forum import chores, jobs
    from forum.services import erasures

    with porch.ready().app_context():
        person = _called(name)
        if not yes and click.prompt(f"This cannot be undone. Type {person.name} to go on", err=True) != person.name:
            raise click.ClickException("nothing was done")
        try:
            taken = chores.erase(person, with_words)
        except erasures.LastAdminError as error:
            raise click.ClickException(str(error)) from error
        jobs.wake()
        output.show({"id": person.id, "now_called": person.name, "posts_taken_back": taken}, is_json)


def _called(name: str) -> User:
    from forum.services import accounts

    person = accounts.by_name(name)
    if person is None or person.erased_at is not None:
        raise click.ClickException(f"there is nobody called {name!r}")
    return person


def _checked(name: str, email: str) -> str:
    from forum import names

    if not names.is_well_formed(names.normal(name)):
        raise click.ClickException(
            f"NAME {name!r}: 2 to 40 letters, digits, dots, dashes or underscores, beginning with a letter or digit"
        )
    address = names.normal_email(email)
    if address is None:
        raise click.ClickException(f"--email {email!r} is not an e-mail address")
    return address


def _told(person: User) -> dict[str, object]:
    """What a command says of an account."""
    return {"id": person.id, "name": person.name, "role": person.role}


def _password_from_stdin(said: str = "--password-stdin") -> str:
    from forum import passwords

    password = sys.stdin.readline().rstrip("\r\n")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise click.ClickException(f"{said}: a password has 10 to 200 characters")
    return passwords.hashed(password)


def _none_yet() -> str:
    from forum import passwords

    click.echo(
        'no password was given: set one by "users password" or by "forgot your password" on the log-in page', err=True
    )
    return passwords.UNUSABLE


commands = [group]
