"""One person at a time works on a case: fifty who try at once, and claims that fell asleep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from forum.database import now
from moderation.services import casework, claims


def test_of_fifty_moderators_who_claim_at_once_one_wins(desk, threat, app):
    from forum.extensions import db
    from forum.models import User
    from moderation.models import Case

    with desk.at_work() as session:
        people = [
            User(name=f"mod{n}", email=f"mod{n}@example.org", password_hash="!", role="moderator") for n in range(50)
        ]
        session.add_all(people)
        session.flush()
        ids = [person.id for person in people]
    case_id, start = desk.case(threat).id, Barrier(50)

    def try_once(user_id):
        with app.app_context():
            start.wait()
            case, person = db.session.get_one(Case, case_id), db.session.get_one(User, user_id)
            try:
                claims.claim(case, person)
                db.session.commit()
                return user_id
            except claims.TakenError as taken:
                db.session.rollback()
                return -taken.holder.user_id
            finally:
                db.session.remove()

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(try_once, ids))
    winners = [outcome for outcome in outcomes if outcome > 0]
    assert len(winners) == 1
    assert set(outcomes) == {winners[0], -winners[0]}
    assert desk.told(threat).count("claimed") == 1
    assert desk.case(threat).claimed_by_id == winners[0]


def test_the_second_moderator_is_told_who_has_it_and_since_when(desk, threat):
    at = now()
    desk.act(threat, claims.claim, "ines", at=at)
    with pytest.raises(claims.TakenError) as refusal:
        desk.act(threat, claims.claim, "omar", at=at + timedelta(minutes=5))
    assert refusal.value.holder == claims.Holder(desk.cast.ines, "ines", at)


def test_a_claim_is_free_again_after_thirty_idle_minutes_and_not_before(desk, threat):
    at = now()
    desk.act(threat, claims.claim, "ines", at=at)
    with pytest.raises(claims.TakenError):
        desk.act(threat, claims.claim, "omar", at=at + timedelta(minutes=29, seconds=59))
    desk.act(threat, claims.claim, "omar", at=at + timedelta(minutes=30))
    assert desk.case(threat).claimed_by_id == desk.cast.omar


def test_every_act_winds_the_idle_clock_up_again(desk, threat):
    at = now()
    desk.act(threat, claims.claim, "ines", at=at)
    desk.act(threat, casework.note, "ines", "Asked the lab.", at=at + timedelta(minutes=20))
    with pytest.raises(claims.TakenError) as refusal:
        desk.act(threat, claims.claim, "omar", at=at + timedelta(minutes=45))
    assert refusal.value.holder.since_at == at


def test_claiming_what_is_mine_changes_nothing_but_the_idle_clock(desk, threat):
    at = now()
    desk.act(threat, claims.claim, "ines", at=at)
    desk.act(threat, claims.claim, "ines", at=at + timedelta(minutes=10))
    case = desk.case(threat)
    assert (case.claimed_at, case.active_at) == (at, at + timedelta(minutes=10))
    assert desk.told(threat).count("claimed") == 1


def test_only_the_holder_gives_a_case_back(desk, threat):
    desk.act(threat, claims.claim, "ines")
    desk.act(threat, claims.release, "omar")
    assert desk.case(threat).claimed_by_id == desk.cast.ines
    desk.act(threat, claims.release, "ines")
    assert desk.case(threat).claimed_by_id is None
    assert desk.told(threat) == ["opened", "claimed", "released"]


def test_what_is_resolved_cannot_be_claimed(desk, threat):
    desk.act(threat, casework.resolve, "ines", "All well")
    with pytest.raises(claims.DoneError):
        desk.act(threat, claims.claim, "omar")
