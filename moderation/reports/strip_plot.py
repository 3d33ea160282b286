"""The strip plot: durations as dots along a logarithmic line, in shares of a width that only the browser knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
#: Where the line has marks, in seconds; it ends at the first from a week on that leaves no dot beyond.
TICKS = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY, 3_650 * DAY)
SHORTEST = 5  # index of the tick where the shortest line ends
MOST_DOTS = 400
LANES = 9
_WORDS = 16  # percent of a small screen that words at a mark take
_APART = 1.6  # percent of the width that two dots of one lane keep between them where there is room


@dataclass(frozen=True, slots=True)
class Dot:
    """One duration: `x` in percent of the width, `lane` from 0 at the top to LANES - 1."""

    key: int
    seconds: float
    x: float
    lane: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the line."""

    seconds: float
    x: float


@dataclass(frozen=True, slots=True)
class StripPlot:
    """Dots in order of their durations, `total` before they were sampled; `limit` is where the promise ends."""

    dots: Sequence[Dot]
    ticks: Sequence[Tick]
    limit: Tick
    total: int


def strip_plot(durations: Sequence[tuple[int, float]], total: int | None = None, limit: float = DAY) -> StripPlot:
    """Place (key, seconds) along the line; those above the limit are late. More than MOST_DOTS are sampled evenly.

    `total` is how many there were where these are a sample already.
    """
    ordered = sorted(durations, key=lambda each: (each[1], each[0]))
    end = _end(ordered[-1][1] if ordered else 0.0)
    chosen = sampled(ordered, MOST_DOTS)
    xs = [place(seconds, end) for _, seconds in chosen]
    dots = [
        Dot(key, seconds, x, lane, seconds > limit)
        for (key, seconds), x, lane in zip(chosen, xs, lanes(xs), strict=True)
    ]
    return StripPlot(dots, _ticks(end), Tick(limit, place(limit, end)), len(ordered) if total is None else total)


def _ticks(end: float) -> list[Tick]:
    """The marks up to the end. The first has its words on its right, so the second needs room on a small screen."""
    first, *others = (Tick(seconds, place(seconds, end)) for seconds in TICKS if seconds <= end)
    return [first, *(tick for tick in others if tick.x >= _WORDS)]


def _end(longest: float) -> float:
    return next((tick for tick in TICKS[SHORTEST:] if longest <= tick), TICKS[-1])


def place(seconds: float, end: float) -> float:
    """Where so many seconds lie between a minute (0) and the end (100), in percent; what lies beyond is put there."""
    within = min(max(seconds, MINUTE), end)
    return round(100 * log(within / MINUTE) / log(end / MINUTE), 2)


def sampled(ordered: Sequence[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """At most so many, evenly spread over all of them, the first and the last included."""
    if len(ordered) <= most:
        return list(ordered)
    return [ordered[round(number * (len(ordered) - 1) / (most - 1))] for number in range(most)]


def lanes(xs: Sequence[float]) -> list[int]:
    """A lane for each place (ascending), from the middle outwards, so that dots do not hide one another.

    Where all lanes are taken, the dot goes to the one whose last dot is furthest away, by turns where several are.
    """
    order = sorted(range(LANES), key=lambda lane: (abs(lane - LANES // 2), lane))
    last = dict.fromkeys(order, float("-inf"))
    used = dict.fromkeys(order, 0)
    found = []
    for x in xs:
        free = next((lane for lane in order if x - last[lane] >= _APART), None)
        lane = min(order, key=lambda each: (last[each], used[each])) if free is None else free
        last[lane] = x
        used[lane] += 1
        found.append(lane)
    return found
