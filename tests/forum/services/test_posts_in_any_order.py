"""Counters repeat rows: whatever people do to a thread, and in whatever order, both say the same."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Acceptance, Award, Post, Thread, User, Vote
from forum.services import posts, threads, votes

ACTORS = ("mara", "theo", "nils", "ines")


def acts(people: Any, asked: Any, dice: random.Random) -> list[Callable[[], object]]:
    """What somebody may do next, as the views allow it."""
    rows = list(db.session.scalars(select(Post).where(Post.thread_id == asked.thread_id)))
    post, person = dice.choice(rows), people[dice.choice(ACTORS)]
    author = next(each for each in people.values() if each.id == post.author_id)
    found: list[Callable[[], object]] = [
        lambda: posts.answer(asked.thread_id, person, "Wait."),
        lambda: posts.comment(post, person, "Really?"),
        lambda: posts.hide(post, people["ines"], "Rude."),
        lambda: posts.show(post, people["ines"], "Not rude."),
        lambda: threads.unaccept(asked.thread_id, people["mara"]),
    ]
    if post.deleted_at is None and post.kind != "question":
        found.append(lambda: posts.remove(post, author))
    if post.kind == "answer":
        found += [lambda: threads.accept(asked.thread_id, post.id, people["mara"])] * 3
    if post.kind != "comment" and post.author_id != person.id and not post.deleted_at and not post.hidden_at:
        found += [lambda: votes.cast(post.id, person, dice.choice((1, -1))), lambda: votes.retract(post.id, person)]
    return found


def agree(thread_id: int) -> None:
    """Let every counter be what its rows say."""
    db.session.flush()
    db.session.expire_all()
    thread = db.session.get_one(Thread, thread_id)
    rows = list(db.session.scalars(select(Post).where(Post.thread_id == thread_id)))
    readable = {post.id for post in rows if not post.hidden_at and not post.deleted_at}
    assert thread.answer_count == sum(post.kind == "answer" and post.id in readable for post in rows)
    assert thread.score == next(post.score for post in rows if post.kind == "question")
    acceptance = db.session.get(Acceptance, thread_id)
    is_solved = acceptance is not None and acceptance.post_id in readable
    assert thread.solved_at == (acceptance.at if acceptance and is_solved else None)
    for post in rows:
        given = select(func.coalesce(func.sum(Vote.value), 0)).where(Vote.post_id == post.id)
        assert post.score == db.session.scalar(given)
    for person in db.session.scalars(select(User)):
        earned = select(func.coalesce(func.sum(Award.points), 0)).where(Award.user_id == person.id)
        assert person.reputation == db.session.scalar(earned)


@pytest.mark.parametrize("seed", range(4))
def test_counters_are_what_the_rows_say(people: Any, seed: int):
    dice = random.Random(seed)
    asked = threads.ask(people["mara"], "Orange light", "Why is it orange?")
    for _ in range(40):
        dice.choice(acts(people, asked, dice))()
        agree(asked.thread_id)
