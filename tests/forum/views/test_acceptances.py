"""Accepting an answer: by the asker alone, one at a time, and taken back."""

from typing import Any

from tests.forum.talk import HTMX, answer, ask, hide, page, question_of


def test_the_asker_accepts_and_everybody_sees_it(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    assert "This solved it</button>" in page(cast, f"/threads/{thread}", "mara")
    response = cast.visit("mara").post(f"/posts/{post}/acceptance")
    assert response.status_code == 303 and response.headers["Location"] == f"/threads/{thread}#post-{post}"
    html = page(cast, f"/threads/{thread}")
    assert 'class="answer is-accepted"' in html and "state-solved" in html
    assert "state-solved" in page(cast, "/") and "Solved this week" in page(cast, "/")


def test_only_the_asker_has_the_button_and_may_press_it(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    for name in ("theo", "nils", "ines"):
        assert "This solved it" not in page(cast, f"/threads/{thread}", name)
        assert cast.visit(name).post(f"/posts/{post}/acceptance").status_code == 403
    assert "/login" in cast.visit().post(f"/posts/{post}/acceptance").headers["Location"]


def test_a_second_acceptance_takes_the_place_of_the_first(cast: Any):
    thread = ask(cast)
    first, second = answer(cast, thread), answer(cast, thread, "nils")
    for post in (first, second):
        cast.visit("mara").post(f"/posts/{post}/acceptance")
    html = page(cast, f"/threads/{thread}")
    assert html.count("is-accepted") == 1 and f'is-accepted" id="post-{second}"' in html


def test_taking_it_back_opens_the_question_again(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    mara = cast.visit("mara")
    mara.post(f"/posts/{post}/acceptance")
    assert "It did not solve it after all" in page(cast, f"/threads/{thread}", "mara")
    assert mara.post(f"/posts/{post}/acceptance?_method=DELETE").status_code == 303
    assert "is-accepted" not in page(cast, f"/threads/{thread}")


def test_taking_back_what_was_not_accepted_leaves_the_accepted_one(cast: Any):
    thread = ask(cast)
    first, second = answer(cast, thread), answer(cast, thread, "nils")
    mara = cast.visit("mara")
    mara.post(f"/posts/{first}/acceptance")
    mara.post(f"/posts/{second}/acceptance?_method=DELETE")
    assert f'is-accepted" id="post-{first}"' in page(cast, f"/threads/{thread}")


def test_with_htmx_the_answers_come_in_their_new_order_with_the_state(cast: Any):
    thread = ask(cast)
    first, second = answer(cast, thread), answer(cast, thread, "nils")
    html = cast.visit("mara").post(f"/posts/{second}/acceptance", headers=HTMX).text
    assert "<html" not in html and html.index(f'id="post-{second}"') < html.index(f'id="post-{first}"')
    assert 'hx-target="#standing"' in html and "state-solved" in html


def test_questions_and_hidden_answers_solve_nothing(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    hide(cast, post)
    for each in (post, question_of(cast, thread)):
        assert cast.visit("mara").post(f"/posts/{each}/acceptance").status_code == 404
