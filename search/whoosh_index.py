"""The embedded full-text engine: Whoosh in a folder, one searcher a process kept fresh, one writer at a time."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, IndexWriter

from search.documents import Document, IndexDamaged
from search.engine import Engine
from search.index import set_aside
from search.locking import only_writer
from search.plan import Reader
from search.seals import Seal, seal, verify
from search.vocabulary import fingerprint
from search.whoosh_live import LiveBM25F
from search.whoosh_reader import WhooshReader
from search.whoosh_schema import NAME, SCHEMA, row

RETRIES = 6
RETRY_PAUSE = 0.01
COMMIT = re.compile(rf"_{NAME}_(\d+)\.toc")
MARK = "vocabulary"
FILES = f"*{NAME}_*[!K]"
Found = TypeVar("Found")


class WhooshIndex(Engine):
    """Full text in `folder`. Threads take turns, since searching holds the interpreter anyway."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.RLock()
        self._searcher: Searcher | None = None
        self._seen: object = None
        self._verified: Seal = {}

    def write(self, documents: Iterable[Document], gone_posts: Iterable[int] = ()) -> None:
        """One commit; of several documents with one id the last one counts."""
        rows = {document.post_id: row(document) for document in documents}
        gone = {*gone_posts, *rows}
        with self._writer() as writer, _damage_told(self.folder):
            for post_id in gone:
                writer.delete_by_term("post_id", str(post_id))
            for fields in rows.values():
                writer.add_document(**fields)
            writer.commit()

    def replace_all(self, documents: Iterable[Document]) -> int:
        """One commit in place of all that was there; of several documents with one id the first one counts."""
        seen: set[int] = set()
        with self._writer(limitmb=256) as writer:
            for document in documents:
                if document.post_id not in seen:
                    seen.add(document.post_id)
                    with _damage_told(self.folder):
                        writer.add_document(**row(document))
            with _damage_told(self.folder):
                writer.commit(mergetype=CLEAR)
        return len(seen)

    def _ask(self, use: Callable[[Reader], Found]) -> Found | None:
        return self._read(lambda searcher: use(WhooshReader(searcher)))

    def post_ids(self) -> set[int]:
        """Ids of all posts held."""
        return self._read(_post_ids) or set()

    def close(self) -> None:
        """Lets go of the searcher and its files."""
        with self._turn:
            if self._searcher is not None:
                self._searcher.close()
            self._searcher = self._seen = None

    def set_aside(self) -> None:
        """Moves the folder out of the way, so that the next write begins anew."""
        self.close()
        set_aside(self.folder)

    def _read(self, use: Callable[[Searcher], Found]) -> Found | None:
        """What comes of the newest searcher; None where no index has been written yet.

        A commit takes old files away, also from under a search that has just begun: then it begins again.
        """
        with self._turn:
            for attempt in range(RETRIES):
                before = self._state()
                try:
                    return use(self._fresh(before)) if before else None
                except Exception as error:
                    self._searcher = None
                    is_overtaken = self._state() != before or isinstance(error, FileNotFoundError)
                    if attempt == RETRIES - 1 or not is_overtaken:
                        raise _damage(self.folder, error) from error
                    time.sleep(RETRY_PAUSE * attempt)
        return None

    def _state(self) -> tuple[int, int] | None:
        """Which folder, and which commit in it; -1 for a folder without any."""
        if not self.folder.exists():
            return None
        tocs = (COMMIT.fullmatch(path.name) for path in self.folder.iterdir())
        return self.folder.stat().st_ino, max((int(found[1]) for found in tocs if found), default=-1)

    def _fresh(self, state: tuple[int, int]) -> Searcher:
        if self._searcher is None or state != self._seen:
            self._verified = verify(self.folder, self._verified if self._searcher else {}, f"_{NAME}_{state[1]}.toc")
            self._searcher, self._seen = _opened(self.folder).searcher(weighting=LiveBM25F()), state
        return self._searcher

    @contextmanager
    def _writer(self, **options: Any) -> Iterator[IndexWriter]:
        with only_writer(self.folder):
            with _damage_told(self.folder):
                _made(self.folder)
                writer = _opened(self.folder).writer(compound=False, **options)
            try:
                yield writer
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise
            with _damage_told(self.folder):
                seal(self.folder, FILES)


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _damage(folder, error) from error


def _damage(folder: Path, error: Exception) -> IndexDamaged:
    """Whoosh meets broken files with errors of any type at all, so every one of them means damage."""
    if isinstance(error, IndexDamaged):
        return error
    return IndexDamaged(f"full text in {folder}: {type(error).__name__}: {error}")


def _made(folder: Path) -> None:
    if not folder.exists():
        making = folder.with_name(f"{folder.name}.making")
        making.mkdir(parents=True, exist_ok=True)
        (making / MARK).write_text(fingerprint())
        FileIndex.create(FileStorage(str(making)), SCHEMA, NAME)
        making.rename(folder)


def _opened(folder: Path) -> FileIndex:
    if (folder / MARK).read_text() != fingerprint():
        raise IndexDamaged(f"full text in {folder} was made with another vocabulary")
    return FileIndex(FileStorage(str(folder)), SCHEMA, NAME)


def _post_ids(searcher: Searcher) -> set[int]:
    return {int(fields["post_id"]) for fields in searcher.reader().all_stored_fields()}
