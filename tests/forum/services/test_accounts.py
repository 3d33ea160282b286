"""Accounts: names and addresses that belong to one person only, and the events that tell of them."""

import pytest
from sqlalchemy import select

from forum import passwords
from forum.extensions import db
from forum.models import Event, User
from forum.services import accounts


@pytest.fixture
def room(app):
    """Inside the app."""
    with app.app_context():
        yield app


TAKEN = [
    ("MARA", "new@example.org", "name"),
    ("ｍａｒａ", "new@example.org", "name"),
    ("new", "Mara@Example.org", "email"),
    ("mara", "mara@example.org", "name"),
]


def test_what_somebody_has_is_taken_in_every_spelling(room):
    accounts.register("mara", "mara@example.org", "!")
    for name, email, what in TAKEN:
        with pytest.raises(accounts.TakenError) as refused:
            accounts.register(name, email, "!")
        assert refused.value.what == what
    assert [user.name for user in db.session.scalars(select(User))] == ["mara"]


def test_letters_beyond_ascii_have_one_case_on_every_database(room):
    accounts.register("Ämil", "emil@example.org", "!")
    with pytest.raises(accounts.TakenError):
        accounts.register("äMIL", "other@example.org", "!")
    assert accounts.by_name("ÄMIL").name == "ämil"


def test_there_is_nobody_by_another_name(room):
    accounts.register("mara", "mara@example.org", "!")
    for name in ("", "nobody", "a\x00b", "x" * 5000, "mara@example.org"):
        assert accounts.by_name(name) is None


def test_each_change_of_an_account_is_one_event(room):
    user = accounts.register("mara", "mara@example.org", "!")
    accounts.change_password(user, passwords.UNUSABLE)
    accounts.forget_password("Mara@example.org")
    accounts.forget_password("nobody@example.org")
    told = db.session.execute(select(Event.name, Event.by_id).order_by(Event.id)).all()
    assert [tuple(row) for row in told] == [
        ("account.registered", user.id),
        ("account.password_changed", user.id),
        ("account.password_forgotten", user.id),
        ("account.password_forgotten", None),
    ]


def test_no_event_tells_an_address_or_a_secret(room):
    accounts.register("mara", "mara@example.org", "$argon2id$secret")
    accounts.forget_password("mara@example.org")
    assert all(not each.facts for each in db.session.scalars(select(Event)))
