"""The embedded full-text engine: Whoosh in a folder, one searcher a process kept fresh, one writer at a time."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, IndexWriter

from search.documents import Document, Hit, IndexDamaged, Results, Sort
from search.index import PAGE, set_aside
from search.locking import only_writer
from search.plan import DEEPEST, Place, Ranked, Wanted, answered
from search.query import Query
from search.seals import Seal, seal, verify
from search.snippets import snippet
from search.vocabulary import fingerprint
from search.whoosh_columns import live
from search.whoosh_live import LiveBM25F
from search.whoosh_schema import NAME, SCHEMA, filtered, looked_up, row, unwanted

RETRIES = 6
RETRY_PAUSE = 0.01
COMMIT = re.compile(rf"_{NAME}_(\d+)\.toc")
MARK = "vocabulary"
PLACES = 9  # of a score: behind them is only the order in which it was summed up
FILES = f"*{NAME}_*[!K]"
Found = TypeVar("Found")


class WhooshIndex:
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

    def search(
        self, parsed: Query, limit: int = PAGE, sort: Sort = "relevance", offset: int = 0, after: int | None = None
    ) -> Results:
        """See the protocol: very common words are left out; fewer than ten hits with all words bring some words."""
        if parsed.is_empty or limit < 1:
            return Results()
        place = Place(max(0, min(offset, DEEPEST)), after)
        return (
            self._read(lambda searcher: answered(_Reader(searcher), parsed, sort, place, min(limit, DEEPEST)))
            or Results()
        )

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """Of those that stand in a post, in how many."""
        asked = [*stems]
        counts = self._read(lambda searcher: _Reader(searcher).often(asked)) or {}
        return {stem: count for stem, count in counts.items() if count}

    def count(self) -> int:
        """How many posts are held now."""
        return self._read(lambda searcher: _Reader(searcher).count()) or 0

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


def _scores(postings: Any, is_new: bytes, is_by_time: bool) -> Iterator[tuple[float, int]]:
    """(score, number) of each posting that is marked with a one."""
    first = is_new.index(1)
    if postings.is_active() and postings.id() < first:
        postings.skip_to(first)
    while postings.is_active():
        number = postings.id()
        if is_new[number]:
            yield 0.0 if is_by_time else postings.score(), number
        postings.next()


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


class _Reader:
    """One commit, read through a searcher; keys are Whoosh's own numbers of documents."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    def count(self) -> int:
        """How many posts there are."""
        return int(self.searcher.doc_count())

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many posts each stem stands."""
        return {stem: self.searcher.weighting.often(self.searcher, stem) for stem in stems}

    def written(self, number: int) -> int:
        """When the newest post but `number` was written."""
        leaves = [leaf for leaf, _ in self.searcher.reader().leaf_readers()]
        instants = np.concatenate([self.searcher.weighting.written(leaf)[live(leaf)] for leaf in leaves])
        return int(np.partition(instants, -number - 1)[-number - 1])

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """Every match is looked at: with a limit Whoosh skips weak blocks, counts again, and errs."""
        if wanted.since is not None:
            return self._since(wanted, wanted.since, most)
        order = {"sortedby": "created", "reverse": True} if wanted.is_by_time else {}
        query = filtered(looked_up(wanted), wanted.parsed)
        found = self.searcher.search(query, limit=None, mask=unwanted(wanted.parsed), **order)
        total = int(found.scored_length())
        if order or not total:
            return Ranked(total, {found.docnum(place): 0.0 for place in range(min(most, total))})
        return Ranked(total, self._newest_of_equals(found.top_n, most))

    def _since(self, wanted: Wanted, since: int, most: int) -> Ranked:
        """Newer posts with one stem, read without Whoosh's collectors, which would walk over all older ones, too."""
        (((stem,),),) = wanted.words
        found: list[tuple[float, int, int]] = []
        for leaf, base in self.searcher.leaf_searchers():
            written = self.searcher.weighting.written(leaf.reader())
            is_new = (written >= since).tobytes()
            if 1 in is_new and ("text", stem) in leaf.reader():
                scores = _scores(leaf.postings("text", stem), is_new, wanted.is_by_time)
                found += [(-round(score, PLACES), -int(written[number]), -number - base) for score, number in scores]
        return Ranked(len(found), {-number: -score for score, _, number in sorted(found)[:most]})

    def _newest_of_equals(self, scored: Sequence[tuple[float, int]], most: int) -> dict[int, float]:
        """The first `most` of all (score, number), best first; Whoosh's own order of equals tells what was deleted."""
        least = round(float(scored[most - 1][0]), PLACES) if len(scored) > most else float("-inf")
        likely = takewhile(lambda pair: round(float(pair[0]), PLACES) >= least, scored)
        written = self.searcher.reader().column_reader("created")
        best = [(-round(float(score), PLACES), -written[number], -number) for score, number in likely]
        return {-number: -score for score, _, number in sorted(best)[:most]}

    def post_id(self, key: int) -> int:
        """The post that a key stands for."""
        return int(self.searcher.stored_fields(key)["post_id"])

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterator[Hit]:
        """These keys as hits, in their order."""
        for number, score in scores.items():
            stored = self.searcher.stored_fields(number)
            text, places = snippet(stored["shown"], stems)
            yield Hit(int(stored["post_id"]), stored["thread_id"], score, text, places)
