"""Commands about the database itself."""

import click

from forum.cli import Porch, pass_porch


@click.group("db")
def database() -> None:
    """Make or migrate the database."""


@database.command()
@pass_porch
def upgrade(porch: Porch) -> None:
    """Bring the database to the newest version."""
    from forum import schema

    with porch.app.app_context():
        was_current = schema.is_current()
        schema.upgrade()
    click.echo("already at the newest version" if was_current else "database is at the newest version")


commands = [database]
