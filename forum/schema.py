"""Making and migrating the database: Alembic over the versions of all packages of the running app."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app

from forum.extensions import db

if TYPE_CHECKING:  # Alembic is loaded by those who migrate, and is no part of a page
    from alembic.config import Config

HERE = Path(__file__).resolve().parent / "migrations"


def add_versions(app: Flask, folder: Path) -> None:
    """Let a package bring its own migrations."""
    app.extensions["migrations"].append(folder)


def config() -> Config:
    """Alembic's configuration for the running app, without an ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(str(folder) for folder in current_app.extensions["migrations"]))
    return made


def upgrade(to: str = "heads") -> None:
    """Bring the database to a version, by itself the newest of every package."""
    from alembic import command

    command.upgrade(config(), to)


def unknown(versions: Iterable[str]) -> list[str]:
    """Those of these versions that no package here has."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    return sorted(set(versions) - known)


def is_current() -> bool:
    """Whether nothing is left to migrate. A version that another one depends on is not noted by itself."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    missing = ScriptDirectory.from_config(config()).iterate_revisions("heads", found, implicit_base=True)
    return bool(found) and not list(missing)


def differences() -> list[object]:
    """Where models and migrated tables disagree; empty when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))
