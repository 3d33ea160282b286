"""Suggestions as commands use them: answered threads alone, best first, each with its answer."""

from typing import Any

import pytest


@pytest.fixture
def town(people: Any) -> Any:
    """Answered questions about different things; gives ids by title, of threads and their answers."""
    from forum.extensions import db
    from forum.services import deliveries, posts, threads

    made = {}
    for title in (
        "Orange light after a power cut",
        "Print from a tablet",
        "Invoice with a wrong address",
        "VPN is slow",
    ):
        asked = threads.ask(people["mara"], title, title + ". What can I do?")
        made[title] = (
            asked.thread_id,
            posts.answer(asked.thread_id, people["theo"], "Turn it off for ten seconds.").id,
        )
    waiting = threads.ask(people["nils"], "Orange light, nobody knows why", "It is orange.")
    made["waiting"] = (waiting.thread_id, 0)
    db.session.commit()
    deliveries.deliver_due()
    return made


def test_the_nearest_answered_thread_comes_first_with_its_answer(town: Any):
    from forum.services import suggestions

    found = suggestions.nearest("the light is orange since the power cut")
    assert (found[0].thread_id, found[0].answer_post_id) == town["Orange light after a power cut"]
    assert 0 < found[0].score <= 1 and found[0].shared_terms
    assert town["waiting"][0] not in [each.thread_id for each in found]


def test_excluded_threads_and_more_than_the_limit_are_left_out(town: Any):
    from forum.services import suggestions

    orange = town["Orange light after a power cut"][0]
    assert orange not in [each.thread_id for each in suggestions.nearest("orange light power cut", exclude=[orange])]
    assert suggestions.nearest("orange light power cut", limit=0) == []


@pytest.mark.parametrize("text", ["", "   ", "\x00", "zebra quokka", "?" * 10_000])
def test_what_is_like_nothing_gets_nothing(town: Any, text: str):
    from forum.services import suggestions

    assert suggestions.nearest(text) == []
    assert suggestions.earlier([]) == []


def test_a_long_story_does_not_hide_what_the_title_finds(town: Any):
    from forum.services import suggestions

    story = "It was the evening of my sister's birthday, the cake had just come out of the oven. " * 8
    orange = town["Orange light after a power cut"][0]
    assert orange not in [each.thread_id for each in suggestions.nearest(story)]
    found = suggestions.near_draft("orange light after the power cut", story)
    assert [each.thread_id for each in found].count(orange) == 1


def test_a_question_with_a_long_story_is_found_by_its_title(people: Any):
    from forum.extensions import db
    from forum.services import deliveries, posts, suggestions, threads

    story = "My neighbour came by, we had tea, and then it began to rain on the washing. " * 20
    asked = threads.ask(people["mara"], "Doorbell camera loses its picture in the cold", story)
    posts.answer(asked.thread_id, people["theo"], "Its battery sags below five degrees; use the cable.")
    db.session.commit()
    deliveries.deliver_due()
    assert [each.thread_id for each in suggestions.nearest("doorbell loses picture when cold")] == [asked.thread_id]
