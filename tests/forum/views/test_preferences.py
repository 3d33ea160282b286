"""One's own settings: what is kept, and a password that ends other sessions."""

import re

import pytest
from sqlalchemy import update

from forum import passwords
from forum.extensions import db
from forum.models import User

OLD, NEW = "a lantern on the porch", "another lantern, another porch"
KEPT = {"about": "Bookbinder, two cats.", "locale": "en_GB", "zone": "Europe/Stockholm", "theme": "dark"}


@pytest.fixture
def mara(app, cast):
    """Mara, signed in, with a password."""
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.mara).values(password_hash=passwords.hashed(OLD)))
        db.session.commit()
    return cast.visit("mara")


def test_settings_are_kept_and_shown_again(app, cast, mara):
    answer = mara.post("/settings", data={**KEPT, "role": "admin", "reputation": "900"})
    assert (answer.status_code, mara.get_cookie("theme").value) == (303, "dark")
    page = mara.get("/settings").text
    assert 'data-theme="dark"' in page
    assert re.search(r'<option selected value="Europe/Stockholm">', page)
    assert "Bookbinder, two cats." in cast.visit().get("/people/mara").text
    with app.app_context():
        assert db.session.get_one(User, cast.mara).role == "customer"


def test_times_are_told_where_one_is(app, cast, mara):
    from datetime import UTC, datetime

    from forum.services import threads

    with app.app_context():
        asker = db.session.get_one(User, cast.mara)
        threads.ask(asker, "Orange light at night", "It blinks.", at=datetime(2026, 1, 5, 23, 30, tzinfo=UTC))
        db.session.commit()
    assert "January 5, 2026, 11:30" in cast.visit().get("/people/mara").text
    mara.post("/settings", data=KEPT)
    assert "6 January 2026, 00:30" in mara.get("/people/mara").text


def test_nonsense_is_said_and_not_kept(cast, mara):
    for fault in ({"zone": "Europe/Atlantis"}, {"locale": "xx"}, {"theme": "neon"}, {"about": "x" * 401}):
        assert mara.post("/settings", data={**KEPT, **fault}).status_code == 422
        assert "Bookbinder" not in mara.get("/people/mara").text


def test_what_one_says_of_oneself_is_only_words_without_numbers_that_harm(cast, mara):
    about = "<script>alert(1)</script> my card is 4242 4242 4242 4242"
    mara.post("/settings", data={**KEPT, "about": about})
    page = cast.visit().get("/people/mara").text
    assert "<script>alert" not in page
    assert "4242 4242" not in page


def test_a_new_password_ends_other_sessions_and_keeps_this_one(cast, mara):
    elsewhere, remembered = cast.visit("mara"), cast.visit()
    remembered.post("/login", data={"name": "mara", "password": OLD, "is_remembered": "y"})
    remembered.delete_cookie("session")
    answer = mara.post("/settings/password", data={"current": OLD, "new": NEW})
    assert answer.status_code == 303
    assert mara.get("/settings").status_code == 200
    assert elsewhere.get("/settings").status_code == 302
    assert remembered.get("/settings").status_code == 302
    assert cast.visit().post("/login", data={"name": "mara", "password": NEW}).status_code == 303
    assert cast.visit().post("/login", data={"name": "mara", "password": OLD}).status_code == 422


POOR = [
    ({"current": "not my password", "new": NEW}, "current"),
    ({"current": OLD, "new": "short"}, "new"),
    ({"current": OLD, "new": "x" * 201}, "new"),
    ({"new": NEW}, "current"),
]


def test_without_the_old_password_or_with_a_poor_one_nothing_changes(cast, mara):
    for given, field in POOR:
        answer = mara.post("/settings/password", data=given)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert OLD not in answer.text
        assert NEW not in answer.text
    assert cast.visit().post("/login", data={"name": "mara", "password": OLD}).status_code == 303


def test_a_guest_is_asked_to_log_in(cast):
    for answer in (
        cast.visit().get("/settings"),
        cast.visit().post("/settings"),
        cast.visit().post("/settings/password"),
    ):
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")
