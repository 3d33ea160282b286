"""Backups: the whole database as it is at one instant, while others write; and its way back into an empty one."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, String, Table, column, func, select
from sqlalchemy import table as sql_table

from forum import database, schema, settings
from forum.extensions import db
from forum.services import archives, rows
from forum.services.archives import Archive, DamagedError

SECRETS = "secrets.jsonl"
#: What is somebody's: a database without a row in any of these may be written over.
OWNED = ("user", "thread", "post", "event", "import_run")


class ForeignError(Exception):
    """A whole backup that this version cannot take back: of a newer one, or of other packages."""


def take(path: Path, has_secrets: bool = False, is_forced: bool = False) -> Archive:
    """Write a backup to this file, while others go on writing.

    Raises archives.TakenError when there is such a file, and OSError when the disk is full; nothing half stays.
    """

    def fill(writer: archives.Writer) -> Mapping[str, Any]:
        with database.snapshot(db.engine) as connection:
            return _filled(writer, connection, has_secrets)

    return archives.write(path, fill, is_forced)


def _filled(writer: archives.Writer, connection: Connection, has_secrets: bool) -> Mapping[str, Any]:
    found = rows.tables(connection)
    for table in found:
        writer.add(_member(table.name), rows.lines(connection, table))
    if has_secrets:
        writer.add(SECRETS, _secrets())
    return {
        "frontporch": version("frontporch"),
        "created_at": database.now().isoformat(),
        "database": connection.dialect.name,
        "heads": _heads(connection),
        "last_event": _last_event(connection, found),
        "seal_keys": fingerprints(settings.current().seal_keys),
        "tables": [{"name": table.name, "columns": [column.name for column in table.columns]} for table in found],
    }


def _heads(connection: Connection) -> list[str]:
    versions = sql_table(rows.VERSIONS, column("version_num", String))
    return sorted(connection.execute(select(versions.c.version_num)).scalars())


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _secrets() -> Iterator[bytes]:
    own = settings.current()
    for secret in (own.secret_key, ",".join(own.seal_keys)):
        yield secret.encode() + b"\n"


def fingerprints(keys: Sequence[str]) -> list[str]:
    """What tells seal keys apart without giving them away."""
    return [hashlib.sha256(key.encode()).hexdigest()[:12] for key in keys]


def _last_event(connection: Connection, found: Sequence[Table]) -> int:
    event = next((table for table in found if table.name == "event"), None)
    return 0 if event is None else connection.execute(select(func.coalesce(func.max(event.c.id), 0))).scalar_one()


def counts(archive: Archive) -> dict[str, int]:
    """Rows by table, of those that have any."""
    members = archive.manifest["members"]
    told = {table["name"]: members[_member(table["name"])]["lines"] for table in archive.manifest["tables"]}
    return {name: count for name, count in told.items() if count}


def opened(path: Path) -> Archive:
    """A verified backup. Raises DamagedError when it is not whole, ForeignError when this version cannot take it."""
    archive = archives.verified(path)
    try:
        told = {_member(table["name"]) for table in archive.manifest["tables"]}
        is_whole = set(archive.manifest["members"]) - {SECRETS} == told
        heads = [str(head) for head in archive.manifest["heads"]]
    except (KeyError, TypeError) as error:
        raise DamagedError("its manifest is incomplete") from error
    if not is_whole or not heads:
        raise DamagedError("its manifest does not name its tables")
    unknown = schema.unknown(heads)
    if unknown:
        raise ForeignError(f"it is of a newer version, or of other packages: nobody here knows {', '.join(unknown)}")
    return archive


def secrets_of(archive: Archive) -> tuple[str, str] | None:
    """The secret key and the seal keys (comma-separated) that are in it, if they are."""
    if SECRETS not in archive.manifest["members"]:
        return None
    secret_key, seal_keys = (line.decode().strip() for line in archive.lines(SECRETS))
    return secret_key, seal_keys


def put_back(archive: Archive) -> None:
    """Fill the app's own database, which is empty, with a backup, and bring it to the newest version.

    First comes the version of the backup, so that its rows find the tables that they had. Raises DamagedError when the
    rows do not fit together.
    """
    for head in archive.manifest["heads"]:
        schema.upgrade(head)
    with database.whole_load(db.engine) as connection:
        found = MetaData()
        found.reflect(connection)
        _load(connection, archive, found)
    schema.upgrade()


def _load(connection: Connection, archive: Archive, found: MetaData) -> None:
    for table in reversed(found.sorted_tables):
        if table.name != rows.VERSIONS:
            connection.execute(table.delete())
    for told in archive.manifest["tables"]:
        table = found.tables.get(told["name"])
        if table is None or not set(told["columns"]) <= set(table.columns.keys()):
            raise DamagedError(f"there is no table {told['name']} with these columns in its version")
        rows.load(connection, table, told["columns"], archive.lines(_member(table.name)))
        if connection.dialect.name == "postgresql":
            rows.continue_numbers(connection, table)
