"""How soon the brand answered, told from the rows by the posts' own times."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.reports.service_levels import quantile, service_levels
from tests.forum.imported import bring, post

START = datetime(2019, 3, 1, tzinfo=UTC)
DAY = 86_400


def levels(app: Any, seconds: float = 10 * DAY, **narrowed: str) -> dict[str, Any]:
    with app.app_context():
        return asdict(service_levels(START + timedelta(seconds=seconds), **narrowed))


def after(key: str, author: str, seconds: int, reply_to: str | None = None, **more: Any) -> dict[str, Any]:
    at = (START + timedelta(seconds=seconds)).isoformat()
    return post(key, author, 0, reply_to=reply_to, created_at=at, author_is_brand=author == "Help", **more)


@pytest.fixture
def talks(app, tmp_path):
    """Four questions: answered deep down, exactly after a day, a second too late, and by a neighbour only."""
    lines = [
        after("1", "mara", 0),
        after("1a", "nils", 10, "1"),
        after("1b", "Help", 60, "1a"),
        after("1c", "Help", 90, "1"),
        after("2", "mara", 100),
        after("2a", "Help", 100 + DAY, "2"),
        after("3", "theo", 200, source="mastodon"),
        after("3a", "Help", 200 + DAY + 1, "3", source="mastodon"),
        after("4", "nils", 300),
        after("4a", "theo", 400, "4"),
        after("news", "Help", 0),
        after("orphan", "nils", 5, "gone"),
        after("orphan a", "Help", 6, "orphan"),
    ]
    bring(app, tmp_path, lines[::-1])
    return app


def test_the_earliest_word_of_the_brand_anywhere_below_counts(talks):
    assert levels(talks) == {
        "roots": 4,
        "answered_by_brand": 3,
        "unanswered": 1,
        "unanswered_over_24h": 1,
        "answered_within_24h": 2,
        "response_rate_24h": 0.5,
        "first_response_seconds": {"median": 86_400.0, "p90": 86_400.8},
    }


def test_only_what_was_posted_by_then_exists(talks):
    assert levels(talks, 59)["answered_by_brand"] == 0
    assert levels(talks, 60)["answered_by_brand"] == 1
    assert levels(talks, 299)["roots"] == 3
    assert levels(talks, 300)["roots"] == 4


def test_a_question_is_late_when_more_than_a_day_has_passed(talks):
    number_3 = {seconds: levels(talks, 200 + DAY + seconds)["unanswered_over_24h"] for seconds in (0, 0.5, 1)}
    assert number_3 == {0: 0, 0.5: 1, 1: 0}  # it is answered a second after its day was over
    assert levels(talks, 200 + DAY)["unanswered"] == 2


def test_it_narrows_by_channel_and_brand(talks):
    assert levels(talks, channel="mastodon")["roots"] == 1
    assert levels(talks, brand="main")["roots"] == 4
    assert levels(talks, brand="other")["roots"] == 0


def test_of_nothing_nothing_is_said(app):
    none = {"median": None, "p90": None}
    found = levels(app)
    assert (found["roots"], found["response_rate_24h"], found["first_response_seconds"]) == (0, None, none)


def test_questions_of_staff_and_those_taken_back_are_no_roots(app, cast):
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import posts, threads

    with app.app_context():
        mara, ines = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "ines"))
        threads.ask(ines, "How do you like it?", "Tell us.", at=START)
        gone = threads.ask(mara, "Where is it?", "Found it.", at=START)
        kept = threads.ask(mara, "Where is it?", "It is gone.", at=START)
        posts.answer(kept.thread_id, ines, "Under the mat.", at=START + timedelta(seconds=7))
        posts.remove(db.session.get_one(Post, gone.post_id), mara)
        db.session.commit()
    found = levels(app)
    assert (found["roots"], found["first_response_seconds"]["median"]) == (1, 7.0)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1), st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_quantiles_are_those_of_numpy(values, share):
    import numpy

    assert quantile(sorted(values), share) == pytest.approx(float(numpy.quantile(values, share)))
