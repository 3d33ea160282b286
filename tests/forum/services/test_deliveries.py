"""Events reach their listeners after the commit: once done, again after a failure, never lost to a crash."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import events
from forum.database import now
from forum.events import Listener, record
from forum.extensions import db
from forum.models import Delivery, Event
from forum.services import deliveries


@pytest.fixture
def heard(app: Any) -> list[str]:
    """What a listener of our own hears; it alone listens in these tests."""
    names: list[str] = []
    app.extensions["listeners"] = events.Listeners()
    app.extensions["listeners"].by_name["tests.hear"] = Listener(
        "tests.hear", frozenset({"thread.asked"}), lambda found: names.extend(event.name for event in found)
    )
    return names


def listen(app: Any, name: str, handler: Any, at_once: int = 1) -> None:
    app.extensions["listeners"].by_name[name] = Listener(name, frozenset({"thread.asked"}), handler, at_once)


def fail(found: list[Event]) -> None:
    raise RuntimeError("the engine is away")


def test_what_was_recorded_is_heard_once(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        assert deliveries.deliver_due().delivered == 1
        assert deliveries.deliver_due().delivered == 0
    assert heard == ["thread.asked"]


def test_what_was_rolled_back_is_never_heard(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.rollback()
        deliveries.deliver_due()
    assert heard == []


def test_one_broken_listener_does_not_stop_another(app: Any, heard: list[str]):
    listen(app, "tests.break", fail)
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        tally = deliveries.deliver_due()
    assert (tally.delivered, tally.failed) == (1, 1)
    assert heard == ["thread.asked"]


def test_failures_come_back_with_growing_pauses_and_end_as_dead_letters(app: Any, heard: list[str]):
    listen(app, "tests.break", fail)
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        instant = now()
        pauses = []
        for _ in range(len(deliveries.PAUSES) + 1):
            deliveries.deliver_due(lambda at=instant: at)
            delivery = db.session.scalars(select(Delivery).where(Delivery.listener == "tests.break")).one()
            pauses.append((delivery.next_at - instant).total_seconds())
            instant = delivery.next_at
        assert delivery.dead_at is not None
        assert pauses[:-1] == list(deliveries.PAUSES)
        [(dead, event)] = deliveries.dead_letters()
        assert (event.name, "the engine is away" in dead.error) == ("thread.asked", True)
        assert deliveries.backlog()["dead"] == 1


def test_a_dead_letter_can_be_given_another_life(app: Any, heard: list[str]):
    listen(app, "tests.break", fail)
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        delivery = db.session.scalars(select(Delivery).where(Delivery.listener == "tests.break")).one()
        delivery.dead_at = now()
        db.session.commit()
        listen(app, "tests.break", lambda found: None)
        assert deliveries.revive(delivery.id)
        db.session.commit()
        deliveries.deliver_due()
        assert deliveries.dead_letters() == []


def test_a_killed_worker_leaves_a_lease_that_ends(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        deliveries._claim(now())  # the worker is killed here: claimed, committed, never run
        assert deliveries.deliver_due().delivered == 0
        later = now() + deliveries.LEASE + timedelta(seconds=1)
        assert deliveries.deliver_due(lambda: later).delivered == 1
    assert heard == ["thread.asked"]


def test_in_a_batch_one_poisoned_event_does_not_hold_the_others(app: Any, heard: list[str]):
    good: list[int] = []

    def picky(found: list[Event]) -> None:
        if any(event.facts.get("poison") for event in found):
            raise ValueError("cannot read this one")
        good.extend(event.id for event in found)

    listen(app, "tests.picky", picky, at_once=50)
    with app.app_context():
        for number in range(5):
            record("thread.asked", poison=number == 2)
        db.session.commit()
        tally = deliveries.deliver_due()
        assert (len(good), tally.failed) == (4, 1)


def test_a_listener_that_left_ends_as_a_dead_letter_and_not_as_a_loop(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        app.extensions["listeners"] = events.Listeners()
        assert deliveries.deliver_due().failed == 1
        assert db.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.error != "")) == 1


def test_what_ends_the_worker_every_time_is_a_dead_letter_at_last(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        instant = now()
        for _ in range(len(deliveries.PAUSES) + 1):
            deliveries._claim(instant)  # claimed, and the process is gone
            instant += deliveries.LEASE + timedelta(seconds=1)
        deliveries.deliver_due(lambda: instant)
        assert [event.name for _, event in deliveries.dead_letters()] == ["thread.asked"]
    assert heard == []


def test_no_listener_waits_behind_the_whole_work_of_another(app: Any, heard: list[str], monkeypatch: Any):
    order: list[str] = []
    monkeypatch.setattr(deliveries, "BATCH", 4)
    listen(app, "tests.a_slow_one", lambda found: order.append("slow"))
    app.extensions["listeners"].by_name["tests.hear"] = Listener(
        "tests.hear", frozenset({"thread.asked"}), lambda found: order.append("quick")
    )
    with app.app_context():
        for _ in range(6):
            record("thread.asked")
        db.session.commit()
        deliveries.deliver_due()
    assert order.index("quick") < 3


def test_deliveries_of_long_ago_are_forgotten_and_their_events_kept(app: Any, heard: list[str]):
    with app.app_context():
        record("thread.asked")
        db.session.commit()
        deliveries.deliver_due()
        deliveries.forget_done()
        assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1
        deliveries.forget_done(lambda: now() + deliveries.KEPT + timedelta(minutes=1))
        assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0
        assert db.session.scalar(select(func.count()).select_from(Event)) == 1


def test_what_cannot_wait_goes_before_thousands_that_can(app: Any):
    from forum.models.event import URGENT

    order: list[str] = []
    for name, lane in (("usual", 2), ("urgent", URGENT)):
        app.extensions["listeners"].by_name[f"tests.{name}"] = Listener(
            f"tests.{name}", frozenset({f"test.{name}"}), lambda events, name=name: order.extend([name] * len(events)), 100, lane
        )  # fmt: skip
    with app.app_context():
        for _ in range(deliveries.BATCH + 1):
            record("test.usual")
        record("test.urgent")
        db.session.commit()
        assert not deliveries.is_due(1, now())
        assert deliveries.is_due(URGENT, now())
        assert deliveries.deliver_due(lanes=(URGENT,)).delivered == 1
        record("test.urgent")
        db.session.commit()
        deliveries.deliver_due()
    assert order == ["urgent", "urgent", *["usual"] * (deliveries.BATCH + 1)]
