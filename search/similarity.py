"""The similarity index in a folder: one process writes small commits, all see each commit with their next question."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from search import segment_files as files
from search.asked import Asked, asked
from search.calibration import Cutoff, calibrated, learnt
from search.documents import IndexDamaged, Match, Question
from search.index import set_aside
from search.locking import only_writer
from search.ranking import Collection
from search.segment_files import Stored
from search.segments import Segment, built, joined

LARGER = 4
BATCH = 50_000
KEPT_SHARE = 0.7
RETRIES = 10
RETRY_PAUSE = 0.01


class Similarity:
    """Nearest questions over memory-mapped arrays; safe for many threads, and the only writer is seen to by a lock.

    Every method raises IndexDamaged when the files cannot be used; `replace_all` mends that, wherever it is called.
    """

    _cutoff: Cutoff

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._turn = threading.Lock()
        self._forget()

    @classmethod
    def open(cls, folder: Path) -> "Similarity":
        """The index in `folder`, which need not exist yet: then nothing is similar."""
        return cls(folder)

    @property
    def cutoff(self) -> float:
        """The absolute score below which nothing is similar on this site."""
        self._fresh()
        return self._cutoff.score

    def nearest(
        self, text: str | Asked, limit: int = 5, is_answered_only: bool = True, exclude: Iterable[int] = ()
    ) -> list[Match]:
        """The `limit` best matches, best first, whether similar enough or not: compare `score` with `cutoff`."""
        question = asked(text) if isinstance(text, str) else text
        return self._fresh().nearest(question, limit, is_answered_only, np.fromiter(exclude, np.int64))

    def suggest(
        self, text: str | Asked, limit: int = 5, is_answered_only: bool = True, exclude: Iterable[int] = ()
    ) -> list[Match]:
        """The best matches that are similar enough to be shown; none when nothing is."""
        found = self.nearest(text, limit, is_answered_only, exclude)
        return [match for match in found if match.score >= self._cutoff.score]

    def learn(self, outcomes: Sequence[tuple[float, bool]]) -> float | None:
        """Lets people's "this solved it" set the cutoff, once enough have said so; None while it is too little.

        outcomes: (score, whether it did) of each suggestion that was shown.
        """
        with only_writer(self.folder):
            self._fresh()
            score = learnt(outcomes, self._cutoff.background)
            if score != self._cutoff.learnt and self._parts:
                files.publish(self.folder, self._parts, replace(self._cutoff, learnt=score))
        return score

    def ranked(self, text: str | Asked, threads: Iterable[int]) -> list[Match]:
        """These threads and no others, best first; those not held are left out."""
        question = asked(text) if isinstance(text, str) else text
        return self._fresh().ranked(question, np.fromiter(threads, np.int64))

    def close(self) -> None:
        """Lets go of the arrays; the index may be used again."""
        with self._turn:
            self._forget()

    def set_aside(self) -> None:
        """Moves the folder out of the way, so that the next write begins anew."""
        self.close()
        set_aside(self.folder)

    def thread_ids(self) -> set[int]:
        """Ids of all threads held, to compare with the database."""
        return {int(number) for part in self._fresh().segments for number in part.ids[~part.dead]}

    def count(self) -> int:
        """How many threads are held now."""
        return self._fresh().count

    def write(self, questions: Iterable[Question], gone_threads: Iterable[int] = ()) -> None:
        """Adds or replaces questions and forgets `gone_threads`, in one commit; of equal ids the last one counts."""
        new = {question.thread_id: question for question in questions}
        changed = np.array([*gone_threads, *new], np.int64)
        with only_writer(self.folder):
            self._fresh()
            kept = [(part.segment.without(changed), part) for part in self._parts]
            added = [built(list(new.values()))] if new else []
            self._commit([*(segment for segment, _ in kept if segment.live), *added], kept)

    def replace_all(self, questions: Iterable[Question]) -> int:
        """Makes the index hold exactly `questions`; readers keep the old one until then. Says how many."""
        segments: list[Segment] = []
        with only_writer(self.folder):
            for batch in _batches(questions):
                changed = np.fromiter(batch, np.int64)
                segments = [*(segment.without(changed) for segment in segments), built(list(batch.values()))]
            self._cutoff = replace(self._cutoff, count=0)
            self._commit([segment for segment in segments if segment.live], [])
        return sum(segment.live for segment in segments)

    def _forget(self) -> None:
        self._seen: object = None
        self._parts: list[Stored] = []
        self._collection = Collection(())
        self._cutoff = Cutoff()

    def _commit(self, segments: list[Segment], kept: list[tuple[Segment, Stored]]) -> None:
        """Publishes these segments; `kept` says what some of them were before, so that their files are used again."""
        before = {id(segment): part for segment, part in kept}
        segments = merged(segments)
        self.folder.mkdir(parents=True, exist_ok=True)
        parts = [files.stored(self.folder, segment, before.get(id(segment))) for segment in segments]
        files.publish(self.folder, parts, self._cutoff)
        self._calibrate(segments, parts)

    def _calibrate(self, segments: list[Segment], parts: list[Stored]) -> None:
        """Finds the cutoff anew when the index has grown; after the commit, so that what is new is found at once."""
        count = sum(int(np.count_nonzero(segment.answered & ~segment.dead)) for segment in segments)
        if self._cutoff.is_stale(count):
            collection = Collection(segments)
            files.publish(
                self.folder, parts, calibrated(lambda question: _best_score(collection, question), count, self._cutoff)
            )

    def _fresh(self) -> Collection:
        """The newest state: looks at the manifest's stat, and reads only what is new."""
        with self._turn:
            for attempt in range(RETRIES):
                try:
                    return self._read()
                except FileNotFoundError:
                    time.sleep(RETRY_PAUSE * attempt)
                except IndexDamaged:
                    raise
                except Exception as error:
                    raise IndexDamaged(f"similarity in {self.folder}: {type(error).__name__}: {error}") from error
            raise IndexDamaged(f"similarity in {self.folder}: files are missing")

    def _read(self) -> Collection:
        try:
            now = (self.folder / files.MANIFEST).stat()
        except FileNotFoundError:
            if self.folder.exists() and any(self.folder.iterdir()):
                raise
            self._forget()
            return self._collection
        state = (now.st_ino, now.st_mtime_ns, now.st_size)
        if state != self._seen:
            self._parts, self._cutoff = files.read(self.folder, self._parts)
            self._collection, self._seen = Collection([part.segment for part in self._parts]), state
        return self._collection


def merged(segments: list[Segment]) -> list[Segment]:
    """The same threads in few segments: each has more than LARGER times as many as all smaller ones together.

    A segment that is mostly dead is made afresh. So a thread is copied a few times in its life, and even a million
    threads lie in fewer than ten segments.
    """
    fresh = [part if part.live >= KEPT_SHARE * len(part.ids) else joined([part]) for part in segments]
    ordered = sorted(fresh, key=lambda part: part.live)
    count = size = 0
    while count < len(ordered) and (not count or ordered[count].live <= LARGER * size):
        size += ordered[count].live
        count += 1
    return ordered[count:] + ([joined(ordered[:count])] if count > 1 else ordered[:count])


def _batches(questions: Iterable[Question]) -> Iterator[dict[int, Question]]:
    """So many at a time that memory stays bounded; of equal ids in one batch the last one."""
    rest = iter(questions)
    while batch := {question.thread_id: question for question in islice(rest, BATCH)}:
        yield batch


def _best_score(collection: Collection, question: Asked) -> float:
    return max((match.score for match in collection.nearest(question, 1)), default=0.0)
