"""The hand-over: since my last shift, before the next, each number with its cases, and a note that is acknowledged."""

from datetime import timedelta

import pytest
import time_machine

from moderation.services import casework, handover, rota
from tests.moderation.night import DANGER, SATURDAY, shift, utc

SUNDAY = SATURDAY + timedelta(hours=14)  # noon


@pytest.fixture
def clock():
    with time_machine.travel(SATURDAY, tick=False) as standing:
        yield standing


@pytest.fixture
def weekend(desk, clock):
    """Ines left on Saturday at eight in the evening and is here again; omar has the night, priya comes at two."""
    shift(desk, "ines", "12:00-20:00", "5")
    shift(desk, "omar", "20:00-10:00", "5")
    shift(desk, "ines", "10:00-14:00", "6")
    shift(desk, "priya", "14:00-22:00", "6")


def seen_by(desk, name, at, since=None):
    with desk.at_work():
        return handover.period(rota.load(), desk.cast.ids[name], at, since)


def test_it_looks_from_the_end_of_my_last_shift_to_the_beginning_of_the_next(desk, weekend):
    found = seen_by(desk, "ines", SUNDAY)
    assert (found.since, found.until) == (utc("2026-11-28T20:00"), utc("2026-11-29T14:00"))
    assert (found.has_last, found.has_next) == (True, True)


def test_shifts_that_touch_are_one_and_who_has_just_left_looks_from_then(desk, clock):
    shift(desk, "ines", "20:00-22:00", "4")
    shift(desk, "ines", "16:00-20:00", "5")
    shift(desk, "ines", "20:00-23:00", "5")
    assert seen_by(desk, "ines", SATURDAY).since == utc("2026-11-27T22:00")
    assert seen_by(desk, "ines", SATURDAY + timedelta(hours=2)).since == utc("2026-11-28T23:00")


def test_without_a_rota_it_looks_at_a_day_and_at_twelve_hours(desk):
    found = seen_by(desk, "ines", SATURDAY)
    assert (SATURDAY - found.since, found.until - SATURDAY) == (timedelta(hours=24), timedelta(hours=12))


def test_every_number_opens_its_cases(desk, weekend, clock):
    burns, melts, hums = (desk.ask(title=f"{word} again", body=DANGER) for word in ("Burns", "Melts", "Hums"))
    desk.act(melts, casework.escalate, "omar", "Legal must see it.")
    desk.act(hums, casework.resolve, "omar", "Replaced.")
    clock.move_to(SUNDAY)
    ines = desk.cast.visit("ines")
    page = ines.get("/moderation/handover").text
    assert "Since your last shift, Sat 20:00" in page
    assert "Due before Sun 14:00" in page
    for kind, titles in {"opened": {"Burns", "Melts", "Hums"}, "escalated": {"Melts"}, "resolved": {"Hums"},
                         "due": {"Burns", "Melts"}, "left": {"Burns", "Melts"}, "alarms": {"Burns", "Melts", "Hums"},
                         "reopened": set()}.items():  # fmt: skip
        listed = ines.get(f"/moderation/handover/cases?what={kind}").text
        assert {word for word in ("Burns", "Melts", "Hums") if f"{word} again" in listed} == titles, kind
        with desk.at_work():
            assert handover.counts(handover.period(rota.load(), desk.cast.ines, SUNDAY))[kind] == len(titles)
    assert f"/cases/{desk.case(burns).id}" in page


def test_another_time_may_be_chosen_and_nonsense_is_not_listened_to(desk, weekend, clock):
    desk.ask(title="Burns again", body=DANGER)
    clock.move_to(SUNDAY)
    ines = desk.cast.visit("ines")
    assert "Burns again" not in ines.get("/moderation/handover/cases?what=opened&since=2026-11-29T01:00").text
    for nonsense in ("yesterday", "9999-12-31T23:59", "0001-01-01T00:00-23:59", "2030-01-01T00:00", "2026-11-29T"):
        assert "Since your last shift, Sat 20:00" in ines.get(
            "/moderation/handover", query_string={"since": nonsense}
        ).text or (
            "Burns again"
            in ines.get("/moderation/handover/cases", query_string={"what": "opened", "since": nonsense}).text
        )
    assert ines.get("/moderation/handover/cases?what=nonsense").status_code == 404


def test_a_note_is_seen_by_the_next_and_acknowledged_once(desk, clock):
    omar, ines = desk.cast.visit("omar"), desk.cast.visit("ines")
    assert omar.post("/moderation/handover/notes", data={"body": " "}).status_code == 422
    assert omar.post("/moderation/handover/notes", data={"body": "Call <b>Mara</b> at nine."}).status_code == 303
    page = ines.get("/moderation/handover").text
    assert "Call &lt;b&gt;Mara&lt;/b&gt; at nine." in page
    assert "I have read it" in page
    assert "I have read it" not in omar.get("/moderation/handover").text
    clock.shift(timedelta(minutes=4))
    for _ in range(2):
        assert ines.post("/moderation/handover/notes/1/reading").status_code == 303
    assert "I have read it" not in ines.get("/moderation/handover").text
    assert "ines 22:04" in " ".join(omar.get("/moderation/handover").text.split())
