"""Reports become one row of the one queue: whatever else a thread needs, it is neither lost nor closed with them."""

from datetime import timedelta

import pytest

from forum.database import now
from forum.services import flags, posts, reasons, threads
from moderation.services import attention, casework, claims, clocks


def report(desk, thread_id, *names, post_id=None):
    """Let these people report a post (else the question), and the worker do what follows."""
    from forum.models import Post

    with desk.at_work() as session:
        post = session.get_one(Post, post_id) if post_id else desk.question(thread_id)
        for name in names:
            flags.raise_flag(post, desk.person(name), reasons.offered("flag")[0], "look at this")
    desk.cast.work()


def decline(desk, thread_id, name="ines"):
    with desk.at_work():
        attention.decline(desk.question(thread_id), desk.person(name), now())
    desk.cast.work()


@pytest.fixture
def answered(desk):
    """A question that needs nobody: it has its answer."""
    thread_id = desk.ask()
    desk.answer("theo", thread_id)
    return thread_id


def test_reports_of_a_thread_that_needs_nobody_are_one_row_with_a_count(desk, answered):
    report(desk, answered, "nils", "theo", "omar")
    case = desk.case(answered)
    assert (case.state, case.opened_because, case.flag_count) == ("open", "flagged", 3)
    assert "reported 3 times" in desk.cast.visit("ines").get("/moderation/queue").text


def test_once_they_are_declined_the_case_is_done(desk, answered):
    report(desk, answered, "nils")
    decline(desk, answered)
    case = desk.case(answered)
    assert (case.state, case.flag_count, case.resolved_by_id) == ("resolved", 0, desk.cast.ines)
    assert desk.told(answered)[-2:] == ["declined", "resolved"]


def test_more_reports_open_it_again(desk, answered):
    report(desk, answered, "nils")
    decline(desk, answered)
    post_id = desk.answer("nils", answered, "Buy my lamps.")
    report(desk, answered, "mara", post_id=post_id)
    assert (desk.case(answered).state, desk.case(answered).flag_count) == ("open", 1)


def test_a_report_taken_back_closes_what_nobody_has_in_hand(desk, answered):
    report(desk, answered, "nils")
    with desk.at_work():
        flags.take_back(desk.question(answered), desk.person("nils"))
    desk.cast.work()
    assert desk.case(answered).state == "resolved"


def test_a_question_that_was_reported_still_goes_to_staff_when_nobody_answers(desk):
    at = now()
    thread_id = desk.ask(at=at - timedelta(hours=1))
    report(desk, thread_id, "nils")
    with desk.at_work():
        clocks.hand_over(at + timedelta(hours=2))
    assert desk.case(thread_id).opened_because == "unanswered"
    decline(desk, thread_id)
    assert desk.case(thread_id).state == "open"


def test_and_also_when_the_report_was_declined_before_its_time_came(desk):
    at = now()
    thread_id = desk.ask(at=at - timedelta(hours=1))
    report(desk, thread_id, "nils")
    decline(desk, thread_id)
    with desk.at_work():
        clocks.hand_over(at + timedelta(hours=2))
    assert (desk.case(thread_id).state, desk.case(thread_id).opened_because) == ("open", "unanswered")


def test_a_customer_who_writes_again_keeps_the_case_open_when_reports_are_declined(desk, threat):
    desk.act(threat, casework.reply, "ines", "We are sorry.")
    report(desk, threat, "nils")
    assert desk.case(threat).opened_because == "flagged"
    desk.comment("mara", threat, "It happened again.")
    decline(desk, threat)
    assert (desk.case(threat).state, desk.case(threat).opened_because) == ("open", "wrote")


def test_danger_outlives_the_reports(desk, answered):
    report(desk, answered, "nils")
    desk.comment("mara", answered, "It burned my hand, my lawyer will hear of this.")
    assert desk.case(answered).is_high
    decline(desk, answered)
    assert desk.case(answered).state == "open"


def test_an_acceptance_does_not_close_a_case_with_reports(desk, answered):
    report(desk, answered, "nils")
    with desk.at_work() as session:
        from sqlalchemy import select

        from forum.models import Post

        answer = session.scalars(select(Post).where(Post.thread_id == answered, Post.kind == "answer")).one()
        threads.accept(answered, answer.id, desk.person("mara"))
    desk.cast.work()
    assert desk.case(answered).state == "open"


def test_resolving_the_case_declines_what_waits(desk, answered):
    report(desk, answered, "nils")
    desk.act(answered, casework.resolve, "ines", "Nothing in it")
    assert "left it as it is" in desk.cast.visit("nils").get("/notices").text
    assert desk.case(answered).flag_count == 0


def test_hiding_what_was_reported_closes_the_case_at_once(desk, answered):
    post_id = desk.answer("nils", answered, "Buy my lamps.")
    report(desk, answered, "mara", "theo", post_id=post_id)
    hidden = desk.cast.visit("ines").post(f"/posts/{post_id}/hiding", data={"reason": "Advertising"})
    assert hidden.status_code == 303
    assert desk.case(answered).state == "resolved"
    assert "agreed with your report" in desk.cast.visit("mara").get("/notices").text


def test_what_somebody_else_has_in_hand_is_not_closed_under_them(desk, answered):
    report(desk, answered, "nils")
    desk.act(answered, claims.claim, "omar")
    decline(desk, answered, "ines")
    assert desk.case(answered).claimed_by_id == desk.cast.omar
    assert desk.case(answered).state == "open"


def test_a_reported_post_that_its_author_takes_back_needs_nobody(desk, answered):
    from forum.models import Post

    post_id = desk.answer("nils", answered, "Buy my lamps.")
    report(desk, answered, "mara", post_id=post_id)
    with desk.at_work() as session:
        posts.remove(session.get_one(Post, post_id), desk.person("nils"))
    desk.cast.work()
    assert desk.case(answered).state == "resolved"


def test_a_report_goes_along_with_the_answer_to_where_it_was_asked_before(desk, answered):
    from forum.services import duplicates

    first = desk.ask(title="How do I change the key")
    desk.answer("theo", first)
    post_id = desk.answer("nils", answered, "Buy my lamps.")
    report(desk, answered, "mara", post_id=post_id)
    with desk.at_work():
        assert duplicates.close(answered, first, desk.person("ines"), takes_answers=True)
    desk.cast.work()
    assert (desk.case(first).state, desk.case(first).flag_count) == ("open", 1)
    assert (desk.case(answered).state, desk.case(answered).flag_count) == ("resolved", 0)
    with desk.at_work():
        assert duplicates.undo(answered, desk.person("ines"))
    desk.cast.work()
    assert (desk.case(first).flag_count, desk.case(answered).flag_count) == (0, 1)
