"""The page of the rota: who is called now and next, and how admins change it."""

import pytest
import time_machine
from sqlalchemy import select

from moderation.models import Holiday, Shift
from tests.moderation.night import SATURDAY, shift

GOOD = {"days": ["4", "5"], "begins": "22:00", "ends": "06:00", "zone": "Europe/Berlin", "rank": "1", "address": ""}


@pytest.fixture
def clock():
    with time_machine.travel(SATURDAY, tick=False) as standing:
        yield standing


def rows(desk, model):
    with desk.at_work() as session:
        return list(session.scalars(select(model)))


def test_staff_see_who_is_on_duty_now_and_who_is_next(desk, clock):
    shift(desk, "omar", "20:00-23:00")
    shift(desk, "priya", "23:00-06:00")
    page = desk.cast.visit("ines").get("/moderation/rota").text
    now, later = page.split('id="next-title"')
    assert "omar" in now.split('id="now-title"')[1]
    assert "priya" in later.split("</section>")[0]
    assert "from Sat 23:00 to Sun 06:00" in later
    assert "Add hours" not in page


def test_who_only_stays_on_is_not_said_to_come(desk, clock):
    shift(desk, "omar", "00:00-24:00")
    shift(desk, "priya", "23:30-06:00", rank=2)
    later = desk.cast.visit("ines").get("/moderation/rota").text.split('id="next-title"')[1].split("</section>")[0]
    assert "priya" in later
    assert "omar" not in later


def test_with_nobody_on_duty_the_page_says_who_is_called_then(desk, clock):
    page = desk.cast.visit("ines").get("/moderation/rota").text
    assert "Nobody is on the rota" in page
    assert "as nobody is on duty" in page


def test_an_admin_adds_hours_and_takes_them_out(desk, clock):
    sol = desk.cast.visit("sol")
    assert sol.post("/moderation/rota/shifts", data=GOOD | {"person": str(desk.cast.omar)}).status_code == 303
    (made,) = rows(desk, Shift)
    assert (made.user_id, made.days, made.begins, made.ends) == (desk.cast.omar, 0b110000, 22 * 60, 6 * 60)
    assert "Fri, Sat 22:00 to 06:00, Europe/Berlin" in sol.get("/moderation/rota").text
    assert sol.delete(f"/moderation/rota/shifts/{made.id}").status_code == 303
    assert rows(desk, Shift) == []


def test_a_whole_day_ends_at_twenty_four(desk):
    for ends in ("24:00", "00:00"):
        sent = GOOD | {"person": "0", "address": "Pager@Example.net", "begins": "00:00", "ends": ends}
        assert desk.cast.visit("sol").post("/moderation/rota/shifts", data=sent).status_code == 303
    assert {(made.begins, made.ends) for made in rows(desk, Shift)} == {(0, 1440)}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ({"begins": "25:00"}, "A time of day such as 22:00"),
        ({"ends": "half past"}, "A time of day such as 22:00"),
        ({"ends": "24:30"}, "A time of day such as 22:00"),
        ({"begins": ""}, "A time of day such as 22:00"),
        ({"begins": "06:00"}, "From and until are the same"),
        ({"days": []}, "Choose at least one day"),
        ({"days": ["9"]}, "not a valid choice"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"zone": "../../etc/passwd"}, "Not a valid choice"),
        ({"rank": "0"}, "From 1 to 9"),
        ({"rank": "first"}, "Not a valid integer"),
        ({"person": "0", "address": "nobody"}, "does not look like an e-mail address"),
        ({"person": "0", "address": "a@example.org\r\nBcc: b@example.org"}, "does not look like an e-mail address"),
        ({"person": "999"}, "Not a valid choice"),
    ],
)
def test_nonsense_comes_back_with_what_is_wrong_and_what_was_typed(desk, spoilt, told):
    sent = GOOD | {"person": str(desk.cast.omar)} | spoilt
    answer = desk.cast.visit("sol").post("/moderation/rota/shifts", data=sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert rows(desk, Shift) == []


def test_a_customer_cannot_be_on_duty(desk):
    sent = GOOD | {"person": str(desk.cast.mara)}
    assert desk.cast.visit("sol").post("/moderation/rota/shifts", data=sent).status_code == 422


def test_holidays_are_kept_once(desk):
    sol, sent = desk.cast.visit("sol"), {"day": "2026-12-25", "name": "Christmas", "zone": ""}
    assert sol.post("/moderation/rota/holidays", data=sent).status_code == 303
    again = sol.post("/moderation/rota/holidays", data=sent)
    assert (again.status_code, "This day is there already." in again.text) == (422, True)
    assert sol.post("/moderation/rota/holidays", data=sent | {"day": "2026-02-30"}).status_code == 422
    (made,) = rows(desk, Holiday)
    assert "Fri, 25 Dec 2026" in sol.get("/moderation/rota").text
    assert sol.delete(f"/moderation/rota/holidays/{made.id}").status_code == 303
    assert rows(desk, Holiday) == []
