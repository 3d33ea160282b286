"""Who is on duty: by the words of a rota, and minute by minute against a clock on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import duty
from moderation.duty import Turn

EVERY_DAY = frozenset(range(7))
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia",
    "Africa/Casablanca", "Pacific/Chatham", "Asia/Beirut",
)  # fmt: skip
#: Days around which clocks change, a year gets its leap day, or a whole day is missing.
EDGES = (
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2026, 4, 5), date(2026, 10, 4),
    date(2026, 9, 6), date(2011, 12, 30), date(2026, 2, 15), date(2026, 12, 31), date(2027, 3, 28),
)  # fmt: skip


def turn(begins: str, ends: str, days: frozenset[int] = EVERY_DAY, zone: str = "Europe/Berlin", **more) -> Turn:
    """A turn from one time of day to another."""
    begin, end = (int(words[:2]) * 60 + int(words[3:]) for words in (begins, ends))
    return Turn(more.pop("key", 1), days, begin, end, zone, **more)


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def hours(turns: list[Turn], since: str, until: str, holidays=()) -> list[tuple[str, str]]:
    """The spans between two instants, as text."""
    found = duty.spans(turns, holidays, utc(since), utc(until))
    return [(f"{span.begins_at:%d %H:%M}", f"{span.ends_at:%d %H:%M}") for span in found]


def test_a_turn_over_midnight_belongs_to_the_day_on_which_it_begins():
    saturdays = turn("22:00", "06:00", frozenset({5}))
    assert hours([saturdays], "2026-11-26", "2026-12-01") == [("28 21:00", "29 05:00")]


def test_equal_ends_are_a_whole_day():
    assert hours([turn("08:00", "08:00", frozenset({0}))], "2026-11-29", "2026-12-03") == [("30 07:00", "01 07:00")]


def test_in_the_hour_that_comes_twice_nobody_leaves_early():
    assert hours([turn("22:00", "02:30")], "2026-10-24T21:30", "2026-10-25T02:00") == [
        ("24 20:00", "25 01:30"),
    ]
    assert hours([turn("02:30", "06:00")], "2026-10-25T00:00", "2026-10-25T05:00") == [("25 00:30", "25 05:00")]


def test_a_turn_that_would_begin_in_the_missing_hour_begins_when_the_clock_jumps():
    assert hours([turn("02:30", "06:00")], "2026-03-29", "2026-03-29T20:00") == [("29 01:00", "29 04:00")]
    assert hours([turn("01:00", "02:30")], "2026-03-29", "2026-03-29T20:00") == [("29 00:00", "29 01:00")]


def test_on_a_holiday_only_those_for_holidays_are_there_and_only_in_their_zone():
    usual, spare = turn("09:00", "17:00"), turn("10:00", "12:00", key=2, is_for_holidays=True)
    london = turn("09:00", "17:00", zone="Europe/London", key=3)
    christmas = {(date(2026, 12, 25), "Europe/Berlin")}
    noon = utc("2026-12-25T10:30")
    assert [each.key for each in duty.on_duty([usual, spare, london], christmas, noon)] == [2, 3]
    assert [each.key for each in duty.on_duty([usual, spare, london], (), noon)] == [1, 3]
    everywhere = {(date(2026, 12, 25), duty.EVERYWHERE)}
    assert [each.key for each in duty.on_duty([usual, spare, london], everywhere, noon)] == [2]


def test_the_lowest_rank_is_called_first():
    turns = [turn("00:00", "24:00", key=1, rank=2), turn("00:00", "24:00", key=2, rank=1)]
    assert [each.key for each in duty.on_duty(turns, (), utc("2026-11-28T12:00"))] == [2, 1]


def test_gaps_are_what_no_turn_covers():
    since, until = utc("2026-11-28T00:00"), utc("2026-11-29T00:00")
    turns = [turn("06:00", "12:00", zone="UTC"), turn("10:00", "20:00", zone="UTC", key=2)]
    found = duty.gaps(duty.spans(turns, (), since, until), since, until)
    assert found == [(since, utc("2026-11-28T06:00")), (utc("2026-11-28T20:00"), until)]
    assert duty.gaps([], since, until) == [(since, until)]


@pytest.mark.parametrize("hours_", [(-1, 60), (0, 1441), (1440, 60), (60, 0)])
def test_hours_that_no_clock_shows_are_refused(hours_):
    with pytest.raises(ValueError, match="hours"):
        Turn(1, EVERY_DAY, *hours_, "UTC")
    with pytest.raises(ValueError, match="weekday"):
        Turn(1, frozenset(), 0, 60, "UTC")


# The same, minute by minute: a turn is on from the first minute whose wall clock has reached its beginning to the last
# one whose wall clock has not reached its end.


def walls(zone: str, since: datetime, minutes: int) -> list[datetime]:
    """What the clock shows, minute by minute."""
    there = ZoneInfo(zone)
    return [(since + timedelta(minutes=n)).astimezone(there).replace(tzinfo=None) for n in range(minutes)]


def minutes_on(each: Turn, holidays, since: datetime, count: int) -> set[int]:
    """The minutes after `since` in which this turn is on, told by looking at the clock only."""
    margin = 3 * duty.DAY
    shown = walls(each.zone, since - timedelta(minutes=margin), count + 2 * margin)
    on = set()
    for number in range(shown[0].toordinal(), shown[-1].toordinal() + 1):
        day = date.fromordinal(number)
        is_holiday = (day, "") in holidays or (day, each.zone) in holidays
        if day.weekday() not in each.days or is_holiday != each.is_for_holidays:
            continue
        begin = datetime.combine(day, datetime.min.time()) + timedelta(minutes=each.begins)
        end = datetime.combine(day, datetime.min.time()) + timedelta(minutes=each.ends)
        end += timedelta(days=1) if each.ends <= each.begins else timedelta(0)
        first = next((n for n, wall in enumerate(shown) if wall >= begin), len(shown))
        last = next((n for n in range(len(shown) - 1, -1, -1) if shown[n] < end), -1)
        on |= set(range(first, last + 1))
    return {n - margin for n in on if 0 <= n - margin < count}


turns_of_any_kind = st.builds(
    Turn,
    key=st.just(1),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    begins=st.integers(0, duty.DAY - 1),
    ends=st.integers(1, duty.DAY),
    zone=st.sampled_from(ZONES),
    is_for_holidays=st.booleans(),
)
small_hours = st.integers(0, 4 * 4).map(lambda quarter: quarter * 15)
near_changes = st.builds(
    Turn, key=st.just(1), days=st.just(EVERY_DAY), begins=small_hours, ends=small_hours.filter(bool), zone=st.sampled_from(ZONES)
)  # fmt: skip


@settings(max_examples=60)
@given(
    each=turns_of_any_kind | near_changes,
    edge=st.sampled_from(EDGES),
    off=st.frozensets(st.tuples(st.sampled_from(EDGES), st.sampled_from(("", *ZONES))), max_size=3),
)
def test_every_minute_around_a_change_of_clocks_is_as_the_clock_on_the_wall_says(each, edge, off):
    since, count = datetime.combine(edge, datetime.min.time(), UTC) - timedelta(hours=14), 48 * 60
    expected = minutes_on(each, off, since, count)
    found = duty.spans([each], off, since, since + timedelta(minutes=count))
    on = {n for span in found for n in range(count) if span.begins_at <= since + timedelta(minutes=n) < span.ends_at}
    assert on == expected
    for n in range(0, count, 97):
        assert bool(duty.on_duty([each], off, since + timedelta(minutes=n))) == (n in expected)
