"""A thread for paper: all of it, with exact dates and the addresses of links, and nothing that is not for the reader."""

import re
from typing import Any

import pytest

from tests.forum.talk import answer, ask, comment, hide, page, question_of


def test_all_answers_stand_on_one_page_without_forms_and_chrome(cast: Any, monkeypatch: pytest.MonkeyPatch):
    from forum.services import reading

    monkeypatch.setattr(reading, "ANSWERS", 2)
    reading._page_statement.cache_clear()
    thread_id = ask(cast)
    for number in range(5):
        answer(cast, thread_id, body=f"Advice number {number}")
    comment(cast, question_of(cast, thread_id), body="Which light, please?")
    html = page(cast, f"/threads/{thread_id}?print=1", "mara")
    assert [f"Advice number {number}" in html for number in range(5)] == [True] * 5
    assert "Which light, please?" in html
    assert "<form" not in html
    assert "ago" not in re.findall(r"<time[^>]*>([^<]*)<", html)[0]
    reading._page_statement.cache_clear()


def test_it_is_bounded_and_says_where_the_rest_is(cast: Any, monkeypatch: pytest.MonkeyPatch):
    from forum.services import printing

    monkeypatch.setattr(printing, "MOST", 3)
    thread_id = ask(cast)
    answers = [answer(cast, thread_id, body=f"Advice number {number}") for number in range(4)]
    html = page(cast, f"/threads/{thread_id}?print=1")
    assert "Advice number 1" in html and "Advice number 2" not in html
    assert f"/threads/{thread_id}?from={answers[2]}" in html


def test_what_is_hidden_is_not_printed_for_others(cast: Any):
    thread_id = ask(cast)
    hide(cast, answer(cast, thread_id, body="Throw it out of the window."))
    address = f"/threads/{thread_id}?print=1"
    assert "out of the window" not in page(cast, address)
    assert "Hidden by a moderator" in page(cast, address)
    assert "out of the window" in page(cast, address, "theo")
    hide(cast, question_of(cast, thread_id))
    assert "Orange light" not in page(cast, address)


def test_the_menu_of_the_question_leads_to_it(cast: Any):
    thread_id = ask(cast)
    assert f'href="/threads/{thread_id}?print=1"' in page(cast, f"/threads/{thread_id}")
