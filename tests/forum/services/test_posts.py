"""Answers, comments, edits, removals and hidings: what they do to rows and counters."""

from typing import Any

import pytest
from sqlalchemy import func, select


@pytest.fixture
def asked(people: Any) -> Any:
    """A question of Mara's."""
    from forum.services import threads

    return threads.ask(people["mara"], "Orange light", "Why is it orange?", ("light",))


def thread(thread_id: int) -> Any:
    from forum.extensions import db
    from forum.models import Thread

    db.session.expire_all()
    return db.session.get_one(Thread, thread_id)


def told(person: Any) -> list[str]:
    from forum.extensions import db
    from forum.models import Notification

    rows = select(Notification.kind).where(Notification.user_id == person.id).order_by(Notification.id)
    return list(db.session.scalars(rows))


def test_an_answer_is_counted_and_the_asker_told(people: Any, asked: Any):
    from forum.services import posts

    answer = posts.answer(asked.thread_id, people["theo"], "Wait.")
    assert thread(asked.thread_id).answer_count == 1
    assert thread(asked.thread_id).active_at == answer.created_at
    assert told(people["mara"]) == ["post.answered"]


def test_nobody_is_told_of_their_own_acts(people: Any, asked: Any):
    from forum.services import posts

    posts.answer(asked.thread_id, people["mara"], "I found it.")
    assert told(people["mara"]) == []


def test_a_comment_below_a_comment_stands_below_the_post_above_both(people: Any, asked: Any):
    from forum.services import posts

    answer = posts.answer(asked.thread_id, people["theo"], "Wait.")
    first = posts.comment(answer, people["mara"], "How long?")
    second = posts.comment(first, people["theo"], "Two minutes.")
    assert first.parent_id == second.parent_id == answer.id
    assert thread(asked.thread_id).answer_count == 1


def test_an_edit_keeps_what_was_there_and_masks_what_comes(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Post, Revision
    from forum.services import posts

    post = db.session.get_one(Post, asked.post_id)
    posts.edit(post, people["mara"], "Card 4242 4242 4242 4242", "Green light", ("power",))
    rows = list(db.session.scalars(select(Revision).where(Revision.post_id == post.id).order_by(Revision.number)))
    assert [(row.number, row.title, row.tags) for row in rows] == [
        (0, "Orange light", "light"),
        (1, "Green light", "power"),
    ]
    assert rows[0].body == "Why is it orange?" and "4242" not in rows[1].body + post.html
    assert post.edited_at is not None and thread(asked.thread_id).title == "Green light"


def test_a_removed_answer_loses_its_words_its_history_and_its_acceptance(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Revision, SealedOriginal
    from forum.services import posts, reputation, threads

    answer = posts.answer(asked.thread_id, people["theo"], "Card 4242 4242 4242 4242")
    posts.edit(answer, people["theo"], "Wait.")
    threads.accept(asked.thread_id, answer.id, people["mara"])
    posts.remove(answer, people["theo"])
    for kept in (Revision, SealedOriginal):
        assert db.session.scalar(select(func.count()).select_from(kept).where(kept.post_id == answer.id)) == 0
    assert (answer.body, answer.html) == ("", "") and answer.deleted_at is not None
    assert thread(asked.thread_id).answer_count == 0 and thread(asked.thread_id).solved_at is None
    assert reputation.total(people["theo"].id) == 0


def test_a_question_goes_with_its_thread_only_while_it_stands_alone(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, threads

    posts.answer(asked.thread_id, people["mara"], "I found it.")
    posts.remove(db.session.get_one(Post, asked.post_id), people["mara"])
    assert thread(asked.thread_id).deleted_at is not None
    other = threads.ask(people["mara"], "Green light", "Why?")
    posts.answer(other.thread_id, people["theo"], "Wait.")
    posts.remove(db.session.get_one(Post, other.post_id), people["mara"])
    assert thread(other.thread_id).deleted_at is None


def test_hiding_takes_an_answer_out_of_the_count_and_showing_puts_it_back(people: Any, asked: Any):
    from forum.services import posts

    answer = posts.answer(asked.thread_id, people["theo"], "Buy cheap lamps.")
    assert posts.hide(answer, people["ines"], "advertisement") is True
    assert posts.hide(answer, people["omar"], "advertisement") is False
    assert thread(asked.thread_id).answer_count == 0
    assert posts.show(answer, people["ines"], "it was on topic") is True
    assert posts.show(answer, people["ines"], "it was on topic") is False
    assert thread(asked.thread_id).answer_count == 1
    assert told(people["theo"]) == ["post.hidden", "post.shown"]


def test_a_hidden_answer_that_is_taken_back_is_not_counted_twice(people: Any, asked: Any):
    from forum.services import posts

    answer = posts.answer(asked.thread_id, people["theo"], "Buy cheap lamps.")
    posts.hide(answer, people["ines"], "advertisement")
    posts.remove(answer, people["theo"])
    assert thread(asked.thread_id).answer_count == 0


def test_a_hidden_question_takes_its_thread_out_of_lists(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import listing, posts

    posts.hide(db.session.get_one(Post, asked.post_id), people["ines"], "off topic")
    assert thread(asked.thread_id).hidden_at is not None
    assert listing.threads(listing.Wanted()).lines == []


def test_a_question_is_solved_while_its_accepted_answer_can_be_read(people: Any, asked: Any):
    from forum.services import posts, threads

    answer = posts.answer(asked.thread_id, people["theo"], "Wait.")
    threads.accept(asked.thread_id, answer.id, people["mara"])
    solved_at = thread(asked.thread_id).solved_at
    posts.hide(answer, people["ines"], "An insult.")
    assert thread(asked.thread_id).solved_at is None
    posts.show(answer, people["ines"], "It was none.")
    assert thread(asked.thread_id).solved_at == solved_at
