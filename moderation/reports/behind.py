"""The questions behind a number of the reports, the newest first, a page at a time by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from moderation.reports.facts import SECOND, Numbers
from moderation.reports.local_time import hours_of_week
from moderation.reports.over_time import answer_hours
from moderation.reports.resolution import SOLVERS, Resolution
from moderation.reports.response_times import Mask, Times, newest_first

PAGE = 50
SOLVED = (*SOLVERS, "solved", "by-peers")
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Behind:
    """How many questions lie behind a number; the places in the facts of one page, and where the next begins."""

    total: int
    places: Numbers
    below: Key | None


def chosen(times: Times, solved: Resolution, show: str, zone: tzinfo, hour: int | None = None) -> Mask:
    """Which questions lie behind `show`, asked in an hour of the week; with `answers`, first answered in it."""
    if show == "answers":
        found = times.is_answered.copy()
        found[found] = np.isin(answer_hours(times, zone), hour) if hour is not None else True
        return found
    found = solved.behind(show) if show in SOLVED else times.behind(show)
    return found & (hours_of_week(times.facts.asked // SECOND, zone) == hour) if hour is not None else found


def page(times: Times, is_chosen: Mask, after: Key | None = None) -> Behind:
    """One page of the chosen questions, below a key (microseconds and id of the last one above)."""
    told = times.facts
    order = newest_first(told)
    order = order[is_chosen[order]]
    total = len(order)
    if after:
        asked, ids = told.asked[order], told.thread_ids[order]
        order = order[(asked < after[0]) | ((asked == after[0]) & (ids < after[1]))]
    places = order[:PAGE]
    is_more = len(order) > PAGE
    last = (int(told.asked[places[-1]]), int(told.thread_ids[places[-1]])) if is_more else None
    return Behind(total, places, last)


def in_parts(times: Times, is_chosen: Mask, size: int = 500) -> Iterator[Numbers]:
    """The places of all chosen questions, the newest first, so many at a time."""
    order = newest_first(times.facts)
    order = order[is_chosen[order]]
    for start in range(0, len(order), size):
        yield order[start : start + size]
