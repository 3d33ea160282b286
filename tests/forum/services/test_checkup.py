"""Is all well: each thing that goes wrong in the life of an instance is found, named, and told what to do about."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update

from forum.database import now
from forum.extensions import db
from forum.models import Delivery, Erasure, Event, Heartbeat, User
from forum.services import checkup, heartbeats, mailing
from tests.forum import talk


def found(cast, is_thorough=True) -> dict[str, checkup.Finding]:
    with cast.app.app_context():
        return {each.name: each for each in checkup.checkup().findings(now(), is_thorough)}


@pytest.fixture
def well(cast):
    """A forum that is at work: swept and backed up a moment ago, indexed."""
    talk.answer(cast, talk.ask(cast))
    cast.work()
    with cast.app.app_context():
        for name in (heartbeats.SWEEP, heartbeats.BACKUP):
            heartbeats.beat(name)
        db.session.commit()
    return cast


def test_nothing_is_bad_where_all_is_well(well):
    told = found(well)
    assert not [each for each in told.values() if each.state == "bad"]
    for name in ("database", "worker", "deliveries", "backup", "clock", "writing", "ledger", "reputation", "index"):
        assert (told[name].state, told[name].advice) == ("ok", ""), name


def _worker_away(cast):
    db.session.execute(update(Heartbeat).values(at=now() - timedelta(hours=2)))


def _never_backed_up(cast):
    db.session.execute(delete(Heartbeat).where(Heartbeat.name == "backup"))


def _forgotten(cast):
    db.session.add(Delivery(event_id=1, listener="forum.index", next_at=now() - timedelta(minutes=20)))


def _dead(cast):
    db.session.add(Delivery(event_id=1, listener="forum.index", next_at=now(), dead_at=now()))


def _future(cast):
    db.session.add(Event(name="thread.asked", at=now() + timedelta(hours=3), facts={}))


def _reputation(cast):
    db.session.execute(update(User).where(User.id == cast.theo).values(reputation=4000))


def _unindexed(cast):
    talk.ask(cast, title="Nobody has indexed this one")


def _late_to_leave(cast):
    at = now() - timedelta(days=9)
    db.session.add(Erasure(user_id=cast.mara, asked_at=at, due_at=at + timedelta(days=7)))


def _unmigrated(cast):
    db.session.execute(text("DELETE FROM alembic_version"))


FAULTS = [
    (_worker_away, "worker", "bad"),
    (_never_backed_up, "backup", "warn"),
    (_forgotten, "deliveries", "bad"),
    (_dead, "deliveries", "warn"),
    (_future, "clock", "warn"),
    (_reputation, "reputation", "bad"),
    (_unindexed, "index", "warn"),
    (_late_to_leave, "erasures", "bad"),
    (_unmigrated, "database", "bad"),
]


@pytest.mark.parametrize(("fault", "name", "state"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_what_goes_wrong_is_found_and_told_what_to_do(well, fault, name, state):
    with well.app.app_context():
        fault(well)
        db.session.commit()
    told = found(well)[name]
    assert told.state == state
    assert told.advice


@pytest.mark.sqlite_only
def test_secrets_that_others_may_read_are_found(well):
    (well.app.extensions["settings"].data_dir / "secret_key").write_text("x" * 40)
    (well.app.extensions["settings"].data_dir / "secret_key").chmod(0o644)
    assert found(well)["secrets"].state == "bad"


def test_a_check_that_fails_stops_no_other(well, monkeypatch):
    def broken(instant):
        raise ValueError("qxwordsqx")

    monkeypatch.setitem(well.app.extensions["checkup"].quick, "mail", broken)
    told = found(well)
    assert (told["mail"].state, "qxwordsqx" in told["mail"].words) == ("bad", False)
    assert told["backup"].state == "ok"


def test_the_page_says_the_same_to_admins(well):
    page = talk.page(well, "/admin/health", "sol")
    assert 'id="check-worker"' in page
    with well.app.app_context():
        _worker_away(well)
        db.session.commit()
    assert "frontporch worker" in talk.page(well, "/admin/health", "sol")
    assert well.visit("ines").get("/admin/health").status_code == 403


def test_a_mail_that_was_given_up_is_found(well, monkeypatch):
    settings = well.app.extensions["settings"]
    well.app.extensions["settings"] = settings.model_copy(update={"mail_url": "smtp://localhost:9"})
    with well.app.app_context():
        mailing.queue_mail("a@example.org", "Hello", "Hello").dead_at = now()
        db.session.commit()
    assert found(well)["mail"].state == "warn"
