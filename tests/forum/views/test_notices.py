"""Notices: what each says, and when it stops being new."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from forum.extensions import db
from forum.models import Hiding, Notification, Post, User
from forum.services import posts, threads

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def town(app, cast):
    """Mara asked; Theo answered and was accepted; Nils commented; Ines hid the comment and showed it again."""
    with app.app_context():
        mara, theo, nils, ines = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "theo", "nils", "ines"))
        asked = threads.ask(mara, "Orange light since the storm", "It blinks.", at=START)
        answer = posts.answer(asked.thread_id, theo, "Wait ten minutes.", START + timedelta(hours=1))
        threads.accept(asked.thread_id, answer.id, mara, START + timedelta(hours=2))
        said = posts.comment(answer, nils, "Rubbish.", START + timedelta(hours=3))
        posts.hide(said, ines, "unkind.", START + timedelta(hours=4))
        posts.show(said, ines, "it was about the light", START + timedelta(hours=5))
        cast.asked, cast.said = asked, said.id
        db.session.commit()
    return cast


def sentences(town, name) -> list[str]:
    """What the notices say, without markup."""
    text = town.visit(name).get("/notices").text
    found = re.findall(r'<p class="notice-what">(.*?)</p>', text, re.S)
    return [" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in found]


def test_each_notice_is_a_sentence(town):
    assert sentences(town, "mara") == ["Unread: theo answered Orange light since the storm"]
    assert sentences(town, "theo") == [
        "Unread: nils commented on Orange light since the storm",
        "Unread: Your answer solved Orange light since the storm. Thank you. Reputation +15",
    ]
    assert sentences(town, "nils") == [
        "Unread: A moderator showed your comment in Orange light since the storm again: it was about the light.",
        "Unread: A moderator hid your comment in Orange light since the storm: unkind. See the public log"
        " Read your copy, or ask for another look",
    ]
    with town.app.app_context():
        hiding = db.session.query(Hiding).one().id
    assert f'href="/log#act-{hiding}"' in town.visit("nils").get("/notices").text


def test_looking_changes_nothing_and_a_click_marks_all_as_read(town):
    theo = town.visit("theo")
    for _ in range(2):
        assert 'class="notice-count">2<' in theo.get("/notices").text
    assert theo.post("/notices/reading").location == "/notices"
    text = theo.get("/notices").text
    assert "notice-count" not in text
    assert "Mark all" not in text
    assert 'class="notice-count">1<' in town.visit("mara").get("/notices").text


def test_nobody_reads_the_notices_of_another(town):
    assert sentences(town, "omar") == []
    assert "Nothing new" in town.visit("omar").get("/notices").text
    assert town.visit().get("/notices").location.startswith("/login")
    assert town.visit().post("/notices/reading").location.startswith("/login")


def test_a_notice_of_a_question_that_was_hidden_since_does_not_tell_its_title(town):
    with town.app.app_context():
        question, ines = db.session.get_one(Post, town.asked.post_id), db.session.get_one(User, town.ines)
        posts.hide(question, ines, "an address in it")
        db.session.commit()
    assert all("Orange light" not in each for each in sentences(town, "theo"))
    assert sentences(town, "theo")[0] == "Unread: nils commented on a question that is not shown any more"
    assert any("Orange light" in each for each in sentences(town, "mara"))


def test_a_kind_that_came_later_still_says_where(town):
    with town.app.app_context():
        thread_id = town.asked.thread_id
        db.session.add(
            Notification(user_id=town.omar, kind="case.reopened", thread_id=thread_id, reason="qx", at=START)
        )
        db.session.commit()
    assert sentences(town, "omar") == ["Unread: There is something new in Orange light since the storm"]


def test_older_notices_follow_by_key(town):
    with town.app.app_context():
        for _ in range(35):
            thread_id = town.asked.thread_id
            db.session.add(Notification(user_id=town.omar, kind="post.answered", thread_id=thread_id, at=START))
        db.session.commit()
    first = town.visit("omar").get("/notices").text
    assert first.count("notice-dot") == 30
    older = re.search(r'pager-older" href="([^"]+)"', first)[1]
    assert town.visit("omar").get(older).text.count("notice-dot") == 5


def test_a_number_too_large_for_any_notice_marks_them_like_none(town):
    theo = town.visit("theo")
    assert theo.post("/notices/reading", data={"last": "9" * 30}).status_code == 303
