"""The full-text engine in one SQLite file: FTS5 over our own stems, faster and smaller than Whoosh."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from search import sqlite_file
from search.documents import Document, Hit, IndexDamaged
from search.engine import Engine
from search.index import set_aside
from search.locking import only_writer
from search.plan import Ranked, Reader, Wanted
from search.snippets import snippet
from search.sqlite_file import FILE, SEAL, Seal
from search.sqlite_schema import RANK, conditions, match, token

FIRST_SINCE = "SELECT min(post_id) FROM post WHERE created >= ?"
Found = TypeVar("Found")


class SqliteIndex(Engine):
    """Full text in a file in `folder`. Threads take turns; a commit lets readers wait for milliseconds.

    SQLite tells of torn pages only when it meets them, so the file is compared with its seal when it is opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._seen: object = None
        self._sealed: Seal | None = None

    def write(self, documents: Iterable[Document], gone_posts: Iterable[int] = ()) -> None:
        """One commit; of several documents with one id the last one counts."""
        new = {document.post_id: document for document in documents}
        with self._writer() as connection:
            sqlite_file.remove(connection, {*gone_posts, *new})
            sqlite_file.add(connection, new.values())

    def replace_all(self, documents: Iterable[Document]) -> int:
        """A new file takes the place of the old one; of several documents with one id the first one counts."""
        with only_writer(self.folder), _damage_told(self.folder):
            fresh = self.folder / f"{FILE}.{uuid4().hex[:8]}"
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                count = sqlite_file.filled(fresh, documents)
                os.replace(fresh, self.folder / FILE)
            finally:
                fresh.unlink(missing_ok=True)
            self._seal(sqlite_file.opened(self.folder))
        return count

    def _ask(self, use: Callable[[Reader], Found]) -> Found | None:
        return self._read(lambda connection: use(_Reader(connection)))

    def post_ids(self) -> set[int]:
        """Ids of all posts held."""
        return (
            self._read(lambda connection: {row[0] for row in connection.execute("SELECT post_id FROM post")}) or set()
        )

    def close(self) -> None:
        """Lets go of the file."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._seen = None

    def set_aside(self) -> None:
        """Moves the folder out of the way, so that the next write begins anew."""
        self.close()
        set_aside(self.folder)

    def _read(self, use: Callable[[sqlite3.Connection], Found]) -> Found | None:
        with self._turn, _damage_told(self.folder):
            connection = self._fresh()
            if connection is None:
                return None
            try:
                connection.execute("BEGIN")
                return use(connection)
            except Exception:
                self.close()
                raise
            finally:
                if self._connection is not None:
                    connection.rollback()

    def _fresh(self) -> sqlite3.Connection | None:
        """The connection, opened anew and verified where another file has taken the place of the one it reads."""
        if not self.folder.exists() or not any(self.folder.iterdir()):
            return None
        state = (self.folder / FILE).stat().st_ino
        if self._connection is None or state != self._seen:
            self.close()
            with only_writer(self.folder):
                opened = sqlite_file.opened(self.folder)
                sqlite_file.verify(self.folder, opened)
            self._connection, self._seen = opened, state
        return self._connection

    @contextmanager
    def _writer(self) -> Iterator[sqlite3.Connection]:
        with only_writer(self.folder), _damage_told(self.folder):
            if not (self.folder / FILE).exists():
                if self.folder.exists() and any(self.folder.iterdir()):
                    raise IndexDamaged(f"{self.folder}: the file is missing")
                sqlite_file.made(self.folder)
            with closing(sqlite_file.opened(self.folder)) as connection:
                self._trust(connection)
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
                self._seal(connection)

    def _trust(self, connection: sqlite3.Connection) -> None:
        """Adds nothing to a file that is not as it was sealed, unless the last commit was our own."""
        if self._sealed != sqlite_file.seal_of(self.folder):
            sqlite_file.verify(self.folder, connection)

    def _seal(self, connection: sqlite3.Connection) -> None:
        """Notes the checksum of what was committed, and which commit that was."""
        making = self.folder / f"{SEAL}.{uuid4().hex[:6]}"
        self._sealed = sqlite_file.checksum(connection)
        making.write_text(json.dumps(self._sealed))
        making.replace(self.folder / SEAL)


class _Reader:
    """One state of the file; keys are ids of posts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def count(self) -> int:
        """How many posts there are."""
        return int(self.connection.execute("SELECT count(*) FROM post").fetchone()[0])

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many posts each stem stands."""
        asked = "SELECT doc FROM vocabulary WHERE term = ?"
        found = {stem: self.connection.execute(asked, (token(stem),)).fetchone() for stem in stems}
        return {stem: row[0] if row else 0 for stem, row in found.items()}

    def written(self, number: int) -> int:
        """When the newest post but `number` was written."""
        asked = "SELECT created FROM post ORDER BY created DESC LIMIT 1 OFFSET ?"
        return int(self.connection.execute(asked, (number,)).fetchone()[0])

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """The first `most` matches: by score, or newest first."""
        more, given = conditions(wanted.parsed)
        if wanted.since is not None:  # numbers rise with time, but for what is imported: they spare most rows a look
            (first,) = self.connection.execute(FIRST_SINCE, (wanted.since,)).fetchone()
            more, given = f"{more} AND words.rowid >= ? AND post.created >= ?", [*given, first, wanted.since]
        rows, rank = "FROM post WHERE true", "0.0"
        matched: list[str] = []
        if wanted.has_text:
            rows, matched = "FROM words JOIN post ON post.post_id = words.rowid WHERE words MATCH ?", [match(wanted)]
            rank = "0.0" if wanted.is_by_time else RANK
        asked = (*matched, *given)
        total = self.connection.execute(f"SELECT count(*) {rows}{more}", asked).fetchone()[0]
        order = "post.created DESC, post.post_id DESC" if wanted.is_by_time else "2 DESC, post.post_id DESC"
        page = f"SELECT post.post_id, {rank} {rows}{more} ORDER BY {order} LIMIT ?"
        return Ranked(total, dict(self.connection.execute(page, (*asked, most)).fetchall()))

    def post_id(self, key: int) -> int:
        """The post that a key stands for."""
        return key

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterator[Hit]:
        """These keys as hits, in their order."""
        for post_id, score in scores.items():
            asked = "SELECT thread_id, shown FROM post WHERE post_id = ?"
            thread_id, words = self.connection.execute(asked, (post_id,)).fetchone()
            text, places = snippet(words, stems)
            yield Hit(post_id, thread_id, score, text, places)


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    """Everything that SQLite and the file system say of the files means damage."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        raise IndexDamaged(f"full text in {folder}: {type(error).__name__}: {error}") from error
