"""Nobody waits unseen: a question that peers leave unanswered goes to staff; whoever answers stops the clock."""

from datetime import timedelta

from forum.database import now
from moderation.models import Clock
from moderation.services import claims


def clock(desk, thread_id):
    with desk.at_work() as session:
        return session.get_one(Clock, thread_id)


def test_peers_have_two_hours(desk):
    asked_at = now()
    thread_id = desk.ask(at=asked_at)
    desk.wait(asked_at + timedelta(hours=1, minutes=59))
    assert desk.case(thread_id) is None
    desk.wait(asked_at + timedelta(hours=2))
    case = desk.case(thread_id)
    assert (case.state, case.opened_because, case.is_high) == ("open", "unanswered", False)
    assert case.due_at == asked_at + timedelta(hours=24)


def test_the_minute_may_strike_as_often_as_it_likes(desk, forgotten):
    for _ in range(3):
        desk.wait(now() + timedelta(hours=5))
    assert desk.told(forgotten) == ["opened"]


def test_an_answer_in_time_stops_the_clock(desk):
    asked_at = now() - timedelta(hours=1)
    thread_id = desk.ask(at=asked_at)
    desk.answer("theo", thread_id)
    assert clock(desk, thread_id).stopped_at is not None
    desk.wait(now() + timedelta(days=2))
    assert desk.case(thread_id) is None


def test_a_comment_of_a_neighbour_is_no_answer_but_a_word_of_staff_is(desk):
    chatted, cared = desk.ask(title="One question"), desk.ask("nils", "Another one")
    desk.comment("theo", chatted, "Same here.")
    desk.comment("ines", cared, "We look into it.")
    desk.wait(now() + timedelta(hours=3))
    assert desk.case(chatted) is not None
    assert desk.case(cared) is None


def test_a_question_that_comes_late_to_the_worker_goes_to_staff_when_it_comes(desk):
    thread_id = desk.ask(at=now() - timedelta(hours=6))
    assert desk.case(thread_id).opened_because == "unanswered"


def test_the_drain_of_the_worker_strikes_the_clock_too(desk, app):
    from forum.cli.serving import drained

    thread_id = desk.ask()
    with desk.at_work() as session:
        session.get_one(Clock, thread_id).staff_from_at = now() - timedelta(minutes=1)
    with app.app_context():
        drained()
    assert desk.case(thread_id) is not None


def test_a_neighbours_answer_closes_a_case_that_only_waited_for_one(desk, forgotten):
    post_id = desk.answer("theo", forgotten)
    assert desk.case(forgotten).state == "resolved"
    last = desk.acts(forgotten)[-1]
    assert (last.act, last.because, last.by_id, last.post_id) == ("resolved", "answered", None, post_id)
    assert clock(desk, forgotten).stopped_at is not None


def test_what_a_person_has_in_hand_or_could_do_harm_stays_open_when_a_neighbour_answers(desk, forgotten, threat):
    desk.act(forgotten, claims.claim, "ines", at=now())
    for thread_id in (forgotten, threat):
        desk.answer("theo", thread_id)
        assert desk.case(thread_id).state == "open"


def test_when_the_only_answer_is_hidden_the_case_comes_back(desk, forgotten):
    from forum.models import Post
    from moderation.services import hiding

    post_id = desk.answer("theo", forgotten)
    with desk.at_work() as session:
        hiding.hide(session.get_one(Post, post_id), desk.person("ines"), "dangerous advice")
    desk.cast.work()
    desk.wait(now())
    assert desk.case(forgotten).state == "open"
    assert desk.told(forgotten)[-2:] == ["hid", "reopened"]


def test_a_case_that_staff_resolved_without_an_answer_stays_resolved(desk, forgotten):
    from moderation.services import casework

    desk.act(forgotten, casework.resolve, "ines", "A joke, no answer needed")
    desk.wait(now() + timedelta(days=3))
    assert desk.case(forgotten).state == "resolved"


def test_a_question_that_was_taken_back_goes_to_nobody(desk):
    from forum.services import posts

    thread_id = desk.ask()
    desk.comment("theo", thread_id, "Which model?")
    with desk.at_work():
        posts.remove(desk.question(thread_id), desk.person("mara"))
    desk.cast.work()
    desk.wait(now() + timedelta(hours=5))
    assert desk.case(thread_id) is None


def test_a_question_from_a_clock_that_is_ahead_waits_no_longer_than_others(desk):
    thread_id = desk.ask(at=now() + timedelta(days=400))
    desk.wait(now() + timedelta(hours=2, minutes=1))
    assert desk.case(thread_id).opened_because == "unanswered"
