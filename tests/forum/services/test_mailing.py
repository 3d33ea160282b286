"""Outgoing mail: kept, sent once, tried again, and given up."""

from datetime import UTC, datetime, timedelta
from threading import Thread as Together

import pytest
from sqlalchemy import select

from forum import mail
from forum.extensions import db
from forum.models import Delivery, OutgoingMail
from forum.services import deliveries, mailing
from tests.forum.test_mail import Postbox, mail_server

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock():
    """Two in the afternoon."""
    return Clock()


@pytest.fixture
def postbox():
    """A mail server that keeps what it gets."""
    box = Postbox()
    with mail_server(box) as port:
        box.address = f"smtp://127.0.0.1:{port}"
        yield box


def connect(app, address) -> None:
    """Tell the app of a mail server."""
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"mail_url": address})


@pytest.fixture
def room(app):
    """Inside the app, as the worker is."""
    with app.app_context():
        yield app


def queued(number=1, **more) -> None:
    for each in range(number):
        mailing.queue_mail(f"p{each}@example.org", "A new password", f"link {each}", **more)
    db.session.commit()


def rows():
    fresh = select(OutgoingMail).order_by(OutgoingMail.id).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def test_without_a_server_mail_is_kept(room):
    queued(at=START)
    deliveries.deliver_due()
    assert [(each.sent_at, each.attempts, each.error) for each in rows()] == [(None, 0, "")]
    assert mailing.backlog() == {"waiting": 1, "dead": 0}


def test_with_a_server_the_worker_sends_each_mail_once(room, postbox):
    connect(room, postbox.address)
    queued(3)
    deliveries.deliver_due()
    mailing.send_due()
    assert len(postbox.letters) == 3
    assert all(each.sent_at for each in rows())
    assert None not in db.session.scalars(select(Delivery.done_at).where(Delivery.listener == "forum.send_mail")).all()


def test_two_workers_at_once_send_nothing_twice(room, postbox):
    connect(room, postbox.address)
    queued(30, at=START)

    def work() -> None:
        with room.app_context():
            mailing.send_due(lambda: START)

    workers = [Together(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(postbox.letters) == 30
    assert {each.attempts for each in rows()} == {1}


def test_while_the_server_is_away_the_pauses_grow_until_it_is_given_up(room, clock):
    connect(room, "smtp://127.0.0.1:1")
    queued(2, at=START)
    pauses = []
    for _ in range(len(deliveries.PAUSES)):
        mailing.send_due(clock)
        first = rows()[0]
        assert first.error.startswith("ConnectionRefusedError")
        pauses.append(int((first.next_at - clock.at).total_seconds()))
        clock.at = first.next_at
    assert tuple(pauses) == deliveries.PAUSES
    mailing.send_due(clock)
    assert [each.dead_at for each in rows()] == [clock.at] * 2
    assert mailing.backlog() == {"waiting": 0, "dead": 2}


def test_a_pause_is_kept(room, clock, postbox):
    connect(room, "smtp://127.0.0.1:1")
    queued(at=START)
    mailing.send_due(clock)
    connect(room, postbox.address)
    clock.move(seconds=4)
    assert mailing.send_due(clock) == 0
    clock.move(seconds=1)
    assert mailing.send_due(clock) == 1
    assert rows()[0].error == ""


def test_one_refused_address_does_not_stop_the_others(room, postbox):
    connect(room, postbox.address)
    postbox.refused.add("p0@example.org")
    queued(3)
    assert mailing.send_due() == 2
    assert [bool(each.sent_at) for each in rows()] == [False, True, True]
    assert "no such person" in rows()[0].error


def test_a_worker_that_was_killed_while_sending_gives_the_mail_back_after_its_lease(room, clock, postbox, monkeypatch):
    connect(room, postbox.address)
    queued(at=START)

    def killed(*given):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", killed)
        with pytest.raises(SystemExit):
            mailing.send_due(clock)
    db.session.rollback()
    assert mailing.send_due(clock) == 0
    clock.move(seconds=deliveries.LEASE.total_seconds())
    assert mailing.send_due(clock) == 1
    assert len(postbox.letters) == 1


def test_a_slow_server_cannot_stretch_a_lease(room, clock, postbox, monkeypatch):
    connect(room, postbox.address)
    queued(2, at=START)
    send = mail.send
    monkeypatch.setattr(mail, "send", lambda *given: (send(*given), clock.move(seconds=100)))
    assert mailing.send_due(clock) == 1
    assert [bool(each.sent_at) for each in rows()] == [True, False]


def test_what_waited_for_a_server_for_days_is_not_sent_any_more(room, clock, postbox):
    queued(at=START)
    clock.move(days=2)
    connect(room, postbox.address)
    assert mailing.send_due(clock) == 0
    assert postbox.letters == []
    assert rows()[0].dead_at == clock.at


def test_a_subject_of_two_lines_is_never_queued(room):
    with pytest.raises(mail.UndeliverableError):
        mailing.queue_mail("mara@example.org", "Hello\r\nBcc: all@example.org", "")


def test_the_sweep_sends_what_is_due(room, postbox):
    connect(room, postbox.address)
    queued()
    deliveries.run_chores(room.extensions["jobs"].chores)
    assert len(postbox.letters) == 1


def test_what_cannot_wait_is_sent_before_a_thousand_others(room, postbox):
    connect(room, postbox.address)
    queued(200)
    mailing.queue_mail("night@example.org", "Risk 90", "Somebody is needed.", is_urgent=True)
    db.session.commit()
    assert mailing.send_urgent() == 1
    assert b"night@example.org" in postbox.letters[0]
    assert mailing.send_urgent() == 0
    mailing.queue_mail("dawn@example.org", "Risk 80", "Somebody is needed.", is_urgent=True)
    db.session.commit()
    mailing.send_due()
    assert b"dawn@example.org" in postbox.letters[1]
    assert len(postbox.letters) == 202
