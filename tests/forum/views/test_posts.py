"""Answering, commenting, changing and taking back, with and without JavaScript."""

import re
from typing import Any

import pytest

from tests.forum.talk import BODY, HTMX, TITLE, answer, ask, comment, hide, page, question_of, row


def test_an_answer_leads_back_to_where_it_stands(cast: Any):
    thread = ask(cast)
    response = cast.visit("theo").post(f"/threads/{thread}/answers", data={"body": "Pull the **plug**."})
    assert response.status_code == 303
    assert re.fullmatch(rf"/threads/{thread}#post-\d+", response.headers["Location"])
    assert "<strong>plug</strong>" in page(cast, f"/threads/{thread}")


def test_with_htmx_the_answer_comes_alone_beside_an_empty_form(cast: Any):
    thread = ask(cast)
    html = cast.visit("theo").post(f"/threads/{thread}/answers", data={"body": "Pull the plug."}, headers=HTMX).text
    assert "<html" not in html
    assert html.count("<article") == 1 and "Pull the plug." in html
    assert "1 answer" in html and "Your answer is up." in html
    assert re.search(r"<textarea[^>]*>\s*</textarea>", html)


@pytest.mark.parametrize("body", ["", "  \n ", "a" * 20_001])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_with_a_fault_comes_back_filled_in(cast: Any, body: str, headers: dict[str, str]):
    thread = ask(cast)
    response = cast.visit("theo").post(f"/threads/{thread}/answers", data={"body": body}, headers=headers)
    assert response.status_code == 422
    assert ("<html" in response.text) is not bool(headers)
    assert 'aria-invalid="true"' in response.text and body.strip() in response.text
    assert "No answers yet" in page(cast, f"/threads/{thread}")


def test_guests_are_sent_to_log_in_before_they_answer_or_comment(cast: Any):
    thread = ask(cast)
    for address in (f"/threads/{thread}/answers", f"/posts/{question_of(cast, thread)}/comments"):
        assert "/login" in cast.visit().post(address, data={"body": "Hm"}).headers["Location"]


def test_without_javascript_the_preview_is_a_page_with_the_form_and_nothing_is_posted(cast: Any):
    thread = ask(cast)
    sent = {"body": "Call **me**: +49 170 1234567", "preview": "1"}
    html = cast.visit("theo").post(f"/threads/{thread}/answers", data=sent).text
    assert "Call <strong>me</strong>" in html and "This looks like a phone number." in html
    assert "Call **me**: +49 170 1234567" in html
    assert "No answers yet" in page(cast, f"/threads/{thread}")
    html = (
        cast.visit("mara")
        .post("/threads/new", data={"title": TITLE, "body": "**bold**", "tags": "", "preview": "1"})
        .text
    )
    assert "<strong>bold</strong>" in html and TITLE in html


