"""The shapes of the pictures, in percent of a width and height that only the browser knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.reports.over_time import Row
from moderation.reports.resolution import SOLVERS

SHADES = 5
MOST_WORDS = 6  # days named below a line of time


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the bottom up: its left edge, its width and its height."""

    x: float
    width: float
    height: float
    row: Row


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch that is named below a line of time, and where."""

    x: float
    row: Row


def sparkline(values: Sequence[float | None]) -> str:
    """Points of a line from the lowest of the values (or 0) to the highest; where there is no value, it goes on."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    most = max(value for _, value in known) or 1.0
    last = len(values) - 1
    return " ".join(f"{100 * place / last:.1f},{100 - 100 * max(value, 0) / most:.1f}" for place, value in known)


def bars(rows: Sequence[Row]) -> list[Bar]:
    """The share of each stretch in which anybody asked, as bars with a little room between."""
    width = 100 / max(len(rows), 1)
    return [
        Bar(round(number * width + width * 0.1, 3), round(width * 0.8, 3), round(100 * row.share, 2), row)
        for number, row in enumerate(rows)
        if row.share is not None
    ]


def words(rows: Sequence[Row]) -> list[Word]:
    """Some stretches, evenly spread, to be named; each stands where its bar has its middle."""
    count = min(MOST_WORDS, len(rows))
    chosen = sorted({round(number * (len(rows) - 1) / max(count - 1, 1)) for number in range(count)})
    return [Word(round(100 * (number + 0.5) / len(rows), 2), rows[number]) for number in chosen]


def areas(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """For each of SOLVERS the outline of its area, stacked in this order.

    Stretches without a solved question are bridged; one stretch alone is as wide as the picture.
    """
    solved = [(100 * (place + 0.5) / len(rows), row) for place, row in enumerate(rows) if row.total]
    if len(solved) == 1:
        solved = [(0.0, solved[0][1]), (100.0, solved[0][1])]
    below = [0.0] * len(solved)
    found = []
    for solver in SOLVERS:
        above = [low + 100 * row.solved[solver] / row.total for low, (_, row) in zip(below, solved, strict=True)]
        if any(high > low for high, low in zip(above, below, strict=True)):
            found.append((solver, _outline([x for x, _ in solved], below, above)))
        below = above
    return found


def _outline(xs: Sequence[float], below: Sequence[float], above: Sequence[float]) -> str:
    there = zip(xs, above, strict=True)
    back = reversed(list(zip(xs, below, strict=True)))
    return " ".join(f"{x:.2f},{100 - y:.2f}" for x, y in (*there, *back))


def shade(count: int, most: int) -> int:
    """How dark an hour is, 0 (nothing) to SHADES (the most)."""
    return -(-count * SHADES // most) if most else 0
