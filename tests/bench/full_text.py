"""Full text at 100,000 and 300,000 posts: 95th percentile (CPU) of every kind of query, Whoosh beside FTS5."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from search.index import Index, open_index
from search.query import parse
from tests.bench import texts
from tests.bench.bars import Bar

SIZES = {100_000: 50, 300_000: 80}
ENGINES = ("sqlite", "whoosh")
ASKED = 60


def kinds() -> dict[str, Callable[[Index], list[Callable[[], Any]]]]:
    """Queries by name: each makes the calls to time."""

    def of(queries: list[str], **more: Any) -> Callable[[Index], list[Callable[[], Any]]]:
        return lambda index: [lambda query=query: index.search(parse(query), **more) for query in queries]

    return {
        "two words": of(texts.typed(ASKED, 2)),
        "four words": of(texts.typed(ASKED, 4)),
        "a very common word": of(texts.common(ASKED)),
        "ten words": of(texts.typed(ASKED, 10)),
        "with a filter": of([f"{query} channel:site -is:solved" for query in texts.typed(ASKED, 3)]),
        "newest first": of(texts.typed(ASKED, 3), sort="new"),
    }


def bars() -> Iterator[Bar]:
    """Each size, each engine; Whoosh is held to the bars, FTS5 is told beside it."""
    slowest: dict[tuple[str, int], float] = {}
    for size, limit in SIZES.items():
        for engine in ENGINES:
            with tempfile.TemporaryDirectory(prefix="porch-bench-") as folder:
                index = open_index(f"{engine}:{Path(folder) / 'fulltext'}")
                start = time.process_time()
                index.replace_all(texts.documents(size))
                built = size / (time.process_time() - start)
                yield Bar(f"{engine}, {size:,}: posts built a second of CPU", built, None, "/s")
                disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
                yield Bar(f"{engine}, {size:,}: disk", disk, None, "MB")
                for name, make in kinds().items():
                    figure = _p95(make(index))
                    slowest[engine, size] = max(slowest.get((engine, size), 0), figure)
                    yield Bar(f"{engine}, {size:,}: {name}, p95", figure, limit if engine == "whoosh" else None, "ms")
                index.close()
    for engine in ENGINES:
        small, large = (slowest[engine, size] for size in SIZES)
        yield Bar(f"{engine}: three times the posts cost, times", large / small, 3, "")


def _p95(calls: list[Callable[[], Any]]) -> float:
    for call in calls[:5]:
        call()
    spent = []
    for call in calls:
        start = time.thread_time()
        call()
        spent.append((time.thread_time() - start) * 1_000)
    return float(np.percentile(spent, 95))
