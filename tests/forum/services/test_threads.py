"""Asking and accepting: rows, events, points and notices."""

from typing import Any


def names_of_events() -> list[str]:
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Event

    return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def thread(thread_id: int) -> Any:
    from forum.extensions import db
    from forum.models import Thread

    db.session.expire_all()
    return db.session.get_one(Thread, thread_id)


def test_asking_makes_a_thread_its_opening_post_and_one_event(people: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import tags, threads

    asked = threads.ask(people["mara"], "  Orange\n light ", "It is *orange*.", ("light", "power"))
    post = db.session.get_one(Post, asked.post_id)
    assert thread(asked.thread_id).title == "Orange light"
    assert (post.kind, post.author_id, post.is_brand) == ("question", people["mara"].id, False)
    assert "<em>orange</em>" in post.html
    assert tags.of_threads([asked.thread_id]) == {asked.thread_id: ["light", "power"]}
    assert names_of_events() == ["thread.asked"]


def test_personal_data_in_title_and_body_is_masked_and_the_original_sealed(people: Any):
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Post, SealedOriginal
    from forum.services import threads

    asked = threads.ask(people["mara"], "My card 4242 4242 4242 4242", "I paid with 4242 4242 4242 4242.")
    post = db.session.get_one(Post, asked.post_id)
    assert "4242" not in thread(asked.thread_id).title + post.body + post.html
    sealed = db.session.scalars(select(SealedOriginal).where(SealedOriginal.post_id == post.id)).one()
    assert b"4242" not in sealed.sealed


def test_many_are_asked_in_order_and_history_is_not_announced(people: Any):
    from forum.database import now
    from forum.services import threads
    from forum.services.writing import Draft

    drafts = [Draft(body=f"Body {i}", title=f"Title {i}", at=now(), is_live=i % 2 == 0) for i in range(5)]
    asked = threads.ask_many(drafts)
    assert [thread(each.thread_id).title for each in asked] == [f"Title {i}" for i in range(5)]
    assert names_of_events() == ["thread.asked"] * 3
    assert threads.ask_many([]) == []


def test_an_acceptance_pays_both_and_tells_who_answered(people: Any):
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Notification
    from forum.services import posts, reputation, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    answer = posts.answer(asked.thread_id, people["theo"], "Wait.")
    assert threads.accept(asked.thread_id, answer.id, people["mara"]) is True
    assert threads.accept(asked.thread_id, answer.id, people["mara"]) is False
    assert thread(asked.thread_id).solved_at is not None
    assert (reputation.total(people["theo"].id), reputation.total(people["mara"].id)) == (15, 2)
    told = select(Notification.kind).where(Notification.user_id == people["theo"].id)
    assert list(db.session.scalars(told)) == ["thread.accepted"]


def test_another_acceptance_takes_the_points_along(people: Any):
    from forum.services import posts, reputation, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    first, second = (posts.answer(asked.thread_id, people[name], "Wait.") for name in ("theo", "nils"))
    threads.accept(asked.thread_id, first.id, people["mara"])
    threads.accept(asked.thread_id, second.id, people["mara"])
    assert [reputation.total(people[name].id) for name in ("theo", "nils", "mara")] == [0, 15, 2]
    assert threads.unaccept(asked.thread_id, people["mara"]) is True
    assert threads.unaccept(asked.thread_id, people["mara"]) is False
    assert [reputation.total(people[name].id) for name in ("theo", "nils", "mara")] == [0, 0, 0]
    assert thread(asked.thread_id).solved_at is None


def test_nobody_earns_by_accepting_an_answer_of_their_own(people: Any):
    from forum.services import posts, reputation, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    own = posts.answer(asked.thread_id, people["mara"], "I found it.")
    threads.accept(asked.thread_id, own.id, people["mara"])
    assert reputation.total(people["mara"].id) == 0


def test_staff_earn_nothing_by_accepting_their_own_answer_for_somebody_elsewhere(people: Any):
    from forum.extensions import db
    from forum.models import Thread
    from forum.services import posts, reputation, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    db.session.get_one(Thread, asked.thread_id).asker_id = None
    own, other = (posts.answer(asked.thread_id, people[name], "Wait.") for name in ("ines", "theo"))
    threads.accept(asked.thread_id, own.id, people["ines"])
    assert reputation.total(people["ines"].id) == 0
    threads.accept(asked.thread_id, other.id, people["omar"])
    threads.unaccept(asked.thread_id, people["omar"])
    assert [reputation.total(people[name].id) for name in ("ines", "theo")] == [0, 0]


def test_an_answer_that_went_a_moment_ago_is_not_accepted(people: Any):
    from forum.services import posts, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    gone, hidden = (posts.answer(asked.thread_id, people[name], "Wait.") for name in ("theo", "nils"))
    posts.remove(gone, people["theo"])
    posts.hide(hidden, people["ines"], "An insult.")
    assert not any(threads.accept(asked.thread_id, each.id, people["mara"]) for each in (gone, hidden))
    assert thread(asked.thread_id).solved_at is None
