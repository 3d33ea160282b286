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


def counted(thread_id: int) -> tuple[list[object], list[object]]:
    """Every counter, and what its rows say."""
    db.session.flush()
    db.session.expire_all()
    thread = db.session.get_one(Thread, thread_id)
    rows = list(db.session.scalars(select(Post).where(Post.thread_id == thread_id)))
    readable = {post.id for post in rows if not post.hidden_at and not post.deleted_at}
    said: list[object] = [sum(post.kind == "answer" and post.id in readable for post in rows)]
    said.append(next(post.score for post in rows if post.kind == "question"))
    acceptance = db.session.get(Acceptance, thread_id)
    is_solved = acceptance is not None and acceptance.post_id in readable
    said.append(acceptance.at if acceptance and is_solved else None)
    kept: list[object] = [thread.answer_count, thread.score, thread.solved_at]
    for post in rows:
        given = select(func.coalesce(func.sum(Vote.value), 0)).where(Vote.post_id == post.id)
        kept.append(post.score)
        said.append(db.session.scalar(given))
    for person in db.session.scalars(select(User)):
        earned = select(func.coalesce(func.sum(Award.points), 0)).where(Award.user_id == person.id)
        kept.append(person.reputation)
        said.append(db.session.scalar(earned))
    return kept, said


@pytest.mark.parametrize("seed", range(4))
def test_counters_are_what_the_rows_say(people: Any, seed: int):
    dice = random.Random(seed)
    asked = threads.ask(people["mara"], "Orange light", "Why is it orange?")
    for _ in range(40):
        dice.choice(acts(people, asked, dice))()
        kept, said = counted(asked.thread_id)
        assert kept == said
