"""The operator's reasons: one more, worded differently, put elsewhere, retired and brought back; what was said stays."""

import re
from typing import Any

import pytest

from tests.forum.talk import answer, ask, hide, page


@pytest.fixture
def rude(cast: Any) -> int:
    """An answer somebody may report."""
    return answer(cast, ask(cast), body="Read the manual.")


def offered(cast: Any, post_id: int) -> list[str]:
    """What one can choose from when reporting, in this order."""
    form = page(cast, f"/posts/{post_id}/flags", "nils")
    return re.findall(r'<label for="reason-\d+">([^<]+)</label>', form)


def number(cast: Any, wording: str) -> int:
    """The id of the reason for reporting with this wording."""
    from forum.extensions import db
    from forum.models import Reason

    with cast.app.app_context():
        wanted = db.select(Reason.id).where(Reason.purpose == "flag", Reason.wording == wording)
        return int(db.session.scalars(wanted).one())


def change(cast: Any, old: str, **given: Any) -> int:
    return int(cast.visit("sol").post(f"/admin/reasons/{number(cast, old)}", data=given).status_code)


def test_one_more_is_offered_last_and_only_for_its_purpose(cast: Any, rude: int):
    before = offered(cast, rude)
    added = cast.visit("sol").post("/admin/reasons", data={"purpose": "flag", "wording": "  Out of   date "})
    assert added.status_code == 303
    assert offered(cast, rude) == [*before, "Out of date"]
    assert "Out of date" not in page(cast, f"/posts/{rude}/hiding", "ines")


def test_what_is_worded_anew_or_put_elsewhere_is_so_from_now_on(cast: Any, rude: int):
    before = offered(cast, rude)
    assert change(cast, before[-1], wording="None of these", place=0) == 303
    assert offered(cast, rude) == ["None of these", *before[:-1]]


def test_what_was_said_with_a_reason_keeps_its_words(cast: Any, rude: int):
    hide(cast, rude, "Off topic")
    from forum.extensions import db
    from forum.models import Reason

    with cast.app.app_context():
        wanted = db.select(Reason.id).where(Reason.purpose == "hiding", Reason.wording == "Off topic")
        key = db.session.scalars(wanted).one()
    given = {"wording": "Somewhere else, please", "place": 1}
    assert cast.visit("sol").post(f"/admin/reasons/{key}", data=given).status_code == 303
    assert "Reason: Off topic" in page(cast, "/log")
    assert "Somewhere else, please" in page(cast, f"/posts/{rude}/hiding", "ines")


def test_a_retired_reason_is_not_offered_but_can_be_brought_back(cast: Any, rude: int):
    before, sol = offered(cast, rude), cast.visit("sol")
    key = number(cast, before[1])
    assert sol.post(f"/admin/reasons/{key}/retirement", data={"wording": before[1], "place": 2}).status_code == 303
    assert before[1] not in offered(cast, rude)
    assert f"{before[1]} (retired)" in page(cast, "/admin/reasons", "sol")
    chosen = cast.visit("nils").post(f"/posts/{rude}/flags", data={"reason": key, "words": ""})
    assert chosen.status_code == 422
    assert sol.post(f"/admin/reasons/{key}/retirement?_method=DELETE").status_code == 303
    assert offered(cast, rude) == before


@pytest.mark.parametrize(
    "given",
    [{"wording": " ", "place": "1"}, {"wording": "x" * 121, "place": "1"}, {"wording": "Good", "place": "first"}],
)
def test_what_cannot_be_is_said_beside_it_and_kept_in_the_form(cast: Any, rude: int, given: dict[str, str]):
    before = offered(cast, rude)
    refused = cast.visit("sol").post(f"/admin/reasons/{number(cast, before[0])}", data=given)
    assert refused.status_code == 422
    row = refused.text.partition(f'id="reason-{number(cast, before[0])}"')[2].partition("</li>")[0]
    assert 'class="error"' in row
    assert given["place"] in row
    assert offered(cast, rude) == before


def test_only_admins_choose_the_words(cast: Any):
    for name in ("mara", "ines", "priya"):
        assert cast.visit(name).get("/admin/reasons").status_code == 403
        assert cast.visit(name).post("/admin/reasons", data={"purpose": "flag", "wording": "Mine"}).status_code == 403
