"""The table behind each picture as rows for a spreadsheet: a line of names, then the numbers."""

from collections.abc import Callable, Iterator, Sequence

from forum.redirects import WAYS
from moderation.reports.open_cases import ALL_AGES
from moderation.reports.overview import Overview
from moderation.reports.resolution import SOLVERS

Row = Sequence[object]


def _bands(told: Overview) -> Iterator[Row]:
    yield "first_answer", "questions"
    yield from told.times.bands().items()


def _weeks(told: Overview) -> Iterator[Row]:
    yield "first_day", "last_day", "questions", "answered_within_24h", "share", "median_seconds"
    for row in told.over_time.rows:
        yield row.first, row.last, row.asked, row.in_time, row.share, row.median


def _hours(told: Overview) -> Iterator[Row]:
    yield "weekday", "hour", "questions", "answered_within_24h", "first_answers"
    for number in range(168):
        day, hour = divmod(number, 24)
        yield (
            day + 1,
            hour,
            *(table[day][hour] for table in (told.hours.asked, told.hours.in_time, told.hours.answered)),
        )


def _resolution(told: Overview) -> Iterator[Row]:
    yield "first_day", "last_day", *SOLVERS
    for row in told.over_time.rows:
        yield row.first, row.last, *row.solved.values()


def _cases(told: Overview) -> Iterator[Row]:
    yield "age", "high_risk", "others"
    for age in ALL_AGES:
        yield age, told.cases.high[age], told.cases.rest[age]


def _elsewhere(told: Overview) -> Iterator[Row]:
    yield "brand", "channel", "replies", *WAYS, "share"
    for each in told.places:
        yield each.brand, each.channel, each.replies, *each.ways.values(), each.share


SHEETS: dict[str, Callable[[Overview], Iterator[Row]]] = {
    "first-answers": _bands,
    "weeks": _weeks,
    "hours": _hours,
    "resolution": _resolution,
    "cases": _cases,
    "elsewhere": _elsewhere,
}
