"""Days, hours and weeks as they are where the reader is, held against the calendar one instant at a time."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from moderation.reports.local_time import beginning, hours_of_week, local, stretches

ZONES = (
    "Europe/Berlin",
    "America/Havana",
    "Asia/Beirut",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
)
instants = st.integers(
    int(datetime(1975, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2036, 1, 1, tzinfo=UTC).timestamp())
)


def there(seconds, zone):
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


@given(st.lists(instants, min_size=1, max_size=4), st.sampled_from(ZONES))
def test_clocks_say_what_the_calendar_says(seconds, name):
    zone = pytz.timezone(name)
    found = local(np.array(seconds), zone)
    assert found.tolist() == [int(there(each, zone).replace(tzinfo=UTC).timestamp()) for each in seconds]
    hours = hours_of_week(np.array(seconds), zone)
    assert hours.tolist() == [there(each, zone).weekday() * 24 + there(each, zone).hour for each in seconds]


@given(st.dates(date(1975, 1, 1), date(2035, 12, 31)), st.sampled_from(ZONES))
def test_a_day_begins_with_its_first_instant(day, name):
    zone = pytz.timezone(name)
    start = beginning(day, zone)
    before = there((start - timedelta(seconds=1)).timestamp(), zone)
    assert before.date() < day
    assert there(start.timestamp(), zone).date() >= day  # a day that an island skipped has no instant of its own


@pytest.mark.parametrize(("zone", "day", "hours"), [
    ("Europe/Berlin", date(2026, 3, 29), 23), ("Europe/Berlin", date(2026, 10, 25), 25), ("America/Sao_Paulo", date(2017, 10, 15), 23),
    ("America/Havana", date(2024, 11, 3), 25), ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
])  # fmt: skip
def test_days_on_which_clocks_change_are_as_long_as_they_are(zone, day, hours):
    zone = pytz.timezone(zone)
    assert beginning(day + timedelta(days=1), zone) - beginning(day, zone) == timedelta(hours=hours)


def test_few_weeks_are_weeks_many_are_months_and_very_many_years():
    start = int(datetime(2026, 1, 7, tzinfo=UTC).timestamp())
    for days, unit, count, first in (
        (20, "week", 4, date(2026, 1, 5)),
        (700, "month", 24, date(2026, 1, 1)),
        (19 * 365, "year", 20, date(2026, 1, 1)),
    ):
        found = stretches(np.array([start, start + days * 86_400]), pytz.UTC)
        assert (found.unit, len(found.all), found.all[0].first) == (unit, count, first)
        assert found.numbers.tolist() == [0, count - 1]
        assert all(each.first <= each.last for each in found.all)
    assert stretches(np.array([], dtype=np.int64), pytz.UTC).all == []
