"""Signing up, logging in and out: what people do, and what strangers try."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from forum import passwords
from forum.extensions import db
from forum.models import User
from forum.services import accounts, brands

WORDS = "a lantern on the porch"
JO = {"name": "jo", "email": "jo@example.org", "password": WORDS}


@pytest.fixture
def jo(app, cast):
    """The id of somebody who signed up with a password."""
    with app.app_context():
        user = accounts.register("jo", "jo@example.org", passwords.hashed(WORDS))
        db.session.commit()
        return user.id


def is_in(client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/settings").status_code == 200


def kept(app, query):
    """One value out of the database."""
    with app.app_context():
        return db.session.scalar(query)


def test_who_signs_up_is_signed_in_and_goes_where_they_were_going(app, cast):
    guest = cast.visit()
    answer = guest.post("/register?next=/notices", data={**JO, "role": "admin", "reputation": "5000", "id": "1"})
    assert (answer.status_code, answer.location) == (303, "/notices")
    assert is_in(guest)
    with app.app_context():
        made = accounts.by_name("JO")
        assert (made.name, made.email, made.role, made.reputation) == ("jo", "jo@example.org", "customer", 0)
        assert made.password_hash.startswith("$argon2id$")


FAULTS = [
    ("name", "M"),
    ("name", "MARA"),
    ("name", "admin"),
    ("name", "Front.Porch"),
    ("name", "m\u0430ra"),
    ("name", "a name with spaces"),
    ("email", "MARA@example.org"),
    ("email", "no address"),
    ("email", "jo@example.org\r\nBcc: all@example.org"),
    ("password", "too short"),
    ("password", "x" * 201),
    ("password", ""),
]


def test_a_form_with_a_fault_comes_back_filled_in_but_for_the_password(app, cast):
    for field, given in FAULTS:
        answer = cast.visit().post("/register", data={**JO, field: given})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert WORDS not in answer.text
        assert field == "email" or 'value="jo@example.org"' in answer.text
    assert kept(app, select(func.count()).select_from(User)) == len(cast.ids)


def test_eight_who_take_one_name_at_once_make_one_account(app, cast):
    def sign_up(number: int) -> int:
        return cast.visit().post("/register", data={**JO, "email": f"jo{number}@example.org"}).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(sign_up, range(8)))
    assert sorted(codes) == [303] + [422] * 7
    assert kept(app, select(func.count()).select_from(User).where(User.name == "jo")) == 1


def test_one_logs_in_by_name_or_address(cast, jo):
    for name in ("jo", "JO", " Jo@Example.org "):
        guest = cast.visit()
        assert guest.post("/login?next=/notices", data={"name": name, "password": WORDS}).location == "/notices"
        assert is_in(guest)
        assert guest.get_cookie("remember_token") is None


def test_a_known_and_an_unknown_account_get_the_same_answer(cast, jo):
    def answer(name: str) -> str:
        page = cast.visit().post("/login", data={"name": name, "password": "a wrong password"})
        assert page.status_code == 422
        return re.sub(r'(content|value|inherited)=(["\']).*?\2', "", page.text)

    assert answer("jo") == answer("nobody") == answer("nobody@example.org") == answer("a\x00b")


def test_a_suspended_account_stays_outside(app, cast, jo):
    inside, outside = cast.visit(), cast.visit()
    inside.post("/login", data={"name": "jo", "password": WORDS})
    with app.app_context():
        db.session.execute(update(User).where(User.id == jo).values(suspended_at=func.current_timestamp()))
        db.session.commit()
    assert outside.post("/login", data={"name": "jo", "password": WORDS}).status_code == 422
    assert not is_in(outside)
    assert not is_in(inside)


def test_what_a_stranger_planted_in_the_session_is_gone_after_the_log_in(cast, jo):
    client = cast.visit()
    client.get("/login")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        token = session["csrf_token"]
    client.post("/login", data={"name": "jo", "password": WORDS})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != token


def test_to_be_remembered_one_asks_and_logging_out_forgets(cast, jo):
    client = cast.visit()
    client.post("/login", data={"name": "jo", "password": WORDS, "is_remembered": "y"})
    assert client.get_cookie("remember_token").http_only
    client.delete_cookie("session")
    assert is_in(client)
    assert client.post("/logout").status_code == 303
    assert client.get_cookie("remember_token") is None
    assert not is_in(client)


def test_looking_at_the_log_out_does_not_log_out(cast):
    mara = cast.visit("mara")
    assert mara.get("/logout").status_code == 405
    assert is_in(mara)


def test_a_forged_log_in_is_refused(app, cast, jo):
    app.config["WTF_CSRF_ENABLED"] = True
    good = {"name": "jo", "password": WORDS}
    guest = cast.visit()
    assert guest.post("/login", data=good).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', guest.get("/login").text)[1]
    assert (
        guest.post("/login", data={**good, "csrf_token": token}, headers={"Origin": "https://evil.example"}).status_code
        == 400
    )
    assert guest.post("/login", data={**good, "csrf_token": token}).status_code == 303


def test_an_old_hash_is_made_anew_and_the_session_goes_on(app, cast, jo):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WORDS)
    with app.app_context():
        db.session.execute(update(User).where(User.id == jo).values(password_hash=weak))
        db.session.commit()
    client = cast.visit()
    client.post("/login", data={"name": "jo", "password": WORDS})
    assert is_in(client)
    fresh = kept(app, select(User.password_hash).where(User.id == jo))
    assert fresh != weak
    assert passwords.is_right(WORDS, fresh)


@pytest.mark.shared_data
def test_next_never_leads_away(app, cast, shared):
    from forum.views.common import own_page

    lines = (shared / "payloads" / "open-redirect-patt.txt").read_text(encoding="utf-8").splitlines()
    with app.test_request_context():
        assert [line for line in lines if own_page(line) != "/"] == []


def test_next_is_a_page_of_ours_or_the_first_one(app, cast, jo):
    from forum.views.common import own_page

    away = [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/%09/evil.example",
        "/%5cevil.example",
        "/logout",
    ]
    away += ["javascript:alert(1)", "/nothing/here", "/people/a%0d%0ab", "/login\n", "", None, "//", "/:@evil.example"]
    with app.test_request_context():
        assert {own_page(address) for address in away} == {"/"}
        assert own_page("/people/mara?tab=reputation") == "/people/mara?tab=reputation"
    answer = cast.visit().post("/login?next=//evil.example/threads/1", data={"name": "jo", "password": WORDS})
    assert answer.location == "/"


@pytest.mark.sqlite_only
def test_nobody_waits_for_a_hash(app, cast, jo, monkeypatch):
    """While argon2 works, another connection can take SQLite's only writer."""
    import sqlite3

    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    checked = []

    def freely(work):
        def watched(*given):
            with sqlite3.connect(file, timeout=0, isolation_level=None) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            checked.append(work.__name__)
            return work(*given)

        return watched

    monkeypatch.setattr(passwords, "hashed", freely(passwords.hashed))
    monkeypatch.setattr(passwords, "is_right", freely(passwords.is_right))
    client = cast.visit()
    client.post("/register", data={**JO, "name": "jo2", "email": "jo2@example.org"})
    client.post("/login", data={"name": "jo2", "password": WORDS})
    changed = client.post("/settings/password", data={"current": WORDS, "new": "another lantern"})
    assert changed.status_code == 303
    assert checked == ["hashed", "is_right", "is_right", "hashed"]


def test_nobody_takes_the_name_under_which_a_brand_speaks_elsewhere(cast):
    with cast.app.app_context():
        brands.add_handle(brands.default_id(), "twitter", "LanternetHelp")
        db.session.commit()
    form = {"email": "new@example.org", "password": "a lantern on the porch"}
    answer = cast.visit().post("/register", data={**form, "name": "lanternet_help"})
    assert answer.status_code == 422 and "Somebody has this name already." in answer.text
