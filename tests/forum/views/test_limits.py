"""Limits on posting and looking: what counts, whom it counts for, and what is given back."""

from typing import Any

from tests.forum.talk import HTMX, TITLE, answer, ask, question_of


def test_the_fourth_post_of_an_hour_is_refused_and_its_words_given_back(limited: Any):
    thread = ask(limited)
    for words in ("Pull the plug.", "Wait two minutes."):
        answer(limited, thread, "mara", body=words)
    response = limited.visit("mara").post(
        "/threads/new", data={"title": TITLE, "body": "Words <of> an hour", "tags": "x"}
    )
    assert response.status_code == 429 and int(response.headers["Retry-After"]) > 0
    assert TITLE in response.text and "Words &lt;of&gt; an hour" in response.text
    fragment = limited.visit("mara").post(f"/threads/{thread}/answers", data={"body": "Mine"}, headers=HTMX)
    assert fragment.status_code == 429 and "<html" not in fragment.text and "Mine" in fragment.text
    assert answer(limited, thread, "theo")


def test_forms_with_a_fault_previews_and_votes_do_not_count(limited: Any):
    thread = ask(limited)
    mara = limited.visit("mara")
    for _ in range(5):
        assert mara.post("/threads/new", data={"title": "", "body": ""}).status_code == 422
        assert mara.post("/threads/new", data={"title": TITLE, "body": "x", "preview": "1"}).status_code == 200
        assert (
            limited.visit("theo").post(f"/posts/{question_of(limited, thread)}/vote", data={"value": "1"}).status_code
            == 303
        )
    assert answer(limited, thread, "mara")


def test_the_fourth_edit_of_an_hour_is_refused_and_its_words_given_back(limited: Any):
    post_id = answer(limited, ask(limited), "theo")
    theo = limited.visit("theo")
    for number in range(3):
        assert theo.post(f"/posts/{post_id}/edit", data={"body": ""}).status_code == 422, "what fails does not count"
        assert theo.post(f"/posts/{post_id}/edit", data={"body": f"Try {number}"}).status_code == 303
    late = theo.post(f"/posts/{post_id}/edit", data={"body": "Pull <the> plug"})
    assert late.status_code == 429 and "Pull &lt;the&gt; plug" in late.text
    assert answer(limited, ask(limited), "theo"), "what was edited takes nothing from what may be posted"


def test_looking_is_limited_for_each_guest(limited: Any):
    guest = limited.visit()
    codes = [guest.get("/search?q=x").status_code for _ in range(121)]
    assert codes[119] == 200 and codes[120] == 429
    assert limited.visit("mara").get("/search?q=x").status_code == 200
