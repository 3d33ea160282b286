"""The full-text engine in a PostgreSQL database: tsvectors of our own stems in a schema of its own."""

import math
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from search.documents import Document, Hit, IndexBusy, IndexDamaged
from search.engine import Engine
from search.plan import Ranked, Reader, Wanted
from search.postgresql_schema import COLUMNS, DROP, TABLES, any_of, conditions, match, row
from search.snippets import snippet
from search.vocabulary import fingerprint

WRITER = 0x706F726368  # the advisory lock of whoever writes
PATIENCE = "30s"
WEIGHTS = "{0.5, 0.5, 0.5, 1.0}"  # words of the title count twice
BATCH = 500
COUNTER = "INSERT INTO fulltext.word VALUES ('', 0) ON CONFLICT DO NOTHING"  # all posts, beside the stems
Connection = psycopg.Connection[tuple[Any, ...]]
Found = TypeVar("Found")


class PostgresqlIndex(Engine):
    """Full text in schema `fulltext` of a database; a process holds one connection, and its threads take turns."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._turn = threading.RLock()
        self._connection: Connection | None = None

    def write(self, documents: Iterable[Document], gone_posts: Iterable[int] = ()) -> None:
        """One commit; of several documents with one id the last one counts."""
        new = {document.post_id: document for document in documents}
        with self._writer() as connection:
            _remove(connection, [*gone_posts, *new])
            _add(connection, [*new.values()])

    def replace_all(self, documents: Iterable[Document]) -> int:
        """One commit; of several documents with one id the first one counts. Readers see the old posts until then."""
        seen: set[int] = set()
        batch: list[Document] = []
        with self._writer(is_anew=True) as connection:
            connection.execute("DELETE FROM fulltext.post")
            connection.execute("DELETE FROM fulltext.word")
            connection.execute(COUNTER)
            for document in documents:
                if document.post_id not in seen:
                    seen.add(document.post_id)
                    batch.append(document)
                if len(batch) == BATCH:
                    _add(connection, batch)
                    batch.clear()
            _add(connection, batch)
        return len(seen)

    def _ask(self, use: Callable[[Reader], Found]) -> Found | None:
        return self._read(lambda connection: use(_Reader(connection)))

    def post_ids(self) -> set[int]:
        """Ids of all posts held."""
        asked = "SELECT post_id FROM fulltext.post"
        return self._read(lambda connection: {row[0] for row in connection.execute(asked)}) or set()

    def close(self) -> None:
        """Lets go of the connection."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def set_aside(self) -> None:
        """Drops the tables: all that is in them is made again from the database of the forum."""
        with self._turn, _damage_told(), self._open().transaction():
            self._open().execute(DROP)

    def _read(self, use: Callable[[Connection], Found]) -> Found | None:
        """What comes of one snapshot; None where no index has been written yet. A lost connection is opened again."""
        with self._turn, _damage_told():
            for is_last in (False, True):
                try:
                    return self._snapshot(use)
                except psycopg.OperationalError:
                    self.close()
                    if is_last:
                        raise
        return None

    def _snapshot(self, use: Callable[[Connection], Found]) -> Found | None:
        connection = self._open()
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if connection.execute("SELECT to_regnamespace('fulltext')").fetchone() == (None,):
                return None
            _refuse_other_vocabulary(connection)
            return use(connection)

    @contextmanager
    def _writer(self, is_anew: bool = False) -> Iterator[Connection]:
        with self._turn, _damage_told():
            connection = self._open()
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
                _lay_out(connection, is_anew)
                yield connection

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url, autocommit=True, connect_timeout=5)
        return self._connection


