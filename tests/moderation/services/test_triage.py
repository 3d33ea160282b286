"""New questions are judged by what their askers say; what could do harm reaches staff at once."""

from datetime import timedelta

from sqlalchemy import select

from forum.database import now
from moderation.models import Assessment, Clock
from tests.moderation.conftest import THREAT


def assessment(desk, thread_id):
    with desk.at_work() as session:
        return session.scalars(select(Assessment).where(Assessment.thread_id == thread_id)).one_or_none()


def brought_in(desk, **given):
    """A thread from elsewhere: `given` overrides the draft."""
    from forum.models import Identity
    from forum.services import threads
    from forum.services.writing import Draft

    followers = given.pop("followers", 12)
    handle = given.pop("handle", "junopark")
    with desk.at_work() as session:
        identity = session.scalars(select(Identity).where(Identity.handle == handle)).one_or_none()
        if identity is None:
            identity = Identity(channel="twitter", handle=handle, followers=followers)
            session.add(identity)
            session.flush()
        fresh = {"body": THREAT, "title": "Burnt", "at": now(), "channel": "twitter", "is_markdown": False}
        thread_id = threads.ask_many([Draft(**{**fresh, "identity_id": identity.id, **given})])[0].thread_id
    desk.cast.work()
    return thread_id


def test_a_threat_opens_a_case_at_once_and_says_which_words_did_it(desk, threat):
    case = desk.case(threat)
    assert (case.state, case.opened_because, case.is_high) == ("open", "risk", True)
    words = " ".join(word.lower() for reason in case.reasons for word in reason["words"])
    assert "lawyer" in words
    assert case.due_at - case.opened_at < timedelta(hours=1)
    assert desk.told(threat) == ["opened"]


def test_a_harmless_question_is_judged_but_left_to_the_neighbours(desk):
    thread_id = desk.ask()
    assert desk.case(thread_id) is None
    found = assessment(desk, thread_id)
    assert (found.score, found.is_high, found.reasons) == (0.0, False, [])


def test_judging_twice_changes_nothing(desk, threat):
    from moderation.services import triage

    with desk.at_work():
        triage.assess([threat], now())
        triage.assess([threat], now())
    assert desk.told(threat) == ["opened"]


def test_a_threat_that_comes_later_raises_the_case(desk, forgotten):
    before = desk.case(forgotten)
    desk.comment("mara", forgotten, "Still nothing. I will call my lawyer tomorrow.")
    after = desk.case(forgotten)
    assert (before.is_high, after.is_high) == (False, True)
    assert after.due_at < before.due_at
    assert "raised" in desk.told(forgotten)


def test_what_others_write_does_not_make_the_asker_dangerous(desk):
    thread_id = desk.ask()
    desk.comment("theo", thread_id, "When mine did that I called my lawyer and the press. It burned my hand.")
    assert desk.case(thread_id) is None


def test_a_question_that_was_mended_into_a_threat_is_judged_again(desk):
    from forum.services import posts

    thread_id = desk.ask()
    with desk.at_work():
        posts.edit(desk.question(thread_id), desk.person("mara"), THREAT)
    desk.cast.work()
    assert desk.case(thread_id).is_high


def test_history_announcements_and_staff_raise_no_cases(desk):
    old = brought_in(desk, is_live=False)
    announced = brought_in(desk, thread_kind="announcement", is_brand=True, handle="lanternethelp")
    by_staff = desk.ask("ines", "Practice", THREAT)
    assert [desk.case(thread_id) for thread_id in (old, announced, by_staff)] == [None, None, None]
    assert [assessment(desk, thread_id) for thread_id in (old, announced, by_staff)] == [None, None, None]


def test_a_large_audience_is_a_reason(desk):
    quiet = brought_in(desk, body="The internet is gone again, I am furious", handle="quiet", followers=3)
    loud = brought_in(desk, body="The internet is gone again, I am furious", handle="loud", followers=900_000)
    names = {reason["name"] for reason in assessment(desk, loud).reasons}
    assert "large reach" in names
    assert assessment(desk, loud).score > assessment(desk, quiet).score


def test_asking_again_and_again_is_a_reason(desk):
    threads = [desk.ask(title=f"Still no light, day {day}", at=now() - timedelta(days=4 - day)) for day in range(4)]
    assert "repeated contact" in {reason["name"] for reason in assessment(desk, threads[-1]).reasons}
    assert not assessment(desk, threads[0]).reasons


def test_many_replies_in_an_hour_are_a_reason(desk):
    from forum.services import posts

    thread_id = desk.ask()
    with desk.at_work():
        question, theo = desk.question(thread_id), desk.person("theo")
        for number in range(45):
            posts.comment(question, theo, f"Same here, house {number}.")
    desk.cast.work()
    assert "speed of replies" in {reason["name"] for reason in assessment(desk, thread_id).reasons}


def test_an_old_post_that_is_treated_as_new_has_its_clock_start_now(desk):
    thread_id = brought_in(desk, body="Where is the light?", at=now() - timedelta(days=3000))
    with desk.at_work() as session:
        clock = session.get_one(Clock, thread_id)
    assert now() - clock.started_at < timedelta(minutes=1)
    assert desk.case(thread_id) is None


def test_a_case_of_a_talk_that_staff_ended_elsewhere_waits_for_the_customer(desk):
    from forum.events import record
    from forum.services.writing import Draft, insert_posts

    thread_id = brought_in(desk, body="Where is the light?")
    with desk.at_work():
        draft = Draft(body="Sorry. Sent you a new one.", at=now(), kind="answer", thread_id=thread_id, is_brand=True)
        draft.author_id = desk.cast.ines
        insert_posts([draft])
    with desk.at_work() as session:
        question = desk.question(thread_id)
        question.body = THREAT
        record("post.edited", thread_id, question.id)
        session.flush()
    desk.cast.work()
    case = desk.case(thread_id)
    assert (case.state, case.is_high) == ("pending", True)
    assert case.first_response_at is not None