def test_a_comment_stands_below_its_post_and_a_comment_on_a_comment_beside_it(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    first = comment(cast, post, body="First remark")
    comment(cast, first, "mara", body="Remark on a remark")
    html = page(cast, f"/threads/{thread}")
    below = html[html.index(f'id="comments-{post}"') :]
    assert below.index("First remark") < below.index("Remark on a remark")


def test_with_htmx_a_comment_brings_the_comments_anew_and_a_folded_form(cast: Any):
    post = answer(cast, ask(cast))
    html = cast.visit("mara").post(f"/posts/{post}/comments", data={"body": "Thank you"}, headers=HTMX).text
    assert "<html" not in html and "Thank you" in html and f'hx-target="#comments-{post}"' in html
    refused = cast.visit("mara").post(f"/posts/{post}/comments", data={"body": " "}, headers=HTMX)
    assert refused.status_code == 422 and '<details class="fold" open>' in refused.text


def test_a_comment_without_words_comes_back_as_a_page_without_javascript(cast: Any):
    post = answer(cast, ask(cast))
    response = cast.visit("mara").post(f"/posts/{post}/comments", data={"body": ""})
    assert response.status_code == 422 and f'action="/posts/{post}/comments"' in response.text


def test_what_cannot_be_read_cannot_be_commented(cast: Any):
    post = answer(cast, ask(cast))
    hide(cast, post)
    assert cast.visit("nils").post(f"/posts/{post}/comments", data={"body": "Why?"}).status_code == 404


def test_an_author_changes_the_own_question_with_title_and_tags(cast: Any):
    thread = ask(cast, tags="power")
    post = question_of(cast, thread)
    form = page(cast, f"/posts/{post}/edit", "mara")
    assert TITLE in form and BODY in form and 'value="power"' in form
    sent = {"title": "Orange light, solved by waiting?", "body": BODY + " Still.", "tags": "light"}
    assert cast.visit("mara").post(f"/posts/{post}/edit", data=sent).status_code == 303
    html = page(cast, f"/threads/{thread}")
    assert sent["title"] in html and "Still." in html and "?tag=light" in html and "?tag=power" not in html
    assert f"/posts/{post}/revisions" in html


def test_an_edit_with_a_fault_comes_back_and_changes_nothing(cast: Any):
    thread = ask(cast)
    post = question_of(cast, thread)
    response = cast.visit("mara").post(f"/posts/{post}/edit", data={"title": " ", "body": "New words", "tags": ""})
    assert response.status_code == 422 and "New words" in response.text
    assert TITLE in page(cast, f"/threads/{thread}")


def test_only_the_author_may_change_or_take_back(cast: Any):
    post = answer(cast, ask(cast))
    for name in ("mara", "ines", "sol"):
        assert cast.visit(name).get(f"/posts/{post}/edit").status_code == 403
        assert cast.visit(name).post(f"/posts/{post}/edit", data={"body": "Mine now"}).status_code == 403
        assert cast.visit(name).get(f"/posts/{post}/deletion").status_code == 403
        assert cast.visit(name).post(f"/posts/{post}?_method=DELETE").status_code == 403
    assert "/login" in cast.visit().get(f"/posts/{post}/edit").headers["Location"]


def test_a_taken_back_answer_leaves_a_line_and_no_words(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread, body="Words that will be gone")
    assert "Take these words back?" in page(cast, f"/posts/{post}/deletion", "theo")
    response = cast.visit("theo").post(f"/posts/{post}?_method=DELETE")
    assert response.status_code == 303 and response.headers["Location"] == f"/threads/{thread}"
    for reader in (None, "theo", "ines"):
        html = page(cast, f"/threads/{thread}", reader)
        assert "Removed by its author." in html and "Words that will be gone" not in html
    assert cast.visit("theo").get(f"/posts/{post}/edit").status_code == 404


def test_a_question_that_others_answered_leaves_a_stub_and_the_answers(cast: Any):
    thread = ask(cast, body="Question words")
    answer(cast, thread, body="Answer words")
    response = cast.visit("mara").post(f"/posts/{question_of(cast, thread)}?_method=DELETE")
    assert response.headers["Location"] == f"/threads/{thread}"
    html = page(cast, f"/threads/{thread}")
    assert "Removed by its author." in html and "Question words" not in html and "Answer words" in html


def test_a_question_that_nobody_answered_is_gone(cast: Any):
    thread = ask(cast)
    response = cast.visit("mara").post(f"/posts/{question_of(cast, thread)}?_method=DELETE")
    assert response.status_code == 303 and response.headers["Location"] == "/"
    assert cast.visit().get(f"/threads/{thread}").status_code == 404


def test_a_title_that_a_moderator_hid_is_on_no_page_of_its_answers(cast: Any):
    thread = ask(cast, title="A title with a secret")
    post = answer(cast, thread)
    hide(cast, question_of(cast, thread))
    for part in ("/edit", "/deletion", "/revisions", "/comments"):
        assert "A title with a secret" not in page(cast, f"/posts/{post}{part}", "theo")


def test_a_form_changes_only_what_it_asks_for(cast: Any):
    from forum.models import Post

    sent = {"body": "Mine", "author_id": str(cast.sol), "score": "99", "is_brand": "1", "created_at": "2001-01-01"}
    thread = ask(cast)
    response = cast.visit("theo").post(f"/threads/{thread}/answers", data=sent)
    post = row(cast, Post, int(response.headers["Location"].split("-")[-1]))
    assert (post.author_id, post.score, post.is_brand, post.created_at.year > 2001) == (cast.theo, 0, False, True)


def test_staff_answer_with_the_mark_of_the_house(cast: Any):
    thread = ask(cast)
    answer(cast, thread, "ines", "We know of this.")
    assert "Frontporch staff" in page(cast, f"/threads/{thread}")