class _Reader:
    """One snapshot; keys are ids of posts."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._often: dict[str, int] = {}

    def count(self) -> int:
        """As it was counted along; the planner's own number would tell of posts that were taken out since."""
        asked = "SELECT posts FROM fulltext.word WHERE stem = ''"
        (counted,) = self.connection.execute(asked).fetchone() or (None,)
        if counted is not None:
            return int(counted)
        (count,) = self.connection.execute("SELECT count(*) FROM fulltext.post").fetchone() or (0,)
        return int(count)

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many posts each stem stands."""
        asked = [*stems]
        rows = self.connection.execute("SELECT stem, posts FROM fulltext.word WHERE stem = ANY(%s)", (asked,))
        self._often = dict.fromkeys(asked, 0) | {stem: int(posts) for stem, posts in rows}
        return self._often

    def written(self, number: int) -> int:
        """When the newest post but `number` was written."""
        asked = "SELECT created FROM fulltext.post ORDER BY created DESC LIMIT 1 OFFSET %s"
        (instant,) = self.connection.execute(asked, (number,)).fetchone() or (0,)
        return int(instant)

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """The first `most` matches: by score, or newest first."""
        more, given = conditions(wanted.parsed)
        if wanted.since is not None:
            more, given = f"{more} AND created >= %s", [*given, wanted.since]
        matched = [match(wanted)] if wanted.has_text else []
        rows = f"FROM fulltext.post WHERE {'words @@ %s::tsquery' if matched else 'true'}{more}"
        total = (self.connection.execute(f"SELECT count(*) {rows}", (*matched, *given)).fetchone() or (0,))[0]
        rank, weighed = ("0.0", []) if wanted.is_by_time else self._rank(wanted)
        order = "created DESC, post_id DESC" if wanted.is_by_time else "2 DESC, post_id DESC"
        page = f"SELECT post_id, {rank} {rows} ORDER BY {order} LIMIT %s"
        found = self.connection.execute(page, (*weighed, *matched, *given, most))
        return Ranked(int(total), {post_id: float(score) for post_id, score in found})

    def _rank(self, wanted: Wanted) -> tuple[str, list[object]]:
        """ts_rank knows no rarity, so each word counts by its own: an expression and its parameters."""
        count = max(1, self.count())
        weighed: list[object] = []
        for readings in (*wanted.words, *wanted.parsed.phrases):
            often = sum(min(self._often.get(stem, 0) for stem in reading) for reading in readings)
            weighed += [math.log(1 + (count + 0.5) / (often + 0.5)), WEIGHTS, any_of(readings)]
        one = "%s * ts_rank(%s::real[], words, %s::tsquery, 1)"
        return " + ".join([one] * (len(weighed) // 3)), weighed

    def post_id(self, key: int) -> int:
        """The post that a key stands for."""
        return key

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterator[Hit]:
        """These keys as hits, in their order."""
        asked = "SELECT post_id, thread_id, shown FROM fulltext.post WHERE post_id = ANY(%s)"
        found = {post_id: rest for post_id, *rest in self.connection.execute(asked, (list(scores),))}
        for post_id, score in scores.items():
            thread_id, words = found[post_id]
            text, places = snippet(words, stems)
            yield Hit(post_id, thread_id, score, text, places)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Whatever the server says, or that it says nothing, means that the index cannot be used now."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise IndexBusy("another process writes the full text") from error
    except psycopg.Error as error:
        raise IndexDamaged(f"full text in PostgreSQL: {type(error).__name__}: {error}") from error


def _lay_out(connection: Connection, is_anew: bool) -> None:
    if is_anew or connection.execute("SELECT to_regnamespace('fulltext')").fetchone() == (None,):
        connection.execute(TABLES)
        connection.execute(COUNTER)
        connection.execute("DELETE FROM fulltext.about")
        connection.execute("INSERT INTO fulltext.about VALUES (%s)", (fingerprint(),))
    _refuse_other_vocabulary(connection)


def _refuse_other_vocabulary(connection: Connection) -> None:
    if connection.execute("SELECT fingerprint FROM fulltext.about").fetchone() != (fingerprint(),):
        raise IndexDamaged("full text in PostgreSQL was made with another vocabulary")


def _add(connection: Connection, documents: list[Document]) -> None:
    if not documents:
        return
    with connection.cursor() as cursor:
        into = f"COPY fulltext.post ({', '.join(COLUMNS)}) FROM STDIN"
        with cursor.copy(into) as copy:
            for document in documents:
                copy.write_row(row(document))
    _count_words(connection, [document.post_id for document in documents], 1)


def _remove(connection: Connection, post_ids: list[int]) -> None:
    _count_words(connection, post_ids, -1)
    connection.execute("DELETE FROM fulltext.post WHERE post_id = ANY(%s)", (post_ids,))


def _count_words(connection: Connection, post_ids: list[int], sign: int) -> None:
    """Keeps in how many posts each stem stands, so that a search need not count."""
    asked = "SELECT unnest(tsvector_to_array(words)) FROM fulltext.post WHERE post_id = ANY(%s)"
    counts = Counter(stem for (stem,) in connection.execute(asked, (post_ids,)))
    held = "UPDATE fulltext.word SET posts = posts + %s * (SELECT count(*) FROM fulltext.post WHERE post_id = ANY(%s))"
    connection.execute(f"{held} WHERE stem = ''", (sign, post_ids))
    if not counts:
        return
    connection.execute(
        "INSERT INTO fulltext.word (stem, posts) SELECT * FROM unnest(%s::text[], %s::bigint[]) "
        "ON CONFLICT (stem) DO UPDATE SET posts = fulltext.word.posts + excluded.posts",
        ([*counts], [sign * count for count in counts.values()]),
    )
