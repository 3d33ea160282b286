"""How connections to the database begin and behave: the SQLite recipe, and times that are always UTC."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import Connection, DateTime, Engine, MetaData, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlalchemy.types import TypeDecorator

READING = {"GET", "HEAD", "OPTIONS"}
_is_looking: ContextVar[bool] = ContextVar("is_looking", default=False)

#: For inserts of many rows: without it, rows that differ in which values are None go one by one, eight times slower.
IN_ONE_STATEMENT = {"render_nulls": True}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC on the Python side, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give back an aware time in UTC (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def engine_options(url: str) -> dict[str, Any]:
    """What create_engine needs for this address; errors never repeat the values of a statement, which are people's."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15, "check_same_thread": False}, "hide_parameters": True}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 24, "hide_parameters": True}


def insert_missing(session: Any, model: Any) -> Any:
    """An INSERT into the table of this model whose author must add `.on_conflict_do_nothing()` at its end.

    Both databases have it, each in words of its own: rows that exist already are left as they are, without an error.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(model.__table__)


def never_again(session: Any, rows: list[dict[str, Any]], column: Any, retired: Any) -> list[dict[str, Any]]:
    """New rows of the table of `column`, numbered where the database would give them numbers that are in `retired`.

    SQLite counts on from the highest number there is; once that row is deleted, an address of it would lead elsewhere.
    """
    if session.get_bind().dialect.name != "sqlite":
        return rows
    newest, gone = session.execute(
        select(*(select(func.max(each)).scalar_subquery() for each in (column, retired)))
    ).one()
    if gone is None or (newest or 0) >= gone:
        return rows
    return [{**row, column.key: number} for number, row in enumerate(rows, gone + 1)]


def rows_changed(session: Any, statement: Any) -> int:
    """Run a statement that inserts, updates or deletes; how many rows it changed.

    Inserted ones are counted by what comes back: PostgreSQL tells no number where a conflict was left alone.
    """
    if statement.is_insert:
        return len(session.execute(statement.returning(*statement.table.primary_key)).all())
    return int(session.execute(statement).rowcount)


def prepare(engine: Engine) -> None:
    """Give a SQLite engine its recipe; other engines stay as they are.

    Without BEGIN IMMEDIATE two threads that read, then write, overwrite each other without an error; readers begin
    DEFERRED so that they never take the write lock.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "cache_size=-8000"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED" if _is_reading() else "BEGIN IMMEDIATE")


def _is_reading() -> bool:
    if not has_request_context():
        return _is_looking.get()
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING or getattr(view, "is_reading", False)


def reading(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that only reads though it is sent by POST, so that typing waits for no writer and holds none up."""
    view.is_reading = True  # type: ignore[attr-defined]
    return view


@contextmanager
def looking(session: Any) -> Iterator[None]:
    """Read for a while outside a request, in a transaction of its own that keeps no writer waiting.

    Within a transaction that has begun already nothing changes: what it wrote is to be seen.
    """
    if session().in_transaction():
        yield
        return
    before = _is_looking.set(True)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _is_looking.reset(before)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """The whole database as it is at one instant, however long it is read; no writer waits for it."""
    before = _is_looking.set(True)
    try:
        with engine.connect() as connection:
            if engine.dialect.name != "sqlite":
                frozen = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection = connection.execution_options(**frozen)
            with connection.begin():
                yield connection
    finally:
        _is_looking.reset(before)


@contextmanager
def whole_load(engine: Engine) -> Iterator[Connection]:
    """One transaction for the rows of a whole database, in any order: who refers to whom is looked at in the end."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            yield connection
            return
        found = MetaData()
        found.reflect(connection)
        ties = [tie for table in found.sorted_tables for tie in table.foreign_key_constraints]
        for tie in ties:
            connection.execute(DropConstraint(tie))
        yield connection
        for tie in ties:
            connection.execute(AddConstraint(tie))
