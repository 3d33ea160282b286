"""A case follows what goes on below its question: the customer writes again, staff answer, it is solved or gone."""

from sqlalchemy import select

from forum.database import now
from forum.models import Delivery, Event, Identity, Post, Thread
from moderation.services import casework, claims


def test_a_customer_who_writes_again_puts_the_case_before_staff_again(desk, threat):
    desk.act(threat, casework.reply, "ines", "We are sorry.")
    before = desk.case(threat)
    desk.comment("mara", threat, "It still does not work.")
    after = desk.case(threat)
    assert (before.state, after.state) == ("pending", "open")
    assert after.due_at > before.due_at
    assert after.opened_because == "wrote"
    assert desk.told(threat)[-1] == "heard"


def test_a_resolved_case_is_reopened_when_the_customer_writes_again(desk, threat):
    desk.act(threat, casework.resolve, "ines", "Replaced")
    desk.comment("mara", threat, "The new one is no better.")
    assert desk.case(threat).state == "open"
    last = desk.acts(threat)[-1]
    assert (last.act, last.because, last.by_id) == ("reopened", "wrote", None)


def test_a_neighbours_word_reopens_nothing(desk, threat):
    desk.act(threat, casework.resolve, "ines", "Replaced")
    desk.comment("theo", threat, "Good to hear.")
    desk.answer("nils", threat)
    assert desk.case(threat).state == "resolved"


def test_a_customer_on_another_network_is_the_same_customer(desk, threat):
    from forum.events import record
    from forum.services.writing import Draft, insert_posts

    with desk.at_work() as session:
        identity = Identity(channel="twitter", handle="maralind")
        session.add(identity)
        session.flush()
        thread = session.get_one(Thread, threat)
        thread.asker_id, thread.asker_identity_id = None, identity.id
    desk.act(threat, casework.resolve, "ines", "Replaced")
    with desk.at_work():
        draft = Draft(body="And again", at=now(), kind="comment", thread_id=threat, identity_id=identity.id)
        post_id = insert_posts([draft])[0]
        record("post.commented", threat, post_id)
    desk.cast.work()
    assert desk.case(threat).state == "open"


def test_the_same_news_twice_changes_nothing(desk, threat):
    desk.act(threat, casework.reply, "ines", "We are sorry.")
    desk.comment("mara", threat, "Thank you.")
    desk.act(threat, casework.resolve, "ines", "Thanked")
    before = desk.told(threat)
    with desk.at_work() as session:
        for delivery in session.scalars(select(Delivery).where(Delivery.listener.like("moderation.%"))):
            delivery.done_at, delivery.attempts = None, 0
    desk.cast.work()
    assert desk.told(threat) == before
    assert desk.case(threat).state == "resolved"


def test_an_answer_that_staff_give_on_the_public_page_counts(desk, threat):
    desk.answer("omar", threat, "We are on it.")
    case = desk.case(threat)
    assert case.state == "pending"
    assert case.first_response_at is not None
    assert (desk.acts(threat)[-1].act, desk.acts(threat)[-1].by_id) == ("replied", desk.cast.omar)


def test_what_the_customer_calls_solved_is_done(desk, forgotten):
    from forum.services import threads

    desk.act(forgotten, casework.reply, "ines", "Press the button.")
    desk.act(forgotten, claims.release, "ines")
    with desk.at_work() as session:
        answer = session.scalars(select(Post).where(Post.thread_id == forgotten, Post.kind == "answer")).one()
        threads.accept(forgotten, answer.id, desk.person("mara"))
    desk.cast.work()
    assert desk.case(forgotten).state == "resolved"
    assert desk.acts(forgotten)[-1].because == "accepted"


def test_a_question_that_was_taken_back_needs_nobody(desk, threat, forgotten):
    from forum.services import posts

    for thread_id in (threat, forgotten):
        with desk.at_work():
            posts.remove(desk.question(thread_id), desk.person("mara"))
    desk.cast.work()
    for thread_id in (threat, forgotten):
        assert desk.case(thread_id).state == "resolved"
        assert desk.acts(thread_id)[-1].because == "deleted"


def test_moderation_owes_history_nothing(desk):
    with desk.at_work() as session:
        owed = session.scalars(select(Delivery.listener).join(Event).where(Event.name == "posts.imported"))
        assert not [name for name in owed if name.startswith("moderation.")]
