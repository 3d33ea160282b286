"""Commands about people: making accounts, staff among them."""

import sys

import click

from forum.cli import Porch, output, pass_porch
from forum.roles import ROLES


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
        output.show({"id": user.id, "name": user.name, "role": user.role}, is_json)


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


def _password_from_stdin() -> str:
    from forum import passwords

    password = sys.stdin.readline().rstrip("\r\n")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise click.ClickException("--password-stdin: a password has 10 to 200 characters")
    return passwords.hashed(password)


def _none_yet() -> str:
    from forum import passwords

    click.echo('no password was given: set one by "forgot your password" on the log-in page', err=True)
    return passwords.UNUSABLE


commands = [group]
