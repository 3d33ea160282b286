"""The history of a post: what changed, readable, and only for those who may read the post."""

from typing import Any

from tests.forum.talk import BODY, TITLE, answer, ask, hide, page, question_of


def test_the_history_shows_what_came_and_what_went(cast: Any):
    post = question_of(cast, ask(cast, body="The light is orange."))
    sent = {"title": TITLE + " again", "body": "The light is green.", "tags": ""}
    cast.visit("mara").post(f"/posts/{post}/edit", data=sent)
    html = page(cast, f"/posts/{post}/revisions")
    assert "<del>orange</del><ins>green</ins>" in html and "<ins> again</ins>" in html
    assert "changed it" in html and "wrote it" in html


def test_a_post_that_was_never_changed_says_so(cast: Any):
    post = question_of(cast, ask(cast))
    html = page(cast, f"/posts/{post}/revisions")
    assert BODY in html and "It was never changed." in html


def test_old_words_are_escaped(cast: Any):
    post = answer(cast, ask(cast), body="<script>alert(1)</script> one")
    cast.visit("theo").post(f"/posts/{post}/edit", data={"body": "<script>alert(1)</script> two"})
    assert "<script>alert" not in page(cast, f"/posts/{post}/revisions")


def test_the_history_of_a_hidden_post_is_for_its_author_and_staff(cast: Any):
    post = answer(cast, ask(cast), body="Old words")
    cast.visit("theo").post(f"/posts/{post}/edit", data={"body": "New words"})
    hide(cast, post)
    for name, code in ((None, 404), ("mara", 404), ("theo", 200), ("ines", 200)):
        assert cast.visit(name).get(f"/posts/{post}/revisions").status_code == code


def test_the_history_of_a_taken_back_post_is_gone_for_all(cast: Any):
    post = answer(cast, ask(cast))
    cast.visit("theo").post(f"/posts/{post}?_method=DELETE")
    for name in (None, "theo", "ines"):
        assert cast.visit(name).get(f"/posts/{post}/revisions").status_code == 404
