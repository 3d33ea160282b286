"""The admins' pages: kept mail, and deliveries that failed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.database import now
from forum.events import Listener, listeners, record
from forum.extensions import db
from forum.models import Delivery
from forum.services import deliveries, mailing


def broken(events) -> None:
    raise RuntimeError("<b>the lamp</b> fell")


@pytest.fixture
def failing(app, cast):
    """A listener that always fails, and one event for it; gives a way to let the worker try n times."""
    with app.app_context():
        listeners().by_name["forum.broken"] = Listener("forum.broken", frozenset({"test.happened"}), broken)
        record("test.happened")
        db.session.commit()

    def tried(times: int) -> None:
        with app.app_context():
            for _ in range(times):
                due = db.session.scalar(select(Delivery.next_at).where(Delivery.listener == "forum.broken"))
                deliveries.deliver_due(lambda due=due: max(now(), due + timedelta(seconds=1)))
                db.session.expire_all()

    return tried


def test_only_admins_come_in(cast):
    for name, code in ((None, 302), ("mara", 403), ("ines", 403), ("priya", 403), ("sol", 200)):
        assert cast.visit(name).get("/admin/mail").status_code == code
        assert cast.visit(name).get("/admin/deliveries").status_code == code


def test_kept_mail_is_shown_with_its_link_so_that_an_admin_can_hand_it_on(app, cast):
    cast.visit().post("/reset", data={"email": "mara@example.org"})
    cast.work()
    text = cast.visit("sol").get("/admin/mail").text
    assert "mara@example.org" in text
    assert "http://127.0.0.1:8000/reset/" in text
    assert "No mail server is set" in text


def test_mail_is_words_and_follows_by_key(app, cast):
    with app.app_context():
        for number in range(31):
            mailing.queue_mail("a@example.org", f"<script>{number}", "<script>alert(1)</script>", now())
        db.session.commit()
    text = cast.visit("sol").get("/admin/mail").text
    assert "<script>alert" not in text
    assert len(re.findall(r'id="mail-\d+"', text)) == 30
    older = re.search(r'pager-older" href="([^"]+)"', text)[1]
    assert len(re.findall(r'id="mail-\d+"', cast.visit("sol").get(older).text)) == 1


def test_what_fails_is_shown_with_its_error_and_then_given_up(cast, failing):
    failing(1)
    text = cast.visit("sol").get("/admin/deliveries").text
    assert "RuntimeError: &lt;b&gt;the lamp" in text
    assert "/revival" not in text
    failing(5)
    text = cast.visit("sol").get("/admin/deliveries").text
    assert "/revival" in text
    assert "0 open, 0 failing, 1 given up" in text


def test_a_worker_that_is_away_is_noticed(app, cast):
    with app.app_context():
        mailing.queue_mail("a@example.org", "A new password", "link", now() - timedelta(minutes=9))
        db.session.commit()
    assert "is-ill" not in cast.visit("sol").get("/admin/deliveries").text
    with app.app_context():
        db.session.execute(update(Delivery).values(next_at=now() - timedelta(minutes=9)))
        db.session.commit()
    text = cast.visit("sol").get("/admin/deliveries").text
    assert "nothing was taken for 9 minutes" in text
    cast.work()
    assert "is-ill" not in cast.visit("sol").get("/admin/deliveries").text


def test_a_dead_delivery_is_given_its_tries_back(app, cast, failing):
    failing(6)
    sol = cast.visit("sol")
    address = re.search(r'action="(/admin/deliveries/\d+/revival)"', sol.get("/admin/deliveries").text)[1]
    assert cast.visit("ines").post(address).status_code == 403
    with app.app_context():
        heard = []
        listeners().by_name["forum.broken"] = Listener("forum.broken", frozenset({"test.happened"}), heard.extend)
    assert sol.post(address).location == "/admin/deliveries"
    cast.work()
    assert [event.name for event in heard] == ["test.happened"]
    assert "Nothing was given up" in sol.get("/admin/deliveries").text
    assert sol.post(address).status_code == 404
    assert sol.post("/admin/deliveries/999999999999999999999/revival").status_code == 404
