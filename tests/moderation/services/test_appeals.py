"""Another look: once a hiding, and never decided by who hid the post, whatever role they have by then."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from forum.models import Hiding, Notification, Post, PublicAct, User
from moderation.models import Appeal
from moderation.services import appeals, casework, claims, hiding

WORDS = "It was a quotation from the manual."


@pytest.fixture
def hidden(desk):
    """An answer of theo's that ines has hidden; (thread, post)."""
    thread_id = desk.ask()
    post_id = desk.answer("theo", thread_id, "You are too stupid for a router.")
    with desk.at_work() as session:
        hiding.hide(session.get_one(Post, post_id), desk.person("ines"), "An insult")
    desk.cast.work()
    return thread_id, post_id


@pytest.fixture
def appealed(desk, hidden):
    """The same, and theo has asked for another look; (thread, post, appeal)."""
    with desk.at_work() as session:
        assert appeals.ask(session.get_one(Post, hidden[1]), desk.person("theo"), WORDS)
    desk.cast.work()
    with desk.at_work() as session:
        return *hidden, session.scalars(select(Appeal.id)).one()


def decide(desk, verb, appeal_id, name):
    with desk.at_work() as session:
        verb(session.get_one(Appeal, appeal_id), desk.person(name), "I looked at it.")
    desk.cast.work()


def is_hidden(desk, post_id):
    with desk.at_work() as session:
        return session.get_one(Post, post_id).hidden_at is not None


def told(desk, kind):
    with desk.at_work() as session:
        return list(session.scalars(select(Notification.user_id).where(Notification.kind == kind)))


def test_an_appeal_is_a_row_of_the_queue(desk, appealed):
    case = desk.case(appealed[0])
    assert (case.state, case.opened_because, case.appeal_count) == ("open", "appealed", 1)


def test_one_asks_once_a_hiding_and_again_after_another_one(desk, appealed):
    _, post_id, appeal_id = appealed
    with desk.at_work() as session:
        assert not appeals.ask(session.get_one(Post, post_id), desk.person("theo"), "Again")
    decide(desk, hiding.grant, appeal_id, "omar")
    with desk.at_work() as session:
        post = session.get_one(Post, post_id)
        assert not appeals.ask(post, desk.person("theo"), "It is shown")
        hiding.hide(post, desk.person("omar"), "An insult after all")
        assert appeals.ask(post, desk.person("theo"), "And again")


def test_another_moderator_shows_it_again_and_everyone_is_told(desk, appealed):
    thread_id, post_id, appeal_id = appealed
    decide(desk, hiding.grant, appeal_id, "omar")
    assert not is_hidden(desk, post_id)
    assert told(desk, "appeal.granted") == [desk.cast.theo]
    assert told(desk, "post.shown") == []
    assert (desk.case(thread_id).state, desk.case(thread_id).appeal_count) == ("resolved", 0)
    with desk.at_work() as session:
        assert session.scalars(select(PublicAct.lifted_because)).all() == ["appeal"]


def test_or_leaves_it_hidden_with_a_reason_and_the_log_says_that_somebody_looked(desk, appealed):
    thread_id, post_id, appeal_id = appealed
    decide(desk, hiding.leave_hidden, appeal_id, "omar")
    assert is_hidden(desk, post_id)
    assert told(desk, "appeal.declined") == [desk.cast.theo]
    assert desk.case(thread_id).state == "resolved"
    assert "looked again and left it so" in desk.cast.visit().get("/log").text


@pytest.mark.parametrize("verb", [hiding.grant, hiding.leave_hidden])
@pytest.mark.parametrize("role", ["moderator", "approver", "admin"])
def test_who_hid_it_cannot_decide_whatever_they_have_become(desk, appealed, verb, role):
    thread_id, post_id, appeal_id = appealed
    with desk.at_work() as session:
        session.execute(update(User).where(User.name == "ines").values(role=role))
    with pytest.raises(appeals.OwnActError):
        decide(desk, verb, appeal_id, "ines")
    ines = desk.cast.visit("ines")
    for address in ("granting", "refusal"):
        assert ines.post(f"/appeals/{appeal_id}/{address}", data={"reason": "Mine"}).status_code == 403
    assert is_hidden(desk, post_id)
    assert desk.case(thread_id).appeal_count == 1


def test_nor_close_it_by_any_other_door(desk, appealed):
    thread_id, post_id, _ = appealed
    ines, case_id = desk.cast.visit("ines"), desk.case(thread_id).id
    assert ines.delete(f"/posts/{post_id}/hiding", data={"reason": "Quietly"}).status_code == 409
    assert ines.post(f"/cases/{case_id}/resolution", data={"reason": "Done"}).status_code == 409
    ines.post("/moderation/bulk/resolutions", data={"case": case_id, "reason": "Done"})
    ines.post("/moderation/bulk/spam", data={"case": case_id, "reason": "Done"})
    ines.post(f"/cases/{case_id}/claim")
    assert desk.cast.visit("theo").post(f"/posts/{post_id}/flags/declining").status_code == 403
    desk.cast.work()
    assert is_hidden(desk, post_id)
    assert (desk.case(thread_id).state, desk.case(thread_id).appeal_count) == ("open", 1)


