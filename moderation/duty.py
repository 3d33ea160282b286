"""Who is on duty when: pure calendars of weekly turns in their own time zones, with clock changes and holidays.

A turn holds from the first instant at which the clock on its wall has reached its beginning until the last one at which
that clock has not reached its end. So nobody leaves early when an hour comes twice, and a turn that begins in an hour
that does not exist begins when the clock jumps over it.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60  # minutes
EVERYWHERE = ""
_MINUTE = timedelta(minutes=1)
#: Days off: the date and the zone whose turns it touches, or EVERYWHERE.
Holidays = Collection[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class Turn:
    """Weekly hours: on these weekdays (0 is Monday), from `begins` to `ends`, in minutes since midnight in `zone`.

    An end that is not after the beginning is on the next day. Who has the lowest `rank` is called first. A turn for
    holidays holds only on them, any other one never on them; the day on which it begins decides.
    """

    key: int
    days: frozenset[int]
    begins: int
    ends: int
    zone: str
    rank: int = 1
    is_for_holidays: bool = False

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows and turns that never come."""
        if not (0 <= self.begins < DAY and 0 < self.ends <= DAY and self.days and self.days <= set(range(7))):
            raise ValueError("a turn needs a weekday and hours of a day")


@dataclass(frozen=True, slots=True)
class Span:
    """One turn on one day, as instants in UTC; the end is not part of it."""

    begins_at: datetime
    ends_at: datetime
    turn: Turn


def spans(turns: Iterable[Turn], holidays: Holidays, since: datetime, until: datetime) -> list[Span]:
    """All that touches [since, until), in the order in which it begins; of two at once the lower rank is first."""
    found = []
    for turn in turns:
        day, last = _date_in(turn.zone, since) - timedelta(days=2), _date_in(turn.zone, until) + timedelta(days=1)
        while day <= last:
            span = _span(turn, day) if _holds_on(turn, day, holidays) else None
            if span and span.begins_at < until and span.ends_at > since and span.begins_at < span.ends_at:
                found.append(span)
            day += timedelta(days=1)
    return sorted(found, key=lambda span: (span.begins_at, span.turn.rank, span.turn.key))


def on_duty(turns: Iterable[Turn], holidays: Holidays, at: datetime) -> list[Turn]:
    """Who is on duty at this instant, in the order in which they are called; each once."""
    now = {span.turn.key: span.turn for span in spans(turns, holidays, at, at + timedelta(microseconds=1))}
    return sorted(now.values(), key=lambda turn: (turn.rank, turn.key))


def gaps(found: Sequence[Span], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When within [since, until) nobody is on duty, from spans in the order in which they begin."""
    holes, covered_until = [], since
    for span in found:
        if span.begins_at > covered_until:
            holes.append((covered_until, min(span.begins_at, until)))
        covered_until = max(covered_until, span.ends_at)
    if covered_until < until:
        holes.append((covered_until, until))
    return holes


def _holds_on(turn: Turn, day: date, holidays: Holidays) -> bool:
    is_holiday = (day, EVERYWHERE) in holidays or (day, turn.zone) in holidays
    return day.weekday() in turn.days and is_holiday == turn.is_for_holidays


def _span(turn: Turn, day: date) -> Span:
    begins, ends = _wall(day, turn.begins), _wall(day, turn.ends)
    if turn.ends <= turn.begins:
        ends += timedelta(days=1)
    return Span(_first_reached(begins, turn.zone), _last_before(ends, turn.zone), turn)


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _date_in(zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


@lru_cache(4096)
def _first_reached(wall: datetime, zone: str) -> datetime:
    """The first instant at which the clock of this zone has reached this time."""
    first = _instant(wall, zone, fold=0)
    return first if _shown(first, zone) == wall else _jump_over(wall, zone)


@lru_cache(4096)
def _last_before(wall: datetime, zone: str) -> datetime:
    """The end of the last minute at which the clock of this zone has not reached this time."""
    last = _instant(wall, zone, fold=1)
    if _shown(last, zone) != wall:
        return _jump_over(wall, zone)
    return last if _shown(last - _MINUTE, zone) < wall else _instant(wall, zone, fold=0)


def _instant(wall: datetime, zone: str, fold: int) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def _shown(at: datetime, zone: str) -> datetime:
    """What the clock on a wall there shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _jump_over(wall: datetime, zone: str) -> datetime:
    """When the clock jumps over a time that it never shows: found between the two readings of that time."""
    before, after = sorted(_instant(wall, zone, fold) for fold in (0, 1))
    minutes = range((after - before) // _MINUTE)
    return before + _MINUTE * bisect_left(minutes, True, key=lambda n: _shown(before + n * _MINUTE, zone) >= wall)
