"""Which posts of a batch say what another question says already: groups that are the same in whatever order they come.

Two posts belong together when their wordings are copies or near copies, they are about the same brand, and no more
than the echo days lie between them; and so do all that hang together by such pairs. The first that came of a group has
the thread; when a post joins two groups that had one each, the later thread is folded into the earlier.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, func, select

from forum import settings, wording
from forum.extensions import db
from forum.models import Post, Thread, WordingBand
from forum.models import Wording as KnownWording
from forum.services import brands, holding, import_folds
from forum.services.import_batch import Arrival
from forum.services.import_folds import Fold
from forum.services.import_places import Spot
from forum.services.origins import Places
from forum.wording import Wording

MOST_COMPARED = 20  # wordings under one band, the newest: what more of them share is a form of words that many fill in


@dataclass(slots=True, eq=False)
class Run:
    """Copies in a batch, none later than the echo days after the one before; `same` and `like`: known ones like it."""

    brand_id: int
    wording: Wording
    arrivals: list[Arrival]
    same: list[Any] = field(default_factory=list)
    like: list[Any] = field(default_factory=list)

    @property
    def span(self) -> tuple[Any, Any]:
        """When the first and the last of them were posted."""
        return self.arrivals[0].post.created_at, self.arrivals[-1].post.created_at


@dataclass(slots=True)
class Echoes:
    """What was found in a batch: the runs with the thread that each belongs to, and the threads to be folded."""

    runs: list[Run] = field(default_factory=list)
    homes: dict[Run, int] = field(default_factory=dict)
    folds: list[Fold] = field(default_factory=list)
    counted: dict[int, dict[int, int]] = field(default_factory=dict)


class _Circles:
    """Union-find over runs and known threads."""

    def __init__(self) -> None:
        self.above: dict[Any, Any] = {}

    def top(self, one: Any) -> Any:
        while (up := self.above.get(one, one)) != one:
            self.above[one] = self.above.get(up, up)
            one = up
        return one

    def join(self, one: Any, other: Any) -> None:
        self.above.setdefault(one, one)
        self.above[self.top(other)] = self.top(one)


def gather(arrivals: Iterable[Arrival], places: Places) -> Echoes:
    """Find what the new posts echo, and note it on them (`Arrival.echoes`)."""
    days = timedelta(days=settings.current().echo_days)
    found = Echoes(_runs(arrivals, days) if days else [])
    if not found.runs:
        return found
    circles = _Circles()
    _join_runs(found.runs, circles, days)
    groups: dict[Any, dict[int, Any]] = {}
    for row in _join_known(found, circles, days):
        groups.setdefault(circles.top(row.thread_id), {})[row.thread_id] = row
    _hold_to_fold(groups.values())
    for runs in _together(found.runs, circles):
        _settle(found, runs, list(groups.get(circles.top(runs[0]), {}).values()), places)
    return found


def _hold_to_fold(groups: Iterable[dict[int, Any]]) -> None:
    """Wait for whoever acts in threads that may be folded, before it is asked whether somebody has."""
    thread_ids = [thread_id for group in groups if len(group) > 1 for thread_id in group]
    if thread_ids:
        holding.hold_all(thread_ids, to_fold=True)


def _runs(arrivals: Iterable[Arrival], days: timedelta) -> list[Run]:
    by_key: dict[tuple[int, str], list[Arrival]] = {}
    for arrival in arrivals:
        if arrival.ready.wording is not None:
            by_key.setdefault((arrival.brand_id, arrival.ready.wording.key), []).append(arrival)
    default = brands.default_id() if any(not brand_id for brand_id, _ in by_key) else 0
    runs = []
    for (brand_id, _), copies in by_key.items():
        last = None
        for copy in sorted(copies, key=_order):
            if last is None or copy.post.created_at - last.arrivals[-1].post.created_at > days:
                last = Run(brand_id or default, copy.ready.wording or Wording(""), [])
                runs.append(last)
            last.arrivals.append(copy)
    return runs


def _order(arrival: Arrival) -> tuple[Any, str, str]:
    return arrival.post.created_at, arrival.post.channel, arrival.post.external_id


def _join_runs(runs: Sequence[Run], circles: _Circles, days: timedelta) -> None:
    """Near copies within the batch; those that hang together already are not compared."""
    by_band: dict[tuple[int, int, int], deque[Run]] = {}
    for run in runs:
        circles.join(run, run)
        close: dict[Run, None] = {}
        for place, band in enumerate(run.wording.bands):
            others = by_band.setdefault((run.brand_id, place, band), deque(maxlen=MOST_COMPARED))
            close |= dict.fromkeys(others)
            others.append(run)
        for other in close:
            is_new = circles.top(other) is not circles.top(run)
            if is_new and _is_close(run.span, other.span, days) and _is_near(run.wording.text, other.wording.text):
                circles.join(other, run)


def _is_close(one: tuple[Any, Any], other: tuple[Any, Any], days: timedelta) -> bool:
    return bool(one[0] - other[1] <= days and other[0] - one[1] <= days)


def _is_near(one: str, other: str) -> bool:
    return wording.is_near(one, other, current_app.extensions["weigh"])


def _join_known(found: Echoes, circles: _Circles, days: timedelta) -> list[Any]:
    """Join runs with the threads of known wordings; gives a row for each of these."""
    rows = {row.id: row for row in _known(found.runs, days)}
    by_key: dict[tuple[int, str], list[Any]] = {}
    for row in rows.values():
        by_key.setdefault((row.brand_id, row.key), []).append(row)
    by_band = _by_band(found, rows)
    joined = []
    for run in found.runs:
        run.same = [row for row in by_key.get((run.brand_id, run.wording.key), ()) if _fits(run, row, days)]
        close = dict.fromkeys(each for band in enumerate(run.wording.bands) for each in by_band.get(band, ()))
        seen = {row.thread_id for row in run.same}
        for row in (rows[each] for each in close):
            if row.thread_id not in seen and _fits(run, row, days) and _is_near(run.wording.text, row.text):
                seen.add(row.thread_id)
                run.like.append(row)
        for row in (*run.same, *run.like):
            circles.join(row.thread_id, run)
            joined.append(row)
    return joined


def _fits(run: Run, row: Any, days: timedelta) -> bool:
    return row.brand_id == run.brand_id and _is_close(run.span, (row.first_at, row.last_at), days)


def _by_band(found: Echoes, rows: dict[int, Any]) -> dict[tuple[int, int], list[int]]:
    """Known wordings by band; how many of each thread, and of each band, there are is noted."""
    wanted = {band for run in found.runs for band in run.wording.bands}
    by_band: dict[tuple[int, int], list[int]] = {}
    banded = select(WordingBand).where(WordingBand.wording_id.in_(list(rows)), WordingBand.band.in_(wanted))
    for each in db.session.execute(banded.with_only_columns(*WordingBand.__table__.columns)) if wanted and rows else ():
        by_band.setdefault((each.place, each.band), []).append(each.wording_id)
        counts = found.counted.setdefault(rows[each.wording_id].thread_id, {})
        counts[each.band] = counts.get(each.band, 0) + 1
    return by_band


def _known(runs: Sequence[Run], days: timedelta) -> Iterator[Any]:
    """Wordings with the keys, or some band, of these runs, of questions that stand and were asked near in time."""
    since, until = min(run.span[0] for run in runs) - days, max(run.span[1] for run in runs) + days
    within = (KnownWording.last_at >= since, KnownWording.first_at <= until, Thread.deleted_at.is_(None))
    keys, bands = {run.wording.key for run in runs}, {band for run in runs for band in run.wording.bands}
    yield from db.session.execute(_rows().where(KnownWording.key.in_(keys), *within))
    if bands:
        place = func.row_number().over(partition_by=WordingBand.band, order_by=WordingBand.wording_id.desc())
        banded = select(WordingBand.wording_id, place.label("place")).where(WordingBand.band.in_(bands)).subquery()
        newest = select(banded.c.wording_id).where(banded.c.place <= MOST_COMPARED)
        yield from db.session.execute(_rows().where(KnownWording.id.in_(newest), *within))


def _rows() -> Select[*tuple[Any, ...]]:
    said = [column for column in KnownWording.__table__.columns if column.name != "at"]
    thread = (Thread.asker_identity_id, Thread.is_live, Thread.created_at, Post.id.label("question_id"))
    rows = select(*said, *thread).join(Thread, Thread.id == KnownWording.thread_id)
    return rows.join(Post, and_(Post.thread_id == Thread.id, Post.kind == "question", Post.deleted_at.is_(None)))


def _together(runs: Sequence[Run], circles: _Circles) -> list[list[Run]]:
    found: dict[Any, list[Run]] = {}
    for run in runs:
        found.setdefault(circles.top(run), []).append(run)
    return list(found.values())


def _settle(found: Echoes, runs: Sequence[Run], known: Sequence[Any], places: Places) -> None:
    """Give one group its thread: the known one (others are folded into it), else that of its first post."""
    if known:
        home = min(known, key=_age)
        folds, stays = import_folds.plan(home, known)
        found.folds += folds
        for run in runs:
            same, like = ([row for row in rows if row.thread_id in stays] for rows in (run.same, run.like))
            row = min(same or like or [home], key=_age)
            found.homes[run] = row.thread_id
            _echo(run.arrivals, places.question(row))
        return
    everyone = sorted((arrival for run in runs for arrival in run.arrivals), key=_order)
    _echo(everyone[1:], everyone[0])


def _age(row: Any) -> tuple[Any, int]:
    return row.created_at, row.thread_id


def _echo(arrivals: Iterable[Arrival], first: Arrival | Spot) -> None:
    for arrival in arrivals:
        arrival.echoes = first
