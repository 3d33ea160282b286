"""Alarms: who is called when about a dangerous question, and what ends the calls."""

from datetime import timedelta
from threading import Thread as Together

import pytest
import time_machine
from sqlalchemy import select

from forum.events import record
from forum.models import Event
from forum.services import posts
from moderation.services import alarms, casework, claims
from tests.moderation.night import (
    DANGER,
    SATURDAY,
    alarm,
    calls,
    letters,
    link,
    minute,
    minutes,
    names,
    shift,
    utc,
)

FIVE = timedelta(minutes=5)


@pytest.fixture
def night():
    """Saturday, ten in the evening; the clock stands."""
    with time_machine.travel(SATURDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def rota(desk):
    """Omar is called first, ines second; both from eight to eight."""
    shift(desk, "ines", "20:00-08:00", rank=2)
    shift(desk, "omar", "20:00-08:00", rank=1)


@pytest.fixture
def danger(night, rota, desk):
    """A question that could do harm, asked in that night; triage has read it."""
    return desk.ask(title="My router burns", body=DANGER)


def test_the_first_on_duty_is_called_at_once_with_what_there_is_to_know(desk, danger):
    assert calls(desk) == [(1, "omar", SATURDAY)]
    (letter,) = letters(desk)
    assert letter.recipient == "omar@example.org"
    assert letter.subject.startswith("Risk ")
    assert letter.subject.endswith(": My router burns")
    assert f"/cases/{desk.case(danger).id}" in letter.body
    assert "in 5 minutes" in letter.body
    assert "22:00 UTC" in letter.body


def test_without_an_answer_the_next_is_called_after_five_minutes_and_at_last_everybody_again_and_again(desk, danger):
    minutes(desk, SATURDAY, 5)
    assert names(desk) == ["omar"]
    minutes(desk, SATURDAY + FIVE, 76)
    told = [(level, name, (at - SATURDAY) // timedelta(minutes=1)) for level, name, at in calls(desk)]
    everybody = [(level, name, at) for level, at in ((3, 10), (4, 40), (5, 70)) for name in ("omar", "ines", "sol")]
    assert told == [(1, "omar", 0), (2, "ines", 5), *everybody]


def test_an_answer_ends_the_calls(desk, danger):
    number = alarm(desk).id
    with desk.at_work():
        assert alarms.acknowledge(number, SATURDAY + timedelta(minutes=2), desk.cast.omar, "omar")
        assert not alarms.acknowledge(number, SATURDAY + timedelta(minutes=3), desk.cast.ines, "ines")
    minutes(desk, SATURDAY, 30)
    assert names(desk) == ["omar"]
    assert (alarm(desk).acknowledged_by, alarm(desk).acknowledged_at) == ("omar", SATURDAY + timedelta(minutes=2))


def test_whoever_claims_the_case_has_answered_even_before_the_worker_hears_of_it(desk, danger):
    desk.act(danger, claims.claim, "ines", at=SATURDAY + timedelta(minutes=4))
    minute(desk, SATURDAY + FIVE)
    assert names(desk) == ["omar"]
    desk.cast.work()
    assert alarm(desk).ended_at is not None


def test_a_claim_is_an_answer_by_name(desk, danger):
    desk.act(danger, claims.claim, "ines", at=SATURDAY + timedelta(minutes=4))
    desk.cast.work()
    assert alarm(desk).acknowledged_by == "ines"


def test_what_is_resolved_or_answered_calls_nobody_else(desk, danger):
    desk.act(danger, casework.reply, "ines", "Unplug it; we call you.", at=SATURDAY + timedelta(minutes=1))
    minutes(desk, SATURDAY, 40)
    assert names(desk) == ["omar"]


def test_with_nobody_on_the_rota_all_admins_are_called_and_without_admins_all_of_the_staff(night, desk):
    desk.ask(title="My router burns", body=DANGER)
    assert names(desk) == ["sol"]
    with desk.at_work():
        desk.person("sol").suspended_at = SATURDAY
    desk.ask(title="My other router burns", body=DANGER)
    assert names(desk)[1:] == ["ines", "omar", "priya"]


def test_who_left_the_staff_is_not_called(night, rota, desk):
    with desk.at_work():
        desk.person("omar").role = "customer"
    desk.ask(title="My router burns", body=DANGER)
    assert names(desk) == ["ines"]


def test_who_is_called_next_is_decided_when_the_time_comes(night, desk):
    shift(desk, "omar", "20:00-22:03")
    shift(desk, "priya", "22:03-06:00")
    desk.ask(title="My router burns", body=DANGER)
    minute(desk, SATURDAY + FIVE)
    assert names(desk) == ["omar", "priya"]


def test_an_address_without_an_account_can_be_on_duty(night, desk):
    shift(desk, address="pager@example.net")
    desk.ask(title="My router burns", body=DANGER)
    assert letters(desk)[0].recipient == "pager@example.net"
    assert desk.cast.visit().post(link(desk)).status_code == 303
    assert alarm(desk).acknowledged_by == "pager"


def test_harmless_questions_call_nobody(night, rota, desk):
    thread_id = desk.ask(title="Where is the light?", body="It is dark.")
    desk.wait(SATURDAY + timedelta(hours=3))
    desk.cast.work()
    assert desk.case(thread_id) is not None
    assert names(desk) == []


def test_words_that_come_later_call_somebody_too(night, rota, desk):
    thread_id = desk.ask(title="Where is the light?", body="It is dark.")
    desk.wait(SATURDAY + timedelta(hours=3))
    desk.comment("mara", thread_id, DANGER)
    assert names(desk) == ["omar"]


def test_the_same_event_twice_calls_once(desk, danger):
    with desk.at_work() as session:
        events = session.scalars(select(Event).where(Event.name == "case.opened")).all()
        alarms.ring(events, SATURDAY + timedelta(minutes=1))
    assert names(desk) == ["omar"]
    number = alarm(desk).id
    with desk.at_work():
        alarms.acknowledge(number, SATURDAY, desk.cast.omar, "omar")
        alarms.ring(events, SATURDAY + timedelta(minutes=2))
    assert names(desk) == ["omar"]


def test_a_second_reason_while_the_first_rings_makes_no_second_alarm(desk, danger):
    number = desk.case(danger).id
    with desk.at_work():
        alarms.ring([record("case.raised", danger, at=SATURDAY, case_id=number)], SATURDAY)
    assert names(desk) == ["omar"]


def test_a_worker_that_was_away_for_six_hours_calls_one_more_and_not_all_it_missed(desk, danger):
    back = SATURDAY + timedelta(hours=6)
    minute(desk, back)
    minute(desk, back)
    assert names(desk) == ["omar", "ines"]
    minutes(desk, back, 5)
    assert names(desk) == ["omar", "ines"]
    minute(desk, back + FIVE)
    assert names(desk)[2:] == ["omar", "ines", "sol"]


def test_a_clock_that_jumps_ahead_and_back_delays_the_next_call_by_no_more_than_five_minutes(desk, danger):
    minute(desk, SATURDAY + timedelta(days=1))  # an hour that is none calls the second
    assert names(desk) == ["omar", "ines"]
    minutes(desk, SATURDAY + timedelta(minutes=1), 5)
    assert names(desk) == ["omar", "ines"]
    minute(desk, SATURDAY + timedelta(minutes=6))
    assert len(names(desk)) == 5


def test_many_looks_at_once_call_once(desk, danger):
    def look() -> None:
        with desk.app.app_context():
            from forum.extensions import db

            alarms.fall_through(SATURDAY + FIVE)
            db.session.commit()

    looks = [Together(target=look) for _ in range(6)]
    for each in looks:
        each.start()
    for each in looks:
        each.join()
    assert names(desk) == ["omar", "ines"]


def test_the_mails_end_at_last_but_the_alarm_does_not(desk, danger):
    at = SATURDAY
    for _ in range(60):
        at += timedelta(hours=1)
        minute(desk, at)
    assert {level for level, _, _ in calls(desk)} == set(range(1, alarms.LAST_LEVEL + 1))
    number = desk.case(danger).id
    with desk.at_work():
        assert [each.case_id for each in alarms.waiting()] == [number]


def test_on_a_holiday_the_holiday_rota_is_called(night, rota, desk):
    from moderation.services import rota as rotas

    shift(desk, "priya", "00:00-24:00", is_for_holidays=True)
    with desk.at_work():
        assert rotas.add_holiday(SATURDAY.date(), "Founders' day", "", desk.person("sol"))
        assert not rotas.add_holiday(SATURDAY.date(), "Again", "", desk.person("sol"))
    desk.ask(title="My router burns", body=DANGER)
    assert names(desk) == ["priya"]


def test_what_is_wrong_with_a_rota_is_told(desk):
    from moderation.services import rota as rotas

    with desk.at_work():
        assert rotas.faults(rotas.load(), SATURDAY) == ["empty", "no mail server"]
    shift(desk, "omar", "20:00-08:00")
    with desk.at_work():
        assert rotas.faults(rotas.load(), SATURDAY) == ["gaps", "no mail server"]
        assert rotas.faults(rotas.load(), utc("2026-11-28T12:00")) == ["nobody now", "no mail server"]
    shift(desk, "ines", "08:00-20:00")
    with desk.at_work():
        assert rotas.faults(rotas.load(), SATURDAY) == ["no mail server"]


def test_a_hidden_question_that_was_dangerous_still_has_its_alarm(desk, danger):
    with desk.at_work():
        posts.hide(desk.question(danger), desk.person("priya"), "personal data", SATURDAY)
    minute(desk, SATURDAY + FIVE)
    assert names(desk) == ["omar", "ines"]
