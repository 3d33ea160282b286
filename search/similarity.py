"""The similarity index in a folder: one process writes it in small commits, all others see each commit with their next question."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from search import segment_files as files
from search.asked import asked
from search.documents import IndexDamaged, Match, Question
from search.locking import only_writer
from search.ranking import Collection, ordered
from search.segment_files import Cutoff, Stored
from search.segments import Segment, built, joined

JOIN_BELOW = 4
KEPT_SHARE = 0.7
RETRIES = 10
START = Cutoff(0.3, 0)


class Similarity:
    """Nearest questions over memory-mapped arrays; safe for many threads. Raises IndexDamaged as full text does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._seen: object = None
        self._parts: list[Stored] = []
        self._collection = Collection(())
        self._cutoff = START

    @classmethod
    def open(cls, folder: Path) -> "Similarity":
        """The index in `folder`, which need not exist yet: then nothing is similar."""
        return cls(Path(folder))

    @property
    def cutoff(self) -> float:
        """The absolute score below which nothing is similar on this site."""
        self._fresh()
        return self._cutoff.score

    def nearest(
        self, text: str, limit: int = 5, is_answered_only: bool = True, exclude: Iterable[int] = ()
    ) -> list[Match]:
        """The `limit` best matches, best first, whether similar enough or not: compare `score` with `cutoff`."""
        collection, question = self._fresh(), asked(text)
        weights = collection.weights(question)
        left_out = np.fromiter(exclude, np.int64)
        found = collection.candidates(weights, question, is_answered_only, left_out)
        return ordered(collection.scored(weights, question, found), question, weights, limit)

    def ranked(self, text: str, threads: Iterable[int]) -> list[Match]:
        """These threads and no others, best first, with scores among themselves; those not held are left out."""
        collection, question = self._fresh(), asked(text)
        weights = collection.weights(question)
        wanted = np.fromiter(threads, np.int64)
        found = [np.flatnonzero(np.isin(part.ids, wanted) & ~part.dead) for part in collection.segments]
        return ordered(collection.scored(weights, question, found), question, weights, len(wanted))

    def suggest(self, text: str, limit: int = 5, exclude: Iterable[int] = ()) -> list[Match]:
        """Answered questions similar enough to show; none when nothing is."""
        return [match for match in self.nearest(text, limit, exclude=exclude) if match.score >= self._cutoff.score]

    def thread_ids(self) -> set[int]:
        """Ids of all threads held, to compare with the database."""
        return {int(number) for part in self._fresh().segments for number in part.ids[~part.dead]}

    def write(self, questions: Iterable[Question], gone_threads: Iterable[int] = ()) -> None:
        """Adds or replaces questions and forgets `gone_threads`, in one commit; of equal ids the last one counts."""
        new = {question.thread_id: question for question in questions}
        changed = np.array([*gone_threads, *new], np.int64)
        with only_writer(self.folder):
            self._fresh()
            kept = [(part.segment.without(changed), part) for part in self._parts]
            self._commit([(segment, part) for segment, part in kept if segment.live], list(new.values()))

    def replace_all(self, questions: Iterable[Question]) -> int:
        """Makes the index hold exactly `questions`; readers keep the old one until then. Says how many."""
        new = {question.thread_id: question for question in questions}
        with only_writer(self.folder):
            self._commit([], list(new.values()))
        return len(new)

    def _commit(self, kept: list[tuple[Segment, Stored]], new: list[Question]) -> None:
        origin = {id(segment): part for segment, part in kept}
        segments = _merged([segment for segment, _ in kept] + ([built(new)] if new else []))
        self.folder.mkdir(parents=True, exist_ok=True)
        parts = [files.stored(self.folder, segment, origin.get(id(segment))) for segment in segments]
        files.publish(self.folder, parts, self._cutoff)

    def _fresh(self) -> Collection:
        """The newest state; looks at the manifest's stat, and reads only what is new."""
        with self._turn:
            for attempt in range(RETRIES):
                try:
                    return self._read()
                except FileNotFoundError as error:
                    missing = error
                    time.sleep(0.01 * attempt)
                except IndexDamaged:
                    raise
                except Exception as error:
                    raise IndexDamaged(f"similarity in {self.folder}: {type(error).__name__}: {error}") from error
            raise IndexDamaged(f"similarity in {self.folder}: {missing}")

    def _read(self) -> Collection:
        try:
            now = (self.folder / files.MANIFEST).stat()
        except FileNotFoundError:
            if self.folder.exists() and any(self.folder.iterdir()):
                raise
            self._seen, self._parts, self._collection = None, [], Collection(())
            return self._collection
        state = (now.st_ino, now.st_mtime_ns, now.st_size)
        if state != self._seen:
            known = {part.files["ids"][0]: part for part in self._parts}
            self._parts, self._cutoff = files.read(self.folder, known)
            self._collection, self._seen = Collection([part.segment for part in self._parts]), state
        return self._collection


def _merged(segments: list[Segment]) -> list[Segment]:
    """Largest first, each more than JOIN_BELOW times all after it together, so that they stay few; mostly dead ones afresh."""
    segments = sorted(segments, key=lambda segment: -segment.live)
    tail, size = len(segments), 0
    while tail and segments[tail - 1].live <= JOIN_BELOW * size or tail == len(segments) and tail:
        tail -= 1
        size += segments[tail].live
    last = segments[tail:]
    is_wasteful = any(segment.live < KEPT_SHARE * len(segment.ids) for segment in last)
    return segments[:tail] + ([joined(last)] if len(last) > 1 or is_wasteful else last)
