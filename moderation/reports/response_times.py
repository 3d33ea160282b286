"""Response times: how soon each question was answered, by the brand or by anyone, and which lie behind a number.

The brand's answers are those of the service levels: a hidden question counts, as a customer asked it, and so does what
the brand said in a post that was hidden since; what its author took back does not. An answer of a neighbour counts
while it can be read; what askers answer themselves never does.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.reports.facts import DAY, NEVER, SECOND, Facts, Numbers, facts, micros_of
from moderation.reports.scope import Scope
from moderation.reports.service_levels import Levels, levels

#: Answered within so many seconds of being asked, and later than the band before.
BANDS = {"10-min": 600, "1-h": 3_600, "6-h": 21_600, "24-h": 86_400}
ALL_BANDS = (*BANDS, "over", "none")
#: The numbers of questions that have threads behind them; what answers count is told apart.
NUMBERS = ("all", "in-time", "late", *ALL_BANDS)
_ENDS = np.array([most * SECOND for most in BANDS.values()])
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Times:
    """The questions of a report as things stood at an instant, and what they come to: answered by us, or by anyone."""

    as_of: int
    facts: Facts
    is_by_anyone: bool = False

    def by_anyone(self) -> "Times":
        """The same questions, answered when anyone but the asker did."""
        return Times(self.as_of, self.facts, True)

    @property
    def answers(self) -> Numbers:
        """When each was first answered."""
        return self.facts.helped if self.is_by_anyone else self.facts.answered

    @cached_property
    def levels(self) -> Levels:
        """The service levels of these questions."""
        return levels(self.facts.asked, self.answers, self.as_of)

    @cached_property
    def is_answered(self) -> Mask:
        """Which of them are answered."""
        return self.answers != NEVER

    @cached_property
    def is_in_time(self) -> Mask:
        """Which were answered within a day."""
        return self.is_answered & (self.answers - self.facts.asked <= DAY)

    @cached_property
    def _band_numbers(self) -> NDArray[Any]:
        """The place of each in ALL_BANDS."""
        numbers = np.searchsorted(_ENDS, self.answers - self.facts.asked, side="left")
        return np.where(self.is_answered, numbers, len(ALL_BANDS) - 1)

    def bands(self) -> dict[str, int]:
        """How many questions lie in each band of BANDS, how many beyond (`over`), and how many in none (`none`)."""
        counts = np.bincount(self._band_numbers, minlength=len(ALL_BANDS))
        return dict(zip(ALL_BANDS, map(int, counts), strict=True))

    def behind(self, number: str) -> Mask:
        """Which questions lie behind a number (one of NUMBERS); none behind what is no number."""
        if number in ALL_BANDS:
            return self._band_numbers == ALL_BANDS.index(number)
        if number == "in-time":
            return self.is_in_time
        if number == "late":
            return ~self.is_answered & (self.as_of - self.facts.asked > DAY)
        return np.full(len(self.facts), number == "all")

    def sample(self, most: int) -> list[tuple[int, float]]:
        """(thread id, seconds) of at most so many of the answered ones, evenly from the quickest to the slowest."""
        took = (self.answers - self.facts.asked)[self.is_answered]
        ids = self.facts.thread_ids[self.is_answered]
        order = np.lexsort((ids, took))
        if len(order) > most:
            order = order[np.round(np.linspace(0, len(order) - 1, most)).astype(int)]
        return list(zip(ids[order].tolist(), (took[order] / SECOND).tolist(), strict=True))


def response_times(scope: Scope) -> Times:
    """The questions of a scope and when the brand answered, in one statement."""
    return times_of(facts(scope), scope.as_of)


def times_of(told: Facts, as_of: datetime) -> Times:
    """What facts come to as of an instant."""
    return Times(micros_of(as_of), told)


def newest_first(told: Facts) -> NDArray[Any]:
    """Places of the questions, the newest first."""
    return np.lexsort((told.thread_ids, told.asked))[::-1]
