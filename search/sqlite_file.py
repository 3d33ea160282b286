"""The file of the SQLite engine: made, filled, opened, and compared with its seal."""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from search.documents import Document, IndexDamaged
from search.sqlite_schema import TABLES, mark_rows, post_row, words_row
from search.vocabulary import fingerprint

FILE, SEAL = "fulltext.sqlite3", "seal.json"
PATIENCE = 15.0
COUNTER = slice(24, 28)  # where the header of the file counts commits
BATCH = 500
Seal = dict[str, int | str]


def made(folder: Path) -> None:
    """Makes an empty index in a folder that is not there, or empty."""
    making = folder.with_name(f"{folder.name}.making-{uuid4().hex[:6]}")
    making.mkdir(parents=True)
    with closing(connected(making / FILE)) as connection:
        lay_out(connection)
    if folder.exists():
        folder.rmdir()
    making.rename(folder)


def lay_out(connection: sqlite3.Connection) -> None:
    """Makes the tables."""
    connection.executescript(TABLES)
    connection.execute("INSERT INTO about VALUES (?)", (fingerprint(),))


def filled(path: Path, documents: Iterable[Document]) -> int:
    """A new file with these documents; an error of the one who gives them goes through as it is."""
    seen: set[int] = set()
    batch: list[Document] = []
    with closing(connected(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        lay_out(connection)
        connection.execute("BEGIN")
        for document in documents:
            if document.post_id not in seen:
                seen.add(document.post_id)
                batch.append(document)
            if len(batch) == BATCH:
                add(connection, batch)
                batch.clear()
        add(connection, batch)
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.commit()
    synced(path)
    return len(seen)


def synced(path: Path) -> None:
    """Forces a file to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def add(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    """Stores posts that are not held."""
    new = list(documents)
    connection.executemany("INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(post_row, new))
    connection.executemany("INSERT INTO words (rowid, title, tags, body) VALUES (?, ?, ?, ?)", map(words_row, new))
    connection.executemany("INSERT INTO mark VALUES (?, ?, ?)", [row for each in new for row in mark_rows(each)])


def remove(connection: sqlite3.Connection, post_ids: Iterable[int]) -> None:
    """Forgets posts."""
    gone = [(post_id,) for post_id in post_ids]
    for table, key in (("post", "post_id"), ("words", "rowid"), ("mark", "post_id")):
        connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", gone)  # noqa: S608 - names of our own


def connected(path: Path) -> sqlite3.Connection:
    """A connection that threads may hand to each other."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def opened(folder: Path) -> sqlite3.Connection:
    """The file of an index; raises IndexDamaged where it is missing or was made with another vocabulary."""
    if not (folder / FILE).exists():
        raise IndexDamaged(f"{folder}: the file is missing")
    connection = connected(folder / FILE)
    row = connection.execute("SELECT fingerprint FROM about").fetchone()
    if row is None or row[0] != fingerprint():
        connection.close()
        raise IndexDamaged(f"full text in {folder} was made with another vocabulary")
    return connection


def seal_of(folder: Path) -> Seal | None:
    """What was noted after the last commit; None where nothing was."""
    path = folder / SEAL
    return json.loads(path.read_text()) if path.exists() else None


def checksum(connection: sqlite3.Connection) -> Seal:
    """Size, checksum and number of the last commit, as this connection reads the file."""
    content = connection.serialize()
    return {"size": len(content), "crc": zlib.crc32(content), "commit": content[COUNTER].hex()}


def verify(folder: Path, connection: sqlite3.Connection) -> None:
    """Compares the file with its seal; a seal of an earlier commit (its writer was killed) judges nothing."""
    sealed, found = seal_of(folder), checksum(connection)
    if sealed and sealed["commit"] == found["commit"] and sealed != found:
        raise IndexDamaged(f"full text in {folder}: checksum")
