"""Reports of posts: one a person, taken back while nobody has decided, and the outcome told to whoever raised it."""

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.models import Flag, Notification, Post
from forum.services import flags, posts, reasons, threads


@pytest.fixture
def rude(people: Any) -> Post:
    """An answer that readers may take offence at."""
    asked = threads.ask(people["mara"], "Orange light", "Why is it orange?")
    return posts.answer(asked.thread_id, people["nils"], "Because you cannot read.")


def report(post: Post, by: Any, words: str = "") -> bool:
    return flags.raise_flag(post, by, reasons.offered("flag")[1], words)


def told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Notification.user_id).where(Notification.kind == kind)))


def states() -> list[str]:
    return list(db.session.scalars(select(Flag.state).order_by(Flag.id)))


def test_a_person_reports_a_post_once(people: Any, rude: Post):
    assert report(rude, people["mara"])
    assert not report(rude, people["mara"], "again")
    assert report(rude, people["theo"])
    assert flags.raised_in([rude.thread_id]) == {rude.thread_id: 2}


def test_what_is_told_to_moderators_holds_no_personal_data(people: Any, rude: Post):
    report(rude, people["mara"], "He told my card 4242 4242 4242 4242 to all")
    assert "4242" not in db.session.scalars(select(Flag)).one().words


def test_hiding_upholds_the_reports_and_tells_who_raised_them(people: Any, rude: Post):
    report(rude, people["mara"])
    report(rude, people["theo"])
    posts.hide(rude, people["ines"], "Rude")
    assert states() == ["upheld", "upheld"]
    assert told("flag.upheld") == {people["mara"].id, people["theo"].id}
    assert flags.raised_in([rude.thread_id]) == {}


def test_declining_leaves_the_post_and_tells_them_too(people: Any, rude: Post):
    report(rude, people["mara"])
    assert flags.decline([rude], people["ines"], now()) == 1
    assert rude.hidden_at is None
    assert told("flag.declined") == {people["mara"].id}
    assert flags.decline([rude], people["omar"], now()) == 0


def test_showing_again_overturns_the_reports(people: Any, rude: Post):
    report(rude, people["mara"])
    posts.hide(rude, people["ines"], "Rude")
    posts.show(rude, people["omar"], "It was not")
    assert states() == ["declined"]


def test_a_report_is_taken_back_only_while_nobody_has_decided(people: Any, rude: Post):
    report(rude, people["mara"])
    assert flags.take_back(rude, people["mara"])
    assert not flags.take_back(rude, people["mara"])
    report(rude, people["mara"])
    flags.decline([rude], people["ines"], now())
    assert not flags.take_back(rude, people["mara"])


def test_with_a_post_its_author_takes_back_the_reports_of_it_go(people: Any, rude: Post):
    report(rude, people["mara"], "It quotes my letter")
    posts.remove(rude, people["nils"])
    assert db.session.scalar(select(func.count()).select_from(Flag)) == 0
