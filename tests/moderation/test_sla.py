"""Promises: when an answer is due, when it is late, and from when staff take over."""

from datetime import UTC, datetime, timedelta

import pytest

from moderation.sla import Policy, due_at, is_overdue, staff_from

ASKED = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # an hour before clocks change in Europe: instants do not care


def test_an_answer_is_promised_within_a_day_and_within_the_hour_when_it_could_do_harm():
    assert due_at(ASKED, False, Policy()) == ASKED + timedelta(hours=24)
    assert due_at(ASKED, True, Policy()) == ASKED + timedelta(hours=1)


def test_peers_have_two_hours_before_staff_are_asked():
    assert staff_from(ASKED, Policy()) == ASKED + timedelta(hours=2)


def test_the_due_instant_itself_is_still_in_time():
    due = due_at(ASKED, True, Policy())
    assert not is_overdue(due, due)
    assert is_overdue(due, due + timedelta(microseconds=1))


def test_a_hurried_operator_never_waits_longer_for_what_could_do_harm():
    hurried = Policy(answer_within=timedelta(minutes=30), high_risk_within=timedelta(hours=1))
    assert due_at(ASKED, True, hurried) == due_at(ASKED, False, hurried)
    assert staff_from(ASKED, hurried) == ASKED + timedelta(minutes=15)


@pytest.mark.parametrize("name", ["answer_within", "peers_first", "high_risk_within"])
def test_a_promise_of_no_time_at_all_is_refused(name):
    with pytest.raises(ValueError, match="longer than nothing"):
        Policy(**{name: timedelta(0)})
