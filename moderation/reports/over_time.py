"""How a report's numbers went over time: by the week in which questions were asked, and by the hour of the week."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.reports.facts import SECOND, Numbers
from moderation.reports.local_time import HOURS, Stretches, hours_of_week, stretches
from moderation.reports.resolution import NOBODY, PEERS, SOLVERS, Resolution
from moderation.reports.response_times import Times
from moderation.reports.service_levels import quantile

#: The share of questions that should be answered within a day.
TARGET = 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch of time: its days, how many asked, of these answered in time, the median, and who solved how many."""

    first: date
    last: date
    asked: int
    in_time: int
    median: float | None
    solved: dict[str, int]

    @property
    def share(self) -> float | None:
        """The share answered within a day; None where nobody asked."""
        return self.in_time / self.asked if self.asked else None

    @property
    def total(self) -> int:
        """How many of these are solved."""
        return sum(self.solved.values())

    @property
    def peer_share(self) -> float | None:
        """The share of the solved ones that peers solved; None where nothing is solved."""
        return sum(self.solved[solver] for solver in PEERS) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class OverTime:
    """The stretches of a report in order; `unit` is week, month or year."""

    unit: str
    rows: list[Row]


def over_time(times: Times, solved: Resolution, zone: tzinfo) -> OverTime:
    """Count by the stretch of time in which each question was asked."""
    found = stretches(times.facts.asked // SECOND, zone)
    size = len(found.all)
    asked, in_time = _counted(found.numbers, size), _counted(found.numbers[times.is_in_time], size)
    medians, by = _medians(found, times), _by_solver(found, solved)
    rows = [
        Row(each.first, each.last, int(asked[n]), int(in_time[n]), medians[n], by[n])
        for n, each in enumerate(found.all)
    ]
    return OverTime(found.unit, rows)


def _counted(numbers: Numbers, size: int) -> NDArray[Any]:
    return np.bincount(numbers, minlength=size)


def _medians(found: Stretches, times: Times) -> list[float | None]:
    took = (times.answers - times.facts.asked)[times.is_answered] / SECOND
    numbers = found.numbers[times.is_answered]
    order = np.argsort(numbers, kind="stable")
    edges = np.searchsorted(numbers[order], np.arange(1, len(found.all)))
    return [quantile(part, 0.5) for part in np.split(took[order], edges)]


def _by_solver(found: Stretches, solved: Resolution) -> list[dict[str, int]]:
    is_solved = solved.solvers != NOBODY
    numbers = found.numbers[is_solved] * len(SOLVERS) + solved.solvers[is_solved]
    table = np.bincount(numbers, minlength=len(found.all) * len(SOLVERS)).reshape(-1, len(SOLVERS))
    return [dict(zip(SOLVERS, map(int, row), strict=True)) for row in table]


@dataclass(frozen=True, slots=True)
class Hours:
    """Seven days (from Monday) of 24 hours each.

    How many asked then, how many of these were answered within a day, and how many first answers were given then.
    """

    asked: list[list[int]]
    in_time: list[list[int]]
    answered: list[list[int]]

    @property
    def most(self) -> int:
        """The largest number of questions or answers in one hour of the week."""
        return max(max(max(day) for day in table) for table in (self.asked, self.answered))


def hours(times: Times, zone: tzinfo) -> Hours:
    """Load against answers, by the hour of the week where the reader is."""
    asked = hours_of_week(times.facts.asked // SECOND, zone)
    return Hours(_week(asked), _week(asked[times.is_in_time]), _week(answer_hours(times, zone)))


def answer_hours(times: Times, zone: tzinfo) -> Numbers:
    """The hour of the week of each first answer, of the answered questions."""
    return hours_of_week(times.answers[times.is_answered] // SECOND, zone)


def _week(numbers: Numbers) -> list[list[int]]:
    table: list[list[int]] = np.bincount(numbers, minlength=HOURS).reshape(7, 24).tolist()
    return table
