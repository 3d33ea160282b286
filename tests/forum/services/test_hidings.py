"""Many posts hidden and shown at once: every counter follows the rows, authors hear once, the log has one line."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.models import Event, Hiding, Notification, Post, PublicAct, Thread
from forum.services import hidings, posts, publiclog, threads, votes
from tests.forum.services.test_posts_in_any_order import counted


@pytest.fixture
def street(people: Any) -> list[int]:
    """Six threads with answers by several people, comments, acceptances and votes; ids of all posts."""
    for number in range(6):
        asked = threads.ask(people["mara" if number % 2 else "nils"], f"Light {number}", "Why?", ("wifi",))
        answers = [posts.answer(asked.thread_id, people[who], "Wait.") for who in ("theo", "nils", "theo")]
        posts.comment(answers[0], people["mara"], "Really?")
        votes.cast(answers[1].id, people["theo"], 1)
        threads.accept(asked.thread_id, answers[number % 3].id, people["mara" if number % 2 else "nils"])
    return list(db.session.scalars(select(Post.id).order_by(Post.id)))


@pytest.mark.parametrize("seed", range(4))
def test_counters_follow_the_rows_whatever_is_hidden_and_shown_together(people: Any, street: list[int], seed: int):
    dice, at = random.Random(seed), now()
    thread_ids = list(db.session.scalars(select(Thread.id)))
    for step in range(12):
        some = dice.sample(street, dice.randrange(1, len(street)))
        verb = dice.choice((hidings.hide_many, hidings.show_many))
        verb(some, people["ines"], "A reason", at + timedelta(seconds=step))
        if step % 4 == 3:
            stands = [post for post in db.session.scalars(select(Post)) if not post.deleted_at]
            post = dice.choice([each for each in stands if each.kind != "question"])
            posts.remove(post, people["mara"])
        for thread_id in thread_ids:
            kept, said = counted(thread_id)
            assert kept == said
    hidden = select(func.count()).select_from(Post).where(Post.hidden_at.is_not(None))
    open_hidings = select(func.count()).select_from(Hiding).where(Hiding.lifted_at.is_(None))
    assert db.session.scalar(hidden) == db.session.scalar(open_hidings)


def test_authors_hear_once_however_many_of_their_posts_it_is_about(people: Any, street: list[int]):
    hidings.hide_many(street, people["ines"], "Spam", now(), is_spam=True)
    kinds = select(Notification.user_id, Notification.kind).where(Notification.kind.like("%.hidden"))
    told = sorted(tuple(row) for row in db.session.execute(kinds))
    assert told == sorted((people[name].id, "posts.hidden") for name in ("mara", "nils", "theo"))


def test_the_log_has_one_line_for_all_and_an_event_for_each(people: Any, street: list[int]):
    hidings.hide_many(street, people["ines"], "Spam", now(), is_spam=True)
    (line,) = publiclog.newest().rows
    assert (line.act, line.count, line.reason) == ("spam", len(street), "Spam")
    assert db.session.scalar(select(func.count()).select_from(Event).where(Event.name == "post.hidden")) == len(street)


def test_what_is_shown_of_many_has_a_line_of_its_own_until_all_are(people: Any, street: list[int]):
    at = now()
    hidings.hide_many(street, people["ines"], "Spam", at, is_spam=True)
    hidings.show_many(street[:1], people["omar"], "Not this one", at + timedelta(minutes=1))
    newest, first = publiclog.newest().rows
    assert (newest.act, newest.count, newest.reason) == ("showed", 1, "Not this one")
    assert first.lifted_at is None
    hidings.show_many(street, people["omar"], "None of them", at + timedelta(minutes=2))
    lifted = select(PublicAct.lifted_reason).where(PublicAct.act == "spam")
    assert db.session.scalar(lifted) == "None of them"


def test_what_is_hidden_or_gone_is_left_alone(people: Any, street: list[int]):
    at = now()
    first = hidings.hide_many(street[:3], people["ines"], "Spam", at)
    second = hidings.hide_many(street, people["omar"], "Spam", at)
    assert len(first) + len(second) == len(street)
    assert hidings.hide_many(street, people["omar"], "Spam", at) == []
