"""The days of a report, read from what people write."""

from datetime import date

import pytest

from moderation.reports.period import DAYS, Period, UnclearPeriodError, is_day, read

TODAY = date(2026, 11, 22)
NONSENSE = (
    "2026-13-01",
    "2026-02-30",
    "yesterday",
    "22.11.2026",
    "20261122",
    "2026-W47-7",
    "2026-1-1",
    "0000-00-00",
    "9999-12-31",
    "٢٠٢٦-١١-٢٢",
    " 2026-11-22",
    "2026-11-22\n",
    "1'--",
)


def test_without_words_it_is_the_last_ninety_days():
    assert read(None, None, TODAY) == Period(date(2026, 8, 24), None)
    assert (TODAY - date(2026, 8, 24)).days == DAYS


def test_with_only_an_end_it_is_the_ninety_days_before():
    assert read(None, "2026-05-01", TODAY) == Period(date(2026, 1, 31), date(2026, 5, 1))


def test_empty_words_are_no_bounds():
    assert read("", "", TODAY).has_no_bounds
    assert read("2026-01-01", "", TODAY) == Period(date(2026, 1, 1), None)
    assert read("", None, TODAY).has_no_bounds


def test_one_day_is_a_period():
    assert read("2026-02-28", "2026-02-28", TODAY) == Period(date(2026, 2, 28), date(2026, 2, 28))


@pytest.mark.parametrize("words", NONSENSE)
def test_what_is_no_day_is_named(words):
    assert not is_day(words)
    for pair in ((words, ""), ("", words), (None, words)):
        with pytest.raises(UnclearPeriodError) as refused:
            read(*pair, TODAY)
        assert refused.value.words == words


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(UnclearPeriodError) as refused:
        read("2026-11-02", "2026-11-01", TODAY)
    assert refused.value.words == ""
