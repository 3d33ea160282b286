"""An advocate's first day: from an empty page to an accepted answer, similar questions, and being asked for help."""

import re
from typing import Any

import pytest

from tests.forum.talk import HTMX, answer, ask, hide, page

MESH = "Mesh point in the attic drops every evening at seven"
TWIN = "Our mesh point in the garden drops every evening"
BODY = "The mesh point loses its link every evening for ten minutes, then comes back by itself."
FAX = "Fax machine says no carrier"


@pytest.fixture
def town(cast: Any) -> Any:
    """Mara and Kettle's neighbours ask; nobody has ever answered anything."""
    cast.mesh = ask(cast, "mara", MESH, BODY, "mesh wifi")
    cast.fax = ask(cast, "nils", FAX, "It worked over the old line, and on the new one it does not.", "fax")
    cast.work()
    return cast


def accept(cast: Any, post_id: int, who: str = "mara") -> None:
    assert cast.visit(who).post(f"/posts/{post_id}/acceptance").status_code == 303
    cast.work()


def solved(cast: Any) -> int:
    post_id = answer(cast, cast.mesh, "theo", "Give both points the same channel, 36, and it stays.")
    accept(cast, post_id)
    return post_id


def people(cast: Any, thread_id: int, who: str = "nils") -> str:
    return page(cast, f"/threads/{thread_id}/people", who, headers=HTMX)


def request_of(text: str) -> int:
    return int(re.search(r"/requests/(\d+)/declining", text)[1])


def test_somebody_new_is_told_honestly_that_these_are_simply_the_ones_that_wait(town: Any):
    text = page(town, "/answering", "theo")
    assert MESH in text and FAX in text
    assert "You have not answered anything yet" in text
    assert "You solved" not in text


def test_where_nobody_waits_the_page_says_so(cast: Any):
    assert "Nobody waits for you" in page(cast, "/answering", "theo")


def test_the_first_accepted_answer_brings_similar_questions_with_the_reason(town: Any):
    solved(town)
    twin = ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    text = page(town, "/answering", "theo")
    proposed = text.split('id="proposed"')[1].split("</ol>")[0]
    assert TWIN in proposed and FAX not in proposed
    assert f'You solved <a href="/threads/{town.mesh}">{MESH}</a>' in proposed
    assert "you answered 1 question about mesh this month" in proposed
    assert f'id="question-{twin}"' not in page(town, "/answering", "nils")  # one's own


def test_an_answer_names_its_author_for_questions_that_were_open_already(town: Any):
    ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    assert 'id="proposed"' not in page(town, "/answering", "theo")
    solved(town)
    assert 'id="proposed"' in page(town, "/answering", "theo")


def test_the_day_from_being_asked_to_the_profile(town: Any):
    solved(town)
    twin = ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    shown = people(town, twin)
    assert "Ask theo" in shown and "solved" in shown
    asked = town.visit("nils").post(f"/threads/{twin}/requests", data={"person": town.theo})
    assert asked.status_code == 303
    town.work()
    assert "nils asks you" in re.sub(r"<[^>]+>", "", page(town, "/notices", "theo"))
    assert "1 person who knows this was asked." in page(town, f"/threads/{twin}", "nils")
    assert "no answer yet" in people(town, twin)
    assert "Somebody asks you" in page(town, "/answering", "theo")
    assert "nils asks you to answer this" in page(town, f"/threads/{twin}", "theo")
    post_id = answer(town, twin, "theo", "The same cure: channel 36 on both.")
    accept(town, post_id, "nils")
    assert "Somebody asks you" not in page(town, "/answering", "theo")
    profile = page(town, "/people/theo")
    assert "Good at" in profile
    assert re.search(r"mesh</a>.*?2 answers, 2 solved it", profile, re.DOTALL)


def test_saying_no_tells_nobody_rudely_and_can_be_taken_back(town: Any):
    solved(town)
    twin = ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    town.visit("nils").post(f"/threads/{twin}/requests", data={"person": town.theo})
    before = page(town, "/notices", "nils")
    number = request_of(page(town, f"/threads/{twin}", "theo"))
    assert town.visit("theo").post(f"/requests/{number}/declining").status_code == 303
    town.work()
    assert "cannot this time" in people(town, twin)
    assert page(town, "/notices", "nils").count("<li") == before.count("<li")
    assert "Somebody asks you" not in page(town, "/answering", "theo")
    undone = town.visit("theo").post(f"/requests/{number}/declining?_method=DELETE")
    assert undone.status_code == 303
    assert "no answer yet" in people(town, twin)


def test_what_one_skips_or_mutes_is_gone_until_it_is_brought_back(town: Any):
    solved(town)
    twin = ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    theo = town.visit("theo")
    for address in (f"/threads/{twin}/skip", "/tags/mesh/muting", f"/threads/{town.mesh}/muting"):
        assert theo.post(address).status_code == 303
        shown = page(town, "/answering", "theo")
        assert 'id="proposed"' not in shown
        assert f'action="{address}?_method=DELETE"' in shown
        assert theo.post(f"{address}?_method=DELETE").status_code == 303
        assert 'id="proposed"' in page(town, "/answering", "theo")
        assert "Undo" in theo.post(address, headers=HTMX).text
        theo.post(f"{address}?_method=DELETE")


def test_hidden_things_name_nobody_and_are_proposed_to_nobody(town: Any):
    from tests.forum.talk import question_of

    post_id = solved(town)
    twin = ask(town, "nils", TWIN, BODY, "mesh")
    town.work()
    hide(town, question_of(town, town.mesh))
    text = page(town, "/answering", "theo")  # at once, before the worker has looked again
    assert MESH not in text
    town.work()
    assert 'id="proposed"' not in page(town, "/answering", "theo")
    assert "theo" not in people(town, twin)
    assert "Good at" not in page(town, "/people/theo")
    assert post_id
