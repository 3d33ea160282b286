"""Answering an alarm by the link in its mail and from the desk, and what the desk says of it."""

from datetime import timedelta

import pytest
import time_machine

from tests.moderation.night import DANGER, SATURDAY, alarm, link, minute, shift


@pytest.fixture
def clock():
    with time_machine.travel(SATURDAY, tick=False) as standing:
        yield standing


@pytest.fixture
def danger(clock, desk):
    shift(desk, "omar")
    shift(desk, "ines", rank=2)
    return desk.ask(title="My router burns", body=DANGER)


def test_looking_at_the_link_answers_nothing_and_the_button_does_without_logging_in(desk, danger, clock):
    guest = desk.cast.visit()
    page = guest.get(link(desk))
    assert "I have it" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert guest.head(link(desk)).status_code == 200
    assert alarm(desk).ended_at is None
    clock.shift(timedelta(minutes=2))
    assert guest.post(link(desk)).status_code == 303
    assert (alarm(desk).acknowledged_by_id, alarm(desk).acknowledged_at) == (
        desk.cast.omar,
        SATURDAY + timedelta(minutes=2),
    )
    assert "I have it" not in guest.get(link(desk)).text


def test_the_page_says_nothing_of_what_the_customer_wrote(desk, danger):
    page = desk.cast.visit().get(link(desk)).text
    assert "My router burns" not in page
    assert "lawyer" not in page


def test_who_comes_second_learns_who_was_first(desk, danger, clock):
    minute(desk, SATURDAY + timedelta(minutes=5))
    first, second = link(desk, 0), link(desk, 1)
    clock.shift(timedelta(minutes=6))
    desk.cast.visit().post(second)
    desk.cast.visit().post(first)
    assert alarm(desk).acknowledged_by == "ines"
    assert "omar called 22:00, ines called 22:05, acknowledged by ines 22:06" in desk.cast.visit().get(first).text


def test_the_link_opens_nothing_but_this_alarm(desk, danger):
    guest = desk.cast.visit()
    guest.post(link(desk))
    for page in ("/moderation/queue", f"/cases/{desk.case(danger).id}", "/moderation/rota"):
        assert guest.get(page).headers["Location"].startswith("/login")


@pytest.mark.parametrize("spoilt", ["forged", "W10.x", "{}", "MQ.AAAA"])
def test_a_forged_link_opens_nothing(desk, danger, spoilt):
    guest = desk.cast.visit()
    assert guest.get(f"/acknowledgement/{spoilt}").status_code == 410
    assert guest.post(f"/acknowledgement/{spoilt}").status_code == 410
    assert alarm(desk).ended_at is None


@pytest.mark.parametrize("change", [{"role": "customer"}, {"suspended_at": SATURDAY}, {"email": "new@example.org"}])
def test_the_link_dies_with_the_right_to_it(desk, danger, change):
    with desk.at_work():
        for name, value in change.items():
            setattr(desk.person("omar"), name, value)
    assert desk.cast.visit().post(link(desk)).status_code == 410
    assert alarm(desk).ended_at is None


def test_the_desk_says_who_was_called_and_anyone_of_the_staff_may_answer(desk, danger, clock):
    number = desk.case(danger).id
    ines = desk.cast.visit("ines")
    for page in (ines.get("/moderation/queue").text, ines.get(f"/cases/{number}").text):
        assert "omar called 22:00, nobody has answered" in page
    clock.shift(timedelta(minutes=3))
    assert ines.post(f"/alarms/{alarm(desk).id}/acknowledgement").headers["Location"] == f"/cases/{number}"
    for page in (ines.get("/moderation/queue").text, ines.get(f"/cases/{number}").text):
        assert "omar called 22:00, acknowledged by ines 22:03" in page
    row = ines.post(f"/cases/{number}/claim", headers={"HX-Request": "true"}).text
    assert "acknowledged by ines 22:03" in row


def test_the_queue_says_that_nobody_is_on_the_rota(desk):
    page = desk.cast.visit("ines").get("/moderation/queue").text
    assert "Nobody is on the rota" in page
    assert "No mail server is set" not in page  # only an admin can mend that
    assert "No mail server is set" in desk.cast.visit("sol").get("/moderation/queue").text
