"""A forgotten password: the link, how long it lives, and what a stranger learns from asking."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum import passwords
from forum.database import now
from forum.extensions import db
from forum.models import OutgoingMail, User
from forum.services import accounts

OLD, NEW = "a lantern on the porch", "another lantern, another porch"


@pytest.fixture
def mara(app, cast):
    """Mara has a password, and a browser in which she is signed in."""
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.mara).values(password_hash=passwords.hashed(OLD)))
        db.session.commit()
    return cast.visit("mara")


def asked_link(cast, address="mara@example.org", **more) -> str:
    """Ask for a link and let the worker write the mail; gives the path in it."""
    assert cast.visit().post("/reset", data={"email": address}, **more).location == "/reset/sent"
    cast.work()
    with cast.app.app_context():
        body = db.session.scalar(select(OutgoingMail.body).order_by(OutgoingMail.id.desc()))
    return re.search(r"http://127\.0\.0\.1:8000(/reset/\S+)", body)[1]


def may_log_in(cast, password) -> bool:
    """Whether Mara's door opens to this password."""
    return cast.visit().post("/login", data={"name": "mara", "password": password}).status_code == 303


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(cast, mara):
    link = asked_link(cast)
    stranger = cast.visit()
    page = stranger.get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert stranger.post(link, data={"password": "short"}).status_code == 422
    assert stranger.post(link, data={"password": NEW}).location == "/login"
    assert may_log_in(cast, NEW)
    assert not may_log_in(cast, OLD)
    assert mara.get("/settings").status_code == 302
    assert stranger.get(link).status_code == 410
    assert stranger.post(link, data={"password": "a third one, by the same link"}).status_code == 422
    assert may_log_in(cast, NEW)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(app, cast, mara):
    answers = [
        cast.visit().post("/reset", data={"email": who}) for who in ("mara@example.org", "no@example.org", "x\x00")
    ]
    assert len({(answer.status_code, answer.location, answer.text) for answer in answers}) == 1
    cast.work()
    with app.app_context():
        assert db.session.scalars(select(OutgoingMail.recipient)).all() == ["mara@example.org"]


def test_the_link_leads_to_us_whatever_host_the_request_named(cast, mara):
    asked_link(cast, headers={"Host": "evil.example"})
    with cast.app.app_context():
        assert "evil" not in db.session.scalar(select(OutgoingMail.body))


@pytest.mark.parametrize(("minutes", "is_good"), [(59, True), (61, False)])
def test_a_link_lives_for_an_hour(app, cast, mara, minutes, is_good):
    with app.app_context():
        user = db.session.get_one(User, cast.mara)
        token = accounts.reset_token(user, now())
        assert (accounts.owner_of(token, now() + timedelta(minutes=minutes)) == user) is is_good


@pytest.mark.parametrize(
    "change",
    [
        {"email": "mara.new@example.org"},
        {"password_hash": "changed meanwhile"},
        {"suspended_at": func.current_timestamp()},
    ],
)
def test_a_link_dies_when_the_account_changes(app, cast, mara, change):
    link = asked_link(cast)
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.mara).values(**change))
        db.session.commit()
    assert cast.visit().get(link).status_code == 410
    assert cast.visit().post(link, data={"password": NEW}).status_code == 422


def test_a_forged_link_opens_nothing(cast, mara):
    link = asked_link(cast)
    for forged in (link[:-1], link + "x", "/reset/nonsense", "/reset/" + link.split(".")[-1], "/reset/%00"):
        assert cast.visit().get(forged).status_code == 410


def test_a_suspended_person_gets_no_link(app, cast, mara):
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.mara).values(suspended_at=func.current_timestamp()))
        db.session.commit()
    cast.visit().post("/reset", data={"email": "mara@example.org"})
    cast.work()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
