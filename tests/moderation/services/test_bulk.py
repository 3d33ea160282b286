"""Many cases at once: what others have is left alone, and one click takes it back, once and within a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from forum.database import now
from forum.models import Post, Thread
from moderation.models import Bulk, Case
from moderation.services import bulk, casework, claims, undoing
from tests.moderation.conftest import THREAT


@pytest.fixture
def crowd(desk):
    """Four open cases; ids of their threads."""
    return [desk.ask(title=f"Socket {n} smokes", body=THREAT) for n in range(4)]


def ids(desk, crowd):
    return [desk.case(thread_id).id for thread_id in crowd]


def act(desk, verb, *given, by="ines", **more):
    with desk.at_work():
        return verb(*given[:1], desk.person(by), *given[1:], **more).id


def undo(desk, bulk_id, by="ines", **more):
    with desk.at_work() as session:
        return undoing.undo(session.get_one(Bulk, bulk_id), desk.person(by), **more)


def states(desk, crowd):
    return [desk.case(thread_id).state for thread_id in crowd]


def test_what_somebody_else_has_or_admins_have_is_left_alone(desk, crowd):
    desk.act(crowd[0], claims.claim, "omar")
    desk.act(crowd[1], casework.escalate, "omar", "Legal")
    done = act(desk, bulk.resolve, ids(desk, crowd), "The same fault")
    assert states(desk, crowd) == ["open", "open", "resolved", "resolved"]
    with desk.at_work() as session:
        assert session.get_one(Bulk, done).count == 2
    assert desk.told(crowd[2])[-1] == "resolved"


def test_undoing_a_resolution_puts_state_and_due_time_back(desk, crowd):
    before = [(case.state, case.due_at, case.opened_because) for case in map(desk.case, crowd)]
    done = act(desk, bulk.resolve, ids(desk, crowd), "The same fault")
    assert undo(desk, done) == 4
    assert [(case.state, case.due_at, case.opened_because) for case in map(desk.case, crowd)] == before
    assert desk.told(crowd[0])[-1] == "undone"


def test_undoing_claims_gives_back_what_is_still_mine(desk, crowd):
    done = act(desk, bulk.claim, ids(desk, crowd))
    desk.act(crowd[0], claims.release, "ines")
    desk.act(crowd[0], claims.claim, "omar")
    assert undo(desk, done) == 3
    assert [desk.case(thread_id).claimed_by_id for thread_id in crowd] == [desk.cast.omar, None, None, None]


def test_undoing_claims_keeps_what_was_mine_before_and_what_i_took_again(desk, crowd):
    desk.act(crowd[0], claims.claim, "ines")
    done = act(desk, bulk.claim, ids(desk, crowd))
    desk.act(crowd[1], claims.release, "ines")
    desk.act(crowd[1], claims.claim, "ines")
    assert undo(desk, done) == 2
    ines = desk.cast.ines
    assert [desk.case(thread_id).claimed_by_id for thread_id in crowd] == [ines, ines, None, None]


def test_hiding_without_reports_hides_the_questions_and_undoing_shows_them(desk, crowd):
    done = act(desk, bulk.hide, ids(desk, crowd)[:2], "Off topic")
    with desk.at_work() as session:
        hidden = set(session.scalars(select(Thread.id).where(Thread.hidden_at.is_not(None))))
    assert hidden == set(crowd[:2])
    assert undo(desk, done) == 2
    with desk.at_work() as session:
        assert session.scalars(select(Post.id).where(Post.hidden_at.is_not(None))).all() == []


def test_moving_takes_the_cases_along_and_undoing_brings_them_back(desk, crowd):
    from forum.services import brands

    with desk.at_work():
        pro = brands.add("Lanternet Pro", "pro").id
    home = desk.case(crowd[0]).brand_id
    done = act(desk, bulk.move, ids(desk, crowd), brand_id=pro)
    assert {desk.case(thread_id).brand_id for thread_id in crowd} == {pro}
    assert undo(desk, done) == 4
    assert {desk.case(thread_id).brand_id for thread_id in crowd} == {home}


def test_what_somebody_moved_on_since_is_not_moved_back(desk, crowd):
    from forum.services import brands
    from moderation.services import order

    with desk.at_work():
        pro, labs = brands.add("Lanternet Pro", "pro").id, brands.add("Lanternet Labs", "labs").id
    home = desk.case(crowd[0]).brand_id
    done = act(desk, bulk.move, ids(desk, crowd), brand_id=pro)
    with desk.at_work() as session:
        order.move(session.get_one(Thread, crowd[0]), desk.person("omar"), labs, (), "Theirs")
    assert undo(desk, done) == 3
    assert [desk.case(thread_id).brand_id for thread_id in crowd] == [labs, home, home, home]


def test_what_happened_since_is_left_as_it_is(desk, crowd):
    done = act(desk, bulk.resolve, ids(desk, crowd), "The same fault")
    desk.act(crowd[0], casework.reopen, "omar", "Not the same")
    assert undo(desk, done) == 3
    assert desk.case(crowd[0]).claimed_by_id == desk.cast.omar


def test_a_day_later_it_is_too_late_and_twice_is_once_too_often(desk, crowd):
    at = now()
    old = act(desk, bulk.resolve, ids(desk, crowd)[:2], "Old", at=at - timedelta(hours=24, minutes=1))
    with pytest.raises(undoing.TooLateError):
        undo(desk, old, at=at)
    fresh = act(desk, bulk.resolve, ids(desk, crowd)[2:], "Fresh")
    undo(desk, fresh)
    with pytest.raises(undoing.TooLateError):
        undo(desk, fresh)


def test_an_appeal_is_not_undone_by_who_hid_the_post(desk, crowd):
    from moderation.services import appeals

    done = act(desk, bulk.hide, ids(desk, crowd)[:2], "Off topic")
    with desk.at_work():
        appeals.ask(desk.question(crowd[0]), desk.person("mara"), "It is on topic")
    desk.cast.work()
    assert undo(desk, done) == 1
    with desk.at_work():
        assert desk.question(crowd[0]).hidden_at is not None
        assert desk.question(crowd[1]).hidden_at is None


def test_fifty_who_claim_all_at_once_share_no_case_and_fifty_undoings_are_one(desk, crowd, app):
    from forum.extensions import db
    from forum.models import User

    case_ids, start, again = ids(desk, crowd), Barrier(50), Barrier(50)
    with desk.at_work() as session:
        people = [User(name=f"m{n}", email=f"m{n}@example.org", password_hash="!", role="moderator") for n in range(50)]
        session.add_all(people)
        session.flush()
        people_ids = [person.id for person in people]

    def within(barrier, work):
        with app.app_context():
            barrier.wait()
            try:
                found = work()
                db.session.commit()
                return found
            except undoing.TooLateError:
                db.session.rollback()
                return 0
            finally:
                db.session.remove()

    with ThreadPoolExecutor(50) as pool:
        counts = list(
            pool.map(
                lambda key: within(start, lambda: bulk.claim(case_ids, db.session.get_one(User, key)).count), people_ids
            )
        )
    assert sum(counts) == len(crowd)
    done = act(desk, bulk.hide, case_ids, "Off topic")
    with ThreadPoolExecutor(50) as pool:
        undone = list(
            pool.map(
                lambda key: within(
                    again, lambda: undoing.undo(db.session.get_one(Bulk, done), db.session.get_one(User, key))
                ),
                people_ids,
            )
        )
    assert sorted(undone) == [0] * 49 + [len(crowd)]
    with desk.at_work() as session:
        assert session.scalars(select(Case.thread_id).where(Case.claimed_by_id.is_(None))).all() == []


def test_the_queue_offers_it_and_says_what_is_missing(desk, crowd):
    ines, case_ids = desk.cast.visit("ines"), ids(desk, crowd)
    page = ines.get("/moderation/queue").text
    assert page.count('form="bulk"') == 4
    without = ines.post("/moderation/bulk/resolutions", data={"case": case_ids[:2]})
    assert without.status_code == 422
    assert "Say why" in without.text
    assert without.text.count(" checked") == 2
    assert "Choose some cases first" in ines.post("/moderation/bulk/claims").text
    done = ines.post("/moderation/bulk/resolutions", data={"case": case_ids, "reason": "The same fault"})
    assert done.status_code == 303
    assert "You resolved 4." in ines.get("/moderation/queue").text
    assert "You resolved" not in desk.cast.visit("omar").get("/moderation/queue").text
    with desk.at_work() as session:
        bulk_id = session.scalars(select(Bulk.id)).one()
    assert ines.post(f"/moderation/bulk/{bulk_id}?_method=DELETE").status_code == 303
    assert states(desk, crowd) == ["open"] * 4
