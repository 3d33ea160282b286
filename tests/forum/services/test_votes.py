"""Votes: once a person and post, turned round, taken back, and worth points."""

from typing import Any

import pytest
from sqlalchemy import select


@pytest.fixture
def answer(people: Any) -> Any:
    """An answer of Theo's to a question of Mara's."""
    from forum.services import posts, threads

    return posts.answer(threads.ask(people["mara"], "Orange light", "Why?").thread_id, people["theo"], "Wait.")


def test_the_score_is_the_sum_of_the_votes_however_they_turn(people: Any, answer: Any):
    from forum.services import votes

    votes.cast(answer.id, people["mara"], 1)
    votes.cast(answer.id, people["nils"], 1)
    votes.cast(answer.id, people["nils"], -1)
    assert votes.cast(answer.id, people["nils"], -1).score == 0
    assert votes.retract(answer.id, people["nils"]).score == 1
    assert votes.retract(answer.id, people["nils"]).score == 1


def test_points_follow_the_vote_and_go_with_it(people: Any, answer: Any):
    from forum.services import reputation, votes

    for value, points in ((1, 10), (-1, -2), (1, 10)):
        votes.cast(answer.id, people["mara"], value)
        assert reputation.total(people["theo"].id) == points
    votes.retract(answer.id, people["mara"])
    assert reputation.total(people["theo"].id) == 0


def test_a_vote_on_a_question_shows_in_its_thread(people: Any, answer: Any):
    from forum.extensions import db
    from forum.models import Post, Thread
    from forum.services import votes

    question = db.session.scalars(select(Post).where(Post.kind == "question")).one()
    votes.cast(question.id, people["theo"], 1)
    db.session.expire_all()
    assert db.session.get_one(Thread, question.thread_id).score == 1


def test_only_a_vote_that_changes_something_is_an_event(people: Any, answer: Any):
    from forum.extensions import db
    from forum.models import Event
    from forum.services import votes

    for _ in range(3):
        votes.cast(answer.id, people["mara"], 1)
    facts = db.session.scalars(select(Event.facts).where(Event.name == "post.voted"))
    assert list(facts) == [{"value": 1, "before": 0}]
