"""Suggestions at 100,000 and a million threads, beside scikit-learn in the same run: ratios, exactness, sizes, freshness."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from search.asked import asked
from search.bm25 import K1
from search.documents import Question
from search.similarity import Similarity
from tests.bench import texts
from tests.bench.bars import Bar
from tests.bench.importing import pss
from tests.conftest import SHARED

SIZES = {100_000: (10, "100,000"), 1_000_000: (20, "a million")}
TYPED = 12
QUERIES, ROUNDS = 100, 5
ROOT = Path(__file__).resolve().parents[2]
RESIDENT = """
import os, sys
from pathlib import Path
from search.similarity import Similarity
index = Similarity.open(Path(sys.argv[1]))
for line in sys.stdin:
    if line.startswith("find "):
        number = int(line.split()[1])
        while number not in {match.thread_id for match in index.nearest("zebra quagga okapi tapir", limit=10)}:
            pass
        print("found", flush=True)
    else:
        index.nearest(line.strip())
        print(os.getpid(), flush=True)
"""


def bars() -> Iterator[Bar]:
    """Both sizes, then whether two stages lose anything."""
    for size, (share, word) in SIZES.items():
        with tempfile.TemporaryDirectory(prefix="porch-bench-") as folder:
            yield from _of_size(Path(folder) / "similar", size, share, word)
    yield from _two_stages()


def _of_size(folder: Path, size: int, share: int, word: str) -> Iterator[Bar]:
    index = Similarity.open(folder)
    start = time.process_time()
    index.replace_all(texts.questions(size))
    yield Bar(f"{word}: threads built a second of CPU", size / (time.process_time() - start), None, "/s")
    yield from _speed(index, size, share, word)
    yield Bar(f"{word}: first stage differs from brute force in", _differences(index), 0, "threads")
    if size == max(SIZES):
        segment = sum(path.stat().st_size for path in folder.rglob("*.npy")) / 2**20
        yield Bar(f"{word}: segment", segment, 350, "MB")
        yield from _from_another_process(folder, index, size, word)


def _speed(index: Similarity, size: int, share: int, word: str) -> Iterator[Bar]:
    queries = texts.typed(QUERIES, TYPED)
    kernel, dense = _alternatives(size)
    ours, dense_times, kernel_times = _times(queries, index.nearest, dense, kernel)
    yield Bar(f"{word}: ours p50", _at(ours, 50), None, "ms")
    yield Bar(f"{word}: ours p99", _at(ours, 99), None, "ms")
    yield Bar(f"{word}: scikit-learn's linear_kernel p50", _at(kernel_times, 50), None, "ms")
    yield Bar(f"{word}: CSR times a dense query p50", _at(dense_times, 50), None, "ms")
    yield Bar(f"{word}: ours / linear_kernel, p50", _at(ours, 50) / _at(kernel_times, 50), 1 / share, "")
    yield Bar(f"{word}: ours / linear_kernel, p99", _at(ours, 99) / _at(kernel_times, 99), 1 / share, "")
    at_most = 1 / 3 if size == max(SIZES) else None  # as many threads are ranked anew whatever the size
    yield Bar(f"{word}: ours / CSR times dense, p50", _at(ours, 50) / _at(dense_times, 50), at_most, "")


def _alternatives(size: int) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    """The question vectorised and compared with every thread by scikit-learn, in its two usual ways."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(f"{each.title} {each.body}" for each in texts.questions(size))

    def kernel(query: str) -> Any:
        return np.argpartition(-linear_kernel(vectorizer.transform([query]), matrix)[0], 5)[:5]

    def dense(query: str) -> Any:
        return np.argpartition(-(matrix @ vectorizer.transform([query]).toarray()[0]), 5)[:5]

    return kernel, dense


def _times(queries: list[str], *acts: Callable[[str], Any]) -> list[list[float]]:
    """CPU milliseconds of each act for each query, the best of ROUNDS.

    They take turns, so that whatever else the machine does slows all of them, and a hiccup of it is nobody's p99.
    """
    spent = np.full((len(acts), len(queries)), np.inf)
    for query in queries[:5]:
        for act in acts:
            act(query)
    for _ in range(ROUNDS):
        for number, act in enumerate(acts):
            for place, query in enumerate(queries):
                start = time.thread_time()
                act(query)
                spent[number, place] = min(spent[number, place], (time.thread_time() - start) * 1_000)
    return [list(each) for each in spent]


def _at(spent: list[float], percent: float) -> float:
    return float(np.percentile(spent, percent))


def _differences(index: Similarity) -> int:
    """Threads that only one of them finds: the first stage, and BM25 of every thread over the same words in plain numpy."""
    from search import ranking

    collection = index._fresh()
    wrong = 0
    for query in texts.typed(10, TYPED):
        question = asked(query)
        weights = collection.weights(question)
        candidates = collection._candidates(weights, question, True, ranking.NOBODY)
        for segment, saturations, found in zip(collection.segments, collection.saturations, candidates, strict=True):
            places = segment.lexicon.stem_places(question.stems)
            scores = np.zeros(len(segment.ids))
            for stem in np.flatnonzero(weights.is_finder & (places >= 0)):
                for side, saturation, weight in (
                    (segment.question, saturations.question, weights.question[stem]),
                    (segment.answer, saturations.answer, weights.answer[stem]),
                ):
                    docs, counts = side.of(places[stem])
                    np.add.at(scores, docs, weight * (K1 + 1) * counts / (counts + saturation.slopes(docs)))
            if len(found):
                least = np.sort(scores[found])[0]
                better = np.flatnonzero(scores > least + 1e-3)
                wrong += len(set(better.tolist()) - set(found.tolist()))
    return wrong


def _from_another_process(folder: Path, index: Similarity, size: int, word: str) -> Iterator[Bar]:
    command = [sys.executable, "-c", RESIDENT, str(folder)]
    other = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdin and other.stdout
    try:
        for query in texts.typed(50, TYPED):
            print(query, file=other.stdin, flush=True)
            other.stdout.readline()
        yield Bar(f"{word}: resident in another process", _resident(other.pid), 500, "MB")
        slowest = 0.0
        for number in range(size + 1, size + 6):
            start = time.monotonic()
            index.write([Question(number, "zebra quagga okapi tapir", f"number {number}", "", True)])
            print(f"find {number}", file=other.stdin, flush=True)
            other.stdout.readline()
            slowest = max(slowest, time.monotonic() - start)
        yield Bar(f"{word}: an added thread is found by another process in", slowest, 1, "s")
    finally:
        other.kill()


def _resident(pid: int) -> float:
    return pss(pid) / 1024


def _two_stages() -> Iterator[Bar]:
    """P@1 on real questions with the first stage, and of ranking everything."""
    from forum.cli.judging import rows_of

    path = SHARED / "data" / "intents" / "banking77.csv"
    if not path.exists():
        return
    rows = rows_of(path)
    random.Random(7).shuffle(rows)
    cut = len(rows) // 5
    known, test = rows[cut:], rows[: min(cut, 1_000)]
    with tempfile.TemporaryDirectory(prefix="porch-bench-") as folder:
        index = Similarity.open(Path(folder) / "similar")
        index.replace_all(Question(number, row["text"], "", "", True) for number, row in enumerate(known))
        whole = range(len(known))
        two = [known[index.nearest(row["text"], 1)[0].thread_id]["label"] == row["label"] for row in test]
        every = [known[index.ranked(row["text"], whole)[0].thread_id]["label"] == row["label"] for row in test]
    yield Bar("Banking77: P@1 lost by two stages", 100 * (sum(every) - sum(two)) / len(test), 0.5, "points")
