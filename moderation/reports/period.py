"""The days that a report is about, read from what a person wrote: whole days where they are, or no bound at all."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 90
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1970, 3000)


class UnclearPeriodError(ValueError):
    """These words are no period. `words` are what cannot be read, empty where the first day comes after the last."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included; None: since the beginning, until now."""

    first: date | None = None
    last: date | None = None

    @property
    def has_no_bounds(self) -> bool:
        """Whether it is all of time."""
        return self.first is None and self.last is None


def read(first: str | None, last: str | None, today: date) -> Period:
    """The period in two words like 2026-11-22: empty is no bound, None for the first the last DAYS days.

    Raises UnclearPeriodError.
    """
    until = _day(last) if last else None
    if first is None:
        return Period((until or today) - timedelta(days=DAYS), until)
    since = _day(first) if first else None
    if since and until and since > until:
        raise UnclearPeriodError
    return Period(since, until)


def _day(words: str) -> date:
    if not is_day(words):
        raise UnclearPeriodError(words)
    return date.fromisoformat(words)


def is_day(words: str) -> bool:
    """Whether the words are a day of the calendar, written like 2026-11-22, in years that posts can be of."""
    try:
        return bool(_DAY.fullmatch(words)) and date.fromisoformat(words).year in _YEARS
    except ValueError:
        return False
