"""Instants where the reader is: days, hours of the week, stretches of time; right also when clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
HOUR, DAY = 3_600, 86_400  # seconds
HOURS = 7 * 24
#: As many stretches as a picture has room for; more of them are told by month, then by year.
MOST_WEEKS, MOST_MONTHS = 80, 96
_MONDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, slots=True)
class Stretch:
    """A week (from Monday), a month or a year: its first and its last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Stretches:
    """All stretches from the first to the last in which something happened; for each instant the number of its own."""

    unit: str
    all: list[Stretch]
    numbers: Numbers


def local(seconds: Numbers, zone: tzinfo) -> Numbers:
    """What the clocks of a zone say at these instants (seconds since 1970, UTC), as if they were seconds of UTC."""
    if not len(seconds):
        return seconds
    starts, offsets = _offsets(int(seconds.min()), int(seconds.max()), zone)
    return seconds + offsets[np.searchsorted(starts, seconds, side="right") - 1]


def _offsets(first: int, last: int, zone: tzinfo) -> tuple[Numbers, Numbers]:
    """From which instants on the clocks are how far ahead of UTC: looked at once a day, then narrowed down."""
    marks = [*range(first, last, DAY), last]
    found = [(first, _offset(first, zone))]
    for before, after in pairwise(marks):
        ahead = _offset(after, zone)
        if ahead != found[-1][1]:
            found.append((_change(before, after, zone), ahead))
    starts, offsets = zip(*found, strict=True)
    return np.array(starts, np.int64), np.array(offsets, np.int64)


def _change(before: int, after: int, zone: tzinfo) -> int:
    """The first second of (before, after] at which the clocks are as far ahead as they are at its end."""
    ahead = _offset(after, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _offset(middle, zone) == ahead else (middle, after)
    return after


def _offset(seconds: int, zone: tzinfo) -> int:
    ahead = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0


def hours_of_week(seconds: Numbers, zone: tzinfo) -> Numbers:
    """The hour of the week of each instant: 0 from midnight to one on Monday, 167 the last on Sunday."""
    there = local(seconds, zone)
    return (there // DAY + _MONDAY) % 7 * 24 + there // HOUR % 24


def beginning(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day begins in a zone, also where clocks change at midnight."""
    midnight = datetime.combine(day, time.min, UTC)
    near = (midnight - timedelta(days=1), midnight + timedelta(days=1))
    ways = sorted(midnight - timedelta(seconds=_offset(int(each.timestamp()), zone)) for each in near)
    return next((at for at in ways if at.astimezone(zone).date() >= day), ways[-1])


def stretches(seconds: Numbers, zone: tzinfo) -> Stretches:
    """The weeks of these instants, or where those would be too many the months, or the years; none of nothing."""
    if not len(seconds):
        return Stretches("week", [], seconds)
    days = (local(seconds, zone) // DAY).astype("datetime64[D]")
    unit, numbers = _numbered(days)
    low = int(numbers.min())
    return Stretches(unit, [_stretch(unit, n) for n in range(low, int(numbers.max()) + 1)], numbers - low)


def _numbered(days: NDArray[np.datetime64]) -> tuple[str, Numbers]:
    weeks = (days.astype(np.int64) + _MONDAY) // 7
    if np.ptp(weeks) < MOST_WEEKS:
        return "week", weeks
    months = days.astype("datetime64[M]").astype(np.int64)
    if np.ptp(months) < MOST_MONTHS:
        return "month", months
    return "year", days.astype("datetime64[Y]").astype(np.int64)


def _stretch(unit: str, number: int) -> Stretch:
    if unit == "week":
        first = date(1970, 1, 1) + timedelta(days=number * 7 - _MONDAY)
        return Stretch(first, first + timedelta(days=6))
    months = 1 if unit == "month" else 12
    return Stretch(_month(number * months), _month((number + 1) * months) - timedelta(days=1))


def _month(number: int) -> date:
    return date(1970 + number // 12, number % 12 + 1, 1)
