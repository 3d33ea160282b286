"""Questions that were asked before: what closing one changes, and that undoing brings all back."""

import random
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.services import (
    duplicates,
    experts,
    following,
    listing,
    notifications,
    posts,
    publiclog,
    suggestions,
    threads,
)


def ask(people: Any, who: str, title: str = "The lamp blinks orange") -> int:
    return threads.ask(people[who], title, "It blinks since the storm.").thread_id


def row(thread_id: int) -> Any:
    from forum.models import Thread as Row

    db.session.flush()
    db.session.expire_all()
    return db.session.get_one(Row, thread_id)


def picture() -> dict[str, Any]:
    """Every row that closing and undoing may touch; the public log and the events remember both and are left out."""
    from forum.models import Acceptance, Duplicate, Following, MovedPost, Notification, Origin, Post
    from forum.models import Thread as Row

    db.session.flush()
    told = (Row, Post, Origin, Acceptance, Duplicate, MovedPost, Following, Notification)
    return {
        model.__name__: [
            tuple(each)
            for each in db.session.execute(select(*model.__table__.columns).order_by(*model.__table__.primary_key))
        ]
        for model in told
    }


def test_whoever_asked_follows_the_earlier_question_and_hears_of_it(people: Any):
    first, again = ask(people, "nils"), ask(people, "mara")
    assert duplicates.close(again, first, people["ines"], "Same lamp.")
    assert row(again).duplicate_of_id == first
    assert db.session.scalar(select(following.is_following(first, people["mara"].id)))
    told = notifications.of_reader(people["mara"]).rows[0]
    assert (told.kind, told.thread_id, told.reason) == ("thread.duplicated", again, "Same lamp.")
    line = publiclog.newest().rows[0]
    assert (line.act, line.to_thread_id, line.is_by_staff) == ("moved", first, True)
    assert not duplicates.close(again, first, people["ines"])


def test_who_closes_their_own_question_is_not_told(people: Any):
    first, again = ask(people, "nils"), ask(people, "mara")
    duplicates.close(again, first, people["mara"])
    assert not notifications.of_reader(people["mara"]).rows
    assert not publiclog.newest().rows[0].is_by_staff


def test_a_duplicate_waits_for_nobody(people: Any):
    first, again = ask(people, "nils"), ask(people, "mara")
    duplicates.close(again, first, people["ines"])
    db.session.commit()
    waiting = [line.thread.id for line in listing.threads(listing.Wanted(tab="unanswered")).lines]
    assert (first in waiting, again in waiting) == (True, False)
    newest = {line.thread.id: line.thread.duplicate_of_id for line in listing.threads(listing.Wanted()).lines}
    assert newest == {first: None, again: first}
    from forum.models import Thread as Row

    assert list(db.session.scalars(select(Row.id).where(*experts.is_open()))) == [first]


def test_answers_go_along_but_not_the_accepted_one(people: Any):
    first, again = ask(people, "nils"), ask(people, "mara")
    kept, moved = (posts.answer(again, people["theo"], words) for words in ("Press it.", "Pull the plug."))
    comment = posts.comment(moved, people["mara"], "Which one?")
    threads.accept(again, kept.id, people["mara"])
    duplicates.close(again, first, people["ines"], takes_answers=True)
    db.session.expire_all()
    assert (kept.thread_id, moved.thread_id, comment.thread_id) == (again, first, first)
    assert (row(first).answer_count, row(again).answer_count) == (1, 1)
    assert row(again).solved_at and not row(first).solved_at
    later = posts.comment(moved, people["nils"], "That helped here, too.")
    duplicates.undo(again, people["ines"])
    db.session.expire_all()
    assert (moved.thread_id, comment.thread_id, later.thread_id) == (again, again, again)
    assert (row(first).answer_count, row(again).answer_count) == (0, 2)


def test_an_answer_that_was_accepted_where_it_went_stays_there(people: Any):
    first, again = ask(people, "nils"), ask(people, "mara")
    moved = posts.answer(again, people["theo"], "Pull the plug.")
    duplicates.close(again, first, people["ines"], takes_answers=True)
    threads.accept(first, moved.id, people["nils"])
    duplicates.undo(again, people["ines"])
    db.session.expire_all()
    assert (moved.thread_id, row(first).answer_count, row(again).answer_count) == (first, 1, 0)
    assert row(first).solved_at


