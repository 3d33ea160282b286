"""Rows of any table as JSON lines and back, the same from SQLite and PostgreSQL: what moves between them."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, Text, cast, func, insert, inspect, select, types

BATCH = 2000
VERSIONS = "alembic_version"
#: How a value stands in a line, by the type of its column; the first that fits.
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (types.JSON, "json"),
    (types.LargeBinary, "bytes"),
    (types.DateTime, "instant"),
    (types.Date, "day"),
    (types.Time, "time"),
    (types.Boolean, "plain"),
    (types.Integer, "plain"),
    (types.Float, "plain"),
    (types.String, "plain"),
)


def tables(connection: Connection) -> list[Table]:
    """The tables that are there, whatever version they have, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSIONS]


def kind(column: Column[Any]) -> str:
    """How the values of a column stand in a line. Raises TypeError for a type that no table of ours has."""
    for each, name in _KINDS:
        if isinstance(column.type, each):
            return name
    raise TypeError(f"{column}: no way to keep a {column.type}")


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, one JSON array a line, in the order of its columns."""
    spoken = [_SAY.get(kind(column), _as_it_is) for column in table.columns]
    columns = [cast(column, Text) if kind(column) == "json" else column for column in table.columns]
    found = connection.execute(select(*columns).execution_options(yield_per=BATCH))
    for row in found:
        values = [None if value is None else say(value) for say, value in zip(spoken, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(connection: Connection, table: Table, names: Sequence[str], given: Iterator[bytes]) -> int:
    """Insert rows that were written as lines of these columns; gives how many."""
    columns = [table.columns[name] for name in names]
    heard = [_HEAR.get(kind(column), _as_it_is) for column in columns]
    for column in columns:
        if kind(column) == "json":
            column.type = JSON(none_as_null=True)
    count, batch = 0, []
    for line in given:
        values = [None if value is None else hear(value) for hear, value in zip(heard, json.loads(line), strict=True)]
        batch.append(dict(zip(names, values, strict=True)))
        if len(batch) == BATCH:
            count += _insert(connection, table, batch)
    return count + _insert(connection, table, batch)


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> int:
    count = len(batch)
    if batch:
        connection.execute(insert(table), batch)
        batch.clear()
    return count


def continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the ones that were loaded; SQLite does so by itself."""
    for column in table.primary_key.columns:
        if "nextval" in str(getattr(column.server_default, "arg", "")):
            highest = select(func.max(column)).scalar_subquery()
            quoted = connection.dialect.identifier_preparer.format_table(table)
            sequence = func.pg_get_serial_sequence(quoted, column.name)
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def are_empty(connection: Connection, names: Sequence[str]) -> bool:
    """Whether none of these tables has a row, as far as they are there."""
    there = set(inspect(connection).get_table_names())
    found = [Table(name, MetaData(), autoload_with=connection) for name in names if name in there]
    return not any(connection.execute(select(table).limit(1)).first() for table in found)


def _as_it_is(value: Any) -> Any:
    return value


def _say_instant(value: datetime) -> str:
    return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _hear_json(value: str) -> Any:
    found = json.loads(value)
    return JSON.NULL if found is None else found


_SAY: dict[str, Callable[[Any], Any]] = {
    "bytes": lambda value: base64.b64encode(value).decode(),
    "instant": _say_instant,
    "day": date.isoformat,
    "time": time.isoformat,
}
_HEAR: dict[str, Callable[[Any], Any]] = {
    "bytes": base64.b64decode,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "json": _hear_json,
}
