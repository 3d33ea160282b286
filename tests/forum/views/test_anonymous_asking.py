"""Asking under a pseudonym: what the asker, others and staff see of it, and what the asker may still do."""

import re
from typing import Any

import pytest

from tests.forum.talk import answer, comment, page, question_of

ASKED = {"title": "How do I lock somebody out", "body": "He has the key.", "tags": "keys", "is_anonymous": "y"}


@pytest.fixture
def thread(cast: Any) -> int:
    response = cast.visit("mara").post("/threads/new", data=ASKED)
    return int(re.search(r"/threads/(\d+)", response.headers["Location"])[1])


def pseudonym(cast: Any, thread: int) -> str:
    found = re.search(r'<span class="person">([A-Z]\w+ [A-Z]\w+)</span>', page(cast, f"/threads/{thread}"))
    assert found
    return found[1]


@pytest.mark.parametrize("reader", [None, "nils", "theo", "ines", "priya", "sol"])
def test_nobody_else_reads_whose_question_it_is(cast: Any, thread: int, reader: str | None):
    name = pseudonym(cast, thread)
    pages = [page(cast, address, reader) for address in (f"/threads/{thread}", "/", "/?tag=keys", "/tags")]
    assert name in pages[0] and name in pages[1]
    assert not any("mara" in each for each in pages)
    assert f"/people/{name.split()[0]}" not in pages[0]


def test_the_asker_sees_under_which_name_they_speak(cast: Any, thread: int):
    name = pseudonym(cast, thread)
    assert f"you, as {name}" in page(cast, f"/threads/{thread}", "mara")


def test_the_asker_may_accept_edit_and_delete_and_nobody_else_may(cast: Any, thread: int):
    post, question = answer(cast, thread), question_of(cast, thread)
    for who, expected in (("nils", 403), ("ines", 403), ("mara", 303)):
        assert cast.visit(who).post(f"/posts/{post}/acceptance").status_code == expected
        sent = {"title": "How do I lock him out", "body": "He has my key.", "tags": "keys"}
        assert cast.visit(who).post(f"/posts/{question}/edit", data=sent).status_code == expected
    solved = page(cast, f"/threads/{thread}", "theo")
    assert "the asker," in solved and "mara" not in solved
    history = page(cast, f"/posts/{question}/revisions", "theo")
    assert pseudonym(cast, thread) in history and "mara" not in history
    assert cast.visit("mara").post(f"/posts/{question}?_method=DELETE").status_code == 303


def test_the_asker_may_not_vote_for_the_question(cast: Any, thread: int):
    question = question_of(cast, thread)
    assert cast.visit("mara").post(f"/posts/{question}/vote", data={"value": "1"}).status_code == 403


def test_a_hidden_anonymous_post_is_still_read_by_the_one_who_wrote_it(cast: Any, thread: int):
    from tests.forum.talk import hide

    hide(cast, question_of(cast, thread))
    for reader, reads in (("mara", True), ("theo", False), ("ines", True)):
        assert ("He has the key." in page(cast, f"/threads/{thread}", reader)) is reads


def test_it_is_on_the_profile_for_oneself_only(cast: Any, thread: int):
    comment(cast, question_of(cast, thread), "mara", "Since May.")
    assert "nobody else sees this here" in page(cast, "/people/mara", "mara")
    for reader in (None, "theo", "ines", "sol"):
        assert ASKED["title"] not in page(cast, "/people/mara", reader)


def test_searching_finds_it_by_its_words_and_by_the_pseudonym_and_never_by_the_account(cast: Any, thread: int):
    cast.work()
    assert ASKED["title"] in page(cast, "/search?q=lock+out", "theo")
    assert ASKED["title"] not in page(cast, "/search?q=by:mara", "theo")
    assert "mara" not in page(cast, "/search?q=lock+out", "theo")


def test_a_form_that_comes_back_keeps_the_choice(cast: Any):
    refused = cast.visit("mara").post("/threads/new", data={**ASKED, "title": "?"})
    assert refused.status_code == 422
    assert re.search(r'<input[^>]*checked[^>]*name="is_anonymous"', refused.text)


def test_whoever_is_asked_for_an_answer_does_not_learn_who_asks(cast: Any, thread: int):
    from forum.extensions import db
    from forum.models import Candidate

    with cast.app.app_context():
        db.session.add(Candidate(thread_id=thread, user_id=cast.theo, rank=1, score=1.0, tag="keys", tag_count=2))
        db.session.commit()
    assert cast.visit("mara").post(f"/threads/{thread}/requests", data={"person": cast.theo}).status_code == 303
    name = pseudonym(cast, thread)
    for address in (f"/threads/{thread}", "/answering", "/notices"):
        read = page(cast, address, "theo")
        assert f"{name} asks you" in read or address == "/answering"
        assert "mara" not in read