def test_a_duplicate_of_a_duplicate_leads_to_the_end(people: Any):
    first, second, third = (ask(people, who) for who in ("nils", "mara", "theo"))
    moved = posts.answer(third, people["mara"], "Wait.")
    duplicates.close(third, second, people["ines"], takes_answers=True)
    duplicates.close(second, first, people["ines"])
    db.session.expire_all()
    assert (row(third).duplicate_of_id, row(second).duplicate_of_id, moved.thread_id) == (first, first, first)
    assert not duplicates.close(first, third, people["ines"]), "that would be a circle"
    duplicates.undo(second, people["ines"])
    db.session.expire_all()
    assert (row(third).duplicate_of_id, row(second).duplicate_of_id, moved.thread_id) == (second, None, second)


@pytest.mark.parametrize("seed", range(6))
def test_undoing_in_turn_brings_everything_back(people: Any, seed: int):
    dice = random.Random(seed)
    start = datetime.fromisoformat("2026-11-01T08:00:00+00:00")
    at = (start + timedelta(minutes=number) for number in range(1000))
    names = ("mara", "theo", "nils")
    ids = [threads.ask(people[dice.choice(names)], f"Lamp {n}", "It blinks.", at=next(at)).thread_id for n in range(5)]
    for _ in range(12):
        thread_id, who = dice.choice(ids), people[dice.choice((*names, "ines"))]
        answer = posts.answer(thread_id, who, "Wait.", at=next(at))
        if dice.random() < 0.6:
            posts.comment(answer, people[dice.choice(names)], "How long?", at=next(at))
        if dice.random() < 0.3:
            threads.accept(thread_id, answer.id, people["ines"], at=next(at))
        elif dice.random() < 0.2:
            posts.hide(answer, people["ines"], "Rude.", at=next(at))
        if dice.random() < 0.3:
            following.leave(thread_id, people[dice.choice(names)], at=next(at))
    before, closed = [picture()], []
    for _ in range(8):
        thread_id, said_id = dice.sample(ids, 2)
        if duplicates.close(thread_id, said_id, people["ines"], takes_answers=dice.random() < 0.7, at=next(at)):
            closed.append(thread_id)
            before.append(picture())
    assert closed
    for thread_id in reversed(closed):
        before.pop()
        assert duplicates.undo(thread_id, people["ines"], at=next(at))
        now = picture()
        assert {name: now[name] for name in now if now[name] != before[-1][name]} == {}, thread_id


def test_four_who_close_in_a_circle_at_once_leave_no_circle(app: Any, cast: Any):
    from forum.models import Thread as Row
    from forum.models import User

    with app.app_context():
        people = {"mara": db.session.get_one(User, cast.mara)}
        ids = [ask(people, "mara") for _ in range(4)]
        db.session.commit()
    gate = Barrier(4)

    def close(place: int) -> None:
        with app.app_context():
            by = db.session.get_one(User, cast.ines)
            db.session.rollback()
            gate.wait(timeout=30)
            duplicates.close(ids[place], ids[(place + 1) % 4], db.session.get_one(User, cast.ines) or by)
            db.session.commit()

    workers = [Thread(target=close, args=(place,)) for place in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)
    with app.app_context():
        ends = dict(db.session.execute(select(Row.id, Row.duplicate_of_id)).all())
    ends_of = {end for end in ends.values() if end is not None}
    assert len(ends_of) == 1 and ends[ends_of.pop()] is None
    assert sum(end is not None for end in ends.values()) == 3


def test_its_own_words_find_the_question_it_leads_to(app: Any, cast: Any):
    from forum.models import Post, User

    with app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in cast.ids.items()}
        for number in range(6):
            posts.answer(
                ask(people, "theo", f"Printer number {number} eats paper on Mondays"), people["nils"], "Feed it."
            )
        first = ask(people, "nils", "Garden house loses the mesh every evening")
        answer_id = posts.answer(first, people["theo"], "Choose channel 36.").id
        again = ask(people, "mara", "Shed keeps dropping off wifi around sunset")
        duplicates.close(again, first, people["ines"])
        db.session.commit()
    cast.work()
    with app.app_context():
        found = suggestions.nearest("My shed keeps dropping off wifi around sunset")
        assert [(each.thread_id, each.answer_post_id) for each in found][:1] == [(first, answer_id)]
        posts.hide(db.session.get_one(Post, answer_id), db.session.get_one(User, cast.ines), "Wrong.")
        db.session.commit()
    cast.work()
    with app.app_context():
        assert first not in [each.thread_id for each in suggestions.nearest("My shed keeps dropping off wifi")]
