"""The public log: everything moderators hid, why, and never the words."""

import re
from datetime import timedelta

import pytest

from forum.database import now
from forum.extensions import db
from forum.models import Post, User
from forum.services import posts, threads


@pytest.fixture
def town(app, cast):
    """A question with an answer, asked two days ago."""
    with app.app_context():
        mara, theo = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "theo"))
        then = now() - timedelta(days=2)
        cast.asked = threads.ask(mara, "Orange light since the storm", "It blinks qxquestionqx.", at=then)
        cast.answer = posts.answer(cast.asked.thread_id, theo, "Buy pills qxanswerqx.", then).id
        db.session.commit()
    return cast


def moderate(town, verb, post_id, reason, **ago) -> None:
    """Let Ines hide or show a post."""
    with town.app.app_context():
        verb(db.session.get_one(Post, post_id), db.session.get_one(User, town.ines), reason, now() - timedelta(**ago))
        db.session.commit()


def log(town, reader=None, query="") -> str:
    answer = town.visit(reader).get(f"/log{query}")
    assert answer.status_code == 200
    return answer.text


def test_an_empty_log_says_so(town):
    assert "Nothing was hidden" in log(town)


def test_everyone_reads_what_was_hidden_why_and_where_but_not_the_words_or_the_moderator(town):
    moderate(town, posts.hide, town.answer, "an advertisement <b>again</b>", minutes=5)
    for reader in (None, "mara", "sol"):
        text = log(town, reader)
        assert "Hid an answer" in text
        assert "Reason: an advertisement &lt;b&gt;again" in text
        assert f'href="/posts/{town.answer}"' in text
        assert "qxanswerqx" not in text
        assert "ines" not in text
    assert "Today" in log(town)


def test_the_title_of_a_hidden_question_is_not_in_the_log(town):
    moderate(town, posts.hide, town.asked.post_id, "an address in it", minutes=5)
    text = log(town)
    assert "Hid a question" in text
    assert "Orange light" not in text
    assert "See what is left of it" in text


def test_what_was_shown_again_stays_in_the_log_with_both_reasons(town):
    moderate(town, posts.hide, town.answer, "unkind", hours=30)
    moderate(town, posts.show, town.answer, "it was about the light", minutes=5)
    text = log(town)
    assert "Reason: unkind" in text
    assert "Shown again: it was about the light" in " ".join(text.split())


def test_older_acts_follow_by_key(town):
    for number in range(32):
        moderate(town, posts.hide, town.answer, f"reason {number:02}", hours=40 - number)
        moderate(town, posts.show, town.answer, "", hours=40 - number)
    first = log(town)
    reasons = re.findall(r"reason \d\d", first)
    assert reasons[0] == "reason 31"
    assert len(reasons) == 30
    older = re.search(r'pager-older" href="/log([^"]+)"', first)[1]
    assert re.findall(r"reason \d\d", log(town, query=older)) == ["reason 01", "reason 00"]
