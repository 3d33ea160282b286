"""Instants as people say them, in their language and zone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=48), "48 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=400), "1 year ago"),
        (timedelta(hours=-2), "in 2 hours"),
    ],
)
def test_ago_says_it_roughly(app: Any, age: timedelta, said: str):
    from forum import times

    with app.test_request_context("/"):
        assert times.ago(NOW - age, NOW) == said


def test_an_instant_is_said_in_the_zone_and_language_of_who_reads_it(app: Any, cast: Any):
    from flask_login import login_user

    from forum import times
    from forum.extensions import db
    from forum.models import User

    with app.test_request_context("/"):
        assert times.instant(NOW).replace("\u202f", " ") == "November 22, 2026, 2:05 PM"
    with app.test_request_context("/"):
        mara = db.session.get_one(User, cast.mara)
        mara.locale, mara.zone = "en_GB", "Europe/Stockholm"
        login_user(mara)
        assert times.instant(NOW) == "22 November 2026, 15:05"


def test_a_span_is_a_minute_at_least(app: Any):
    from forum import times

    with app.test_request_context("/"):
        assert times.span(timedelta(seconds=3)) == "1 minute"
        assert times.span(timedelta(minutes=48)) == "48 minutes"
