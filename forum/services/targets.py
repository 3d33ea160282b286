"""Where a restored database goes: built beside the old one, and put in its place in one step; the old one is kept."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import DatabaseError

from forum.services import rows

_SIDECARS = ("-wal", "-shm")
INCOMING = "frontporch_incoming"
_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user
AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class InUseError(Exception):
    """Somebody is connected to the database that should be replaced."""


class Target(Protocol):
    """A database that a restored one takes the place of."""

    def is_free(self, owned: Sequence[str]) -> bool:
        """Whether none of these tables has a row. Raises InUseError when somebody works on it."""
        ...

    def incoming(self) -> str:
        """Address of the empty database beside it; what a killed restore left there is thrown away."""
        ...

    def replace(self, instant: datetime) -> str:
        """Put the incoming one in its place, in one step; says where the old one is kept, or nothing."""
        ...


def of(address: str) -> Target:
    """The target that this address names."""
    return _File(address) if address.startswith("sqlite") else _Schema(address)


class _File:
    """An SQLite file."""

    def __init__(self, address: str) -> None:
        self.path = Path(make_url(address).database or "")
        self.beside = self.path.with_name(f"{self.path.stem}.incoming{self.path.suffix}")

    def is_free(self, owned: Sequence[str]) -> bool:
        """A file that cannot be read is somebody's, too."""
        if not self.path.exists():
            return True
        engine = create_engine(f"sqlite:///{self.path}")
        try:
            with engine.connect() as connection:
                return rows.are_empty(connection, owned)
        except DatabaseError:
            return False
        finally:
            engine.dispose()

    def incoming(self) -> str:
        """A file beside it."""
        for suffix in ("", *_SIDECARS):
            Path(f"{self.beside}{suffix}").unlink(missing_ok=True)
        return f"sqlite:///{self.beside}"

    def replace(self, instant: datetime) -> str:
        """A rename. The old file takes its log with it: one that is not its own would spoil the new one."""
        _settle(self.beside)
        kept = self.path.with_name(f"{self.path.stem}.before-{instant:%Y%m%dT%H%M%S%f}{self.path.suffix}")
        is_there = self.path.exists()
        if is_there:
            with contextlib.suppress(sqlite3.DatabaseError):  # damaged: kept as it is
                _settle(self.path)
            for suffix in _SIDECARS:
                with contextlib.suppress(FileNotFoundError):
                    os.rename(f"{self.path}{suffix}", f"{kept}{suffix}")
            os.link(self.path, kept)
        os.replace(self.beside, self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return str(kept) if is_there else ""


def _settle(path: Path) -> None:
    """Bring all that stands in a database's log into the file itself, and on to the disk."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class _Schema:
    """A schema of a PostgreSQL database: what is restored grows in one of its own, then the names are changed."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address)
        self.engine = create_engine(self.address, poolclass=NullPool)

    def is_free(self, owned: Sequence[str]) -> bool:
        """Other sessions of the same user are servers and workers, wherever they run."""
        if all(self._are_others_there(pause) for pause in (0, 0.1, 0.4, 1)):
            raise InUseError("servers, workers or commands are connected to the database: stop them first")
        with self.engine.connect() as connection:
            return rows.are_empty(connection, owned)

    def _are_others_there(self, pause: float) -> bool:
        """Asked again after a pause: who has just hung up is there for a moment longer."""
        time.sleep(pause)
        with self.engine.connect() as connection:
            return bool(connection.execute(text(_OTHERS)).scalar_one())

    def incoming(self) -> str:
        """A schema beside it, as the one that connections look in."""
        with self.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {INCOMING} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {INCOMING}"))
        beside = self.address.update_query_dict({"options": f"-csearch_path={INCOMING}"})
        return beside.render_as_string(hide_password=False)

    def replace(self, instant: datetime) -> str:
        """Two renames in one transaction."""
        kept = f"before_{instant:%Y%m%dt%H%M%S%f}"
        with self.engine.begin() as connection:
            own = connection.execute(text("SELECT current_schema()")).scalar_one()
            quoted = connection.dialect.identifier_preparer.quote(own)
            connection.execute(text(f"ALTER SCHEMA {quoted} RENAME TO {kept}"))
            connection.execute(text(f"ALTER SCHEMA {INCOMING} RENAME TO {quoted}"))
        return f"schema {kept}"