def test_nobody_resolves_the_case_while_an_author_waits_but_others_decide_though_it_is_claimed(desk, appealed):
    thread_id, _, appeal_id = appealed
    with pytest.raises(appeals.UndecidedError):
        desk.act(thread_id, casework.resolve, "omar", "Done")
    desk.act(thread_id, claims.claim, "ines")
    decide(desk, hiding.leave_hidden, appeal_id, "omar")
    assert desk.case(thread_id).appeal_count == 0


def test_showing_it_again_by_another_grants_the_appeal(desk, appealed):
    _, post_id, _ = appealed
    desk.cast.visit("omar").delete(f"/posts/{post_id}/hiding", data={"reason": "It was a quotation"})
    assert not is_hidden(desk, post_id)
    assert told(desk, "appeal.granted") == [desk.cast.theo]


def test_who_is_the_only_one_of_the_staff_decides_alone(desk, appealed):
    _, post_id, appeal_id = appealed
    with desk.at_work() as session:
        others = update(User).where(User.role != "customer", User.name != "ines")
        session.execute(others.values(role="customer"))
    decide(desk, hiding.grant, appeal_id, "ines")
    assert not is_hidden(desk, post_id)


def test_an_author_who_takes_back_the_appeal_or_the_post_needs_nobody(desk, appealed):
    from forum.services import posts

    thread_id, post_id, _ = appealed
    with desk.at_work() as session:
        posts.remove(session.get_one(Post, post_id), desk.person("theo"))
    desk.cast.work()
    assert (desk.case(thread_id).state, desk.case(thread_id).appeal_count) == ("resolved", 0)


def test_of_fifty_who_decide_at_once_one_wins_and_never_who_hid_it(desk, appealed, app):
    from forum.extensions import db

    _, post_id, appeal_id = appealed
    with desk.at_work() as session:
        staff = [User(name=f"m{n}", email=f"m{n}@example.org", password_hash="!", role="moderator") for n in range(47)]
        session.add_all(staff)
        session.flush()
        ids = [person.id for person in staff] + [desk.cast.ines] * 3
    start = Barrier(50)

    def decide_once(user_id):
        with app.app_context():
            start.wait()
            verb = hiding.grant if user_id % 2 else hiding.leave_hidden
            try:
                verb(db.session.get_one(Appeal, appeal_id), db.session.get_one(User, user_id), "Looked")
                db.session.commit()
                return user_id
            except claims.RefusedError:
                db.session.rollback()
                return None
            finally:
                db.session.remove()

    with ThreadPoolExecutor(50) as pool:
        winners = [found for found in pool.map(decide_once, ids) if found]
    assert len(winners) == 1
    assert winners[0] != desk.cast.ines
    with desk.at_work() as session:
        appeal = session.get_one(Appeal, appeal_id)
        assert appeal.decided_by_id == winners[0]
        is_open = session.scalars(select(Hiding).where(Hiding.post_id == post_id)).one().lifted_at is None
        assert is_open == (appeal.state == "declined")


def test_the_author_keeps_a_copy_and_reads_what_came_of_it(desk, appealed):
    thread_id, post_id, appeal_id = appealed
    theo = desk.cast.visit("theo")
    page = theo.get(f"/posts/{post_id}/appeal").text
    assert "too stupid" in page
    assert "An insult" in page
    assert WORDS in page
    assert f"/posts/{post_id}/appeal" in theo.get(f"/threads/{thread_id}").text
    assert f"/posts/{post_id}/appeal" in theo.get("/notices").text
    decide(desk, hiding.leave_hidden, appeal_id, "omar")
    assert "I looked at it" in theo.get(f"/posts/{post_id}/appeal").text
    assert desk.cast.visit("mara").get(f"/posts/{post_id}/appeal").status_code == 404


def test_an_old_notice_leads_to_the_post_when_it_is_shown_again(desk, appealed):
    _, post_id, appeal_id = appealed
    decide(desk, hiding.grant, appeal_id, "omar")
    theo = desk.cast.visit("theo")
    led = theo.get(f"/posts/{post_id}/appeal", follow_redirects=True)
    assert f"#post-{post_id}" in led.request.full_path or f'id="post-{post_id}"' in led.text
    assert "shown again; everyone can read it" in led.text


def test_the_case_shows_the_words_and_offers_a_decision_to_others_only(desk, appealed):
    thread_id, _, appeal_id = appealed
    case_id = desk.case(thread_id).id
    omar, ines = (desk.cast.visit(name).get(f"/cases/{case_id}").text for name in ("omar", "ines"))
    assert WORDS in omar
    assert WORDS in ines
    assert f"/appeals/{appeal_id}/refusal" in omar
    assert f"/appeals/{appeal_id}/refusal" not in ines
    assert "somebody else decides" in ines
