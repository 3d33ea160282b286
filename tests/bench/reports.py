"""Reports over a hundred thousand threads, and the queue with fifty thousand open cases: CPU, statements, memory."""

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench import places, towns
from tests.bench.bars import Bar

PAGE, QUEUE = "/moderation/reports", "/moderation/queue"
EVERYTHING = "?from=&to="
BEHIND = ("threads?from=&to=&show=peer", "threads?from=&to=&show=all&hour=9", "cases", "replies?from=&to=")


def bars() -> Iterator[Bar]:
    """A large town is grown once for each."""
    with places.forum() as app:
        towns.grow(app)
        yield from _reports(app)
    with places.forum() as app:
        towns.grow(app, threads=60_000, cases=60_000, days=60)
        yield from _queue(app)


def _visitor(app: Any) -> Callable[[str], bytes]:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1:0", True

    def get(path: str) -> bytes:
        answered = client.get(path)
        if answered.status_code != 200:
            raise RuntimeError(f"{path}: {answered.status}")
        return bytes(answered.get_data())

    return get


def _spent(act: Callable[[], Any]) -> float:
    """CPU seconds of this process for one act."""
    start = time.process_time()
    act()
    return time.process_time() - start


def _usual(act: Callable[[], Any], times: int = 5) -> float:
    """Median CPU seconds of an act, after a warm-up."""
    act()
    return statistics.median(_spent(act) for _ in range(times))


def _reports(app: Any) -> Iterator[Bar]:
    get = _visitor(app)
    yield Bar("reports, all of 100,000 threads: CPU", _usual(lambda: get(PAGE + EVERYTHING)), 1, "s")
    yield Bar("reports, the last 90 days of them: CPU", _usual(lambda: get(f"{PAGE}?from=2026-08-22")), 1, "s")
    yield Bar("reports, all of them: HTML", len(get(PAGE + EVERYTHING)) / 1024, 300, "KB")
    for place in BEHIND:
        yield Bar(
            f"behind a number, {place.split('?')[0]}: CPU", _usual(lambda place=place: get(f"{PAGE}/{place}")), 1, "s"
        )
    yield Bar("100,000 questions as CSV: CPU", _spent(lambda: get(f"{PAGE}/threads.csv{EVERYTHING}")), 10, "s")
    yield Bar("  memory that it takes at most", _memory(app), 60, "MB")


def _memory(app: Any) -> float:
    """Megabytes at the highest, of a file read line by line as a server sends it."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1:0", True
    tracemalloc.start()
    answered = client.get(f"{PAGE}/threads.csv{EVERYTHING}", buffered=False)
    for _ in answered.response:
        pass
    answered.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024 / 1024


def _queue(app: Any) -> Iterator[Bar]:
    """Every tab, by brand and channel, and each some pages deep; and from far below."""
    get = _visitor(app)
    spent: dict[str, float] = {}
    for state in ("open", "mine", "escalated", "pending", "resolved"):
        for more in ("", "&channel=twitter", "&brand=brand-2", "&channel=site&brand=brand-3"):
            path = f"{QUEUE}?state={state}{more}"
            for deep in ("", "&after=1-1795000000000000-30000", "&before=1-1795000000000000-30000"):
                get(path + deep)
                spent[path + deep] = min(_spent(lambda path=path + deep: get(path)) for _ in range(3)) * 1000
    slowest = max(spent, key=lambda each: spent[each])
    yield Bar("queue of 50,000 open cases, p95 of all tabs and filters: CPU", _p95(spent.values()), 100, "ms")
    yield Bar(f"  the slowest, {slowest[len(QUEUE) :][:40]}", spent[slowest], None, "ms")


def _p95(values: Any) -> float:
    return statistics.quantiles(values, n=20)[18]
