"""The `frontporch` command: a group that knows exit codes, and the sub-commands by noun."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

NOUNS = ("database", "keeping", "serving", "demo", "people", "brands", "imports", "searching", "judging")


class Porch:
    """What commands need: the app, made once and only when a command asks."""

    def __init__(self, create_app: Callable[..., Any]) -> None:
        self._create_app = create_app
        self._app: Any = None
        self._place: Any = None

    @property
    def app(self) -> Any:
        """The app of the settings in the environment."""
        if self._app is None:
            self._app = self._create_app()
        return self._app

    def another(self, **given: Any) -> Any:
        """One more app, with some settings of its own."""
        return self._create_app(**given)

    def shared(self) -> Any:
        """The app in its data folder, beside others; as long as this process runs no restore takes the folder away."""
        from forum import occupancy

        try:
            self._place = self._place or occupancy.share(self.app.extensions["settings"].data_dir)
        except occupancy.OccupiedError as error:
            raise click.ClickException(str(error)) from error
        return self.app

    def ready(self) -> Any:
        """The app on a database that is made or migrated where it may be (an SQLite file)."""
        from forum import schema

        app = self.shared()
        with app.app_context():
            if not schema.is_current():
                if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
                    raise click.ClickException("the database is not migrated: run `frontporch db upgrade` first")
                schema.upgrade()
        return app


pass_porch = click.make_pass_decorator(Porch)


def run(create_app: Callable[..., Any], extensions: Sequence[Sequence[click.Command]] = ()) -> None:
    """Run the command line; exits 0 when done, 2 with one line on stderr when it cannot begin."""
    group = click.Group("frontporch", help="A community peer-support forum with brand moderation.")
    for noun in NOUNS:
        for command in import_module(f"forum.cli.{noun}").commands:
            group.add_command(command)
    for commands in extensions:
        for command in commands:
            group.add_command(command)
    raise SystemExit(invoke(group, create_app))


def invoke(group: click.Group, create_app: Callable[..., Any], args: Sequence[str] | None = None) -> int:
    """Run with these arguments; gives the exit code. Every error is one line that says what and where."""
    try:
        result = group.main(args=args, prog_name="frontporch", obj=Porch(create_app), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        say("stopped")
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if (words := explained(error)) is None:
            raise
        say(words)
        return 2


def explained(error: Exception) -> str | None:
    """What an error means to who ran the command; None when it is a fault of ours."""
    from sqlalchemy.exc import DatabaseError

    from forum.settings import SettingsError

    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, DatabaseError):  # locked, unreachable, full, or no database at all
        return f"the database cannot be used: {error.orig}"
    return str(error) if isinstance(error, SettingsError) else None


def say(message: str) -> None:
    """One line on stderr."""
    click.echo("frontporch: " + " ".join(message.split()), err=True)
