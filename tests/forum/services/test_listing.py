"""Lists by key: keys that survive the way through a link, gists, and what stands beside a list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forum.services.listing import Key, gist


def test_a_key_comes_back_from_its_link_to_the_microsecond():
    key = Key(datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC), 59)
    assert Key.read(str(key)) == key


@pytest.mark.parametrize("text", ["", "x", "1", "1-", "-1", "1-2-3", "9" * 18 + "-1", "1-" + "9" * 10, "1 -2", "١-٢x"])
def test_what_is_no_key_is_none(text: str):
    assert Key.read(text) is None


def test_a_gist_is_the_words_without_markup():
    assert gist("<p>One &amp; <em>two</em></p>\n<pre>three</pre>") == "One & two three"
    assert gist("<p>cut in a tag <a href='x") == "cut in a tag"
    assert gist("<p>" + "word " * 100).endswith("word …")
    assert len(gist("<p>" + "word " * 100)) <= 222


def test_tags_of_the_newest_threads_are_often_asked_about(people: Any):
    from forum.services import listing, threads

    for names in (("mesh", "wifi"), ("wifi",), ("power", "wifi"), ("mesh",)):
        threads.ask(people["mara"], "Orange light", "Why?", names)
    assert listing.often_asked()[:2] == ["wifi", "mesh"]


def test_lately_solved_names_who_answered_and_forgets_old_and_hidden_ones(people: Any):
    from forum.database import now
    from forum.services import listing, posts, threads

    made = {}
    for title, age in (("Fresh one", 1), ("Hidden one", 2), ("Old one", 9)):
        asked = threads.ask(people["mara"], title, "Why?")
        made[title] = posts.answer(asked.thread_id, people["theo"], "Wait.")
        threads.accept(asked.thread_id, made[title].id, people["mara"], at=now() - timedelta(days=age))
    posts.hide(made["Hidden one"], people["ines"], "wrong")
    _, found = listing.beside(now() - timedelta(days=7), now())
    assert [(row.title, row.answered_by) for row in found] == [("Fresh one", "theo")]


def test_a_list_of_one_page_has_no_neighbours(people: Any):
    from forum.services import listing, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?", ("light",))
    page = listing.threads(listing.Wanted(tag="light"))
    assert [line.thread.id for line in page.lines] == [asked.thread_id]
    assert page.lines[0].tags == ["light"] and (page.newer, page.older) == (None, None)


def test_a_question_that_was_taken_back_waits_for_no_answer(people: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import listing, posts, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    question = db.session.get_one(Post, asked.post_id)
    posts.comment(question, people["theo"], "Which model?")
    waiting = listing.Wanted(tab="unanswered")
    assert [line.thread.id for line in listing.threads(waiting).lines] == [asked.thread_id]
    posts.remove(question, people["mara"])
    assert listing.threads(waiting).lines == []
