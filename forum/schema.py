"""Making and migrating the database: Alembic over the versions of all packages of the running app."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app
from sqlalchemy import Column, MetaData, String, Table, inspect, select

from forum.extensions import db

if TYPE_CHECKING:  # Alembic is loaded by those who migrate, and is no part of a page
    from alembic.config import Config

HERE = Path(__file__).resolve().parent / "migrations"
_SAID = re.compile(r"^(revision|down_revision|depends_on)\b[^=\n]*= (.+)$", re.MULTILINE)
_VERSION = re.compile(r"[\"']([^\"']+)[\"']")


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
    """Whether nothing is left to migrate. A version that another one depends on is not noted by itself.

    It is asked at every start and by whoever watches the server, so the files are read as text and Alembic stays away.
    """
    with db.engine.connect() as connection:
        noted = Table("alembic_version", MetaData(), Column("version_num", String))
        if not inspect(connection).has_table(noted.name):
            return False
        found = set(connection.scalars(select(noted.c.version_num)))
    below = _below(tuple(current_app.extensions["migrations"]))
    applied: set[str] = set()
    while found:
        applied |= found
        found = {under for version in found for under in below.get(version, ())} - applied
    return below.keys() <= applied


@cache
def _below(folders: tuple[Path, ...]) -> dict[str, set[str]]:
    """The versions on which each version stands: the one before it, and those of other packages."""
    found: dict[str, set[str]] = {}
    for file in (file for folder in folders for file in folder.glob("*.py")):
        said = dict(_SAID.findall(file.read_text(encoding="utf-8")))
        found[literal_eval(said["revision"])] = set(_VERSION.findall(said["down_revision"] + said["depends_on"]))
    return found


def differences() -> list[object]:
    """Where models and migrated tables disagree; empty when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))
