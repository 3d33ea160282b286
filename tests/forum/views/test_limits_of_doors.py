"""How often one may knock: by account and by address, whatever headers say."""

import pytest

from tests.cast import Cast


@pytest.fixture
def strict(database):
    """The cast of an app with its limits on."""
    import wsgi
    from forum.extensions import db

    app = wsgi.create_app(limits="on", **database)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield Cast(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


TOO_LONG = "x" * 201  # is refused before it is hashed, so that these tests are quick


def knock(cast, name, address="198.51.100.1", headers=None):
    """One log-in with a wrong password; gives the status."""
    given = {"name": name, "password": TOO_LONG}
    return cast.visit().post("/login", data=given, environ_base={"REMOTE_ADDR": address}, headers=headers).status_code


def test_one_account_is_tried_ten_times_from_wherever(strict):
    assert [knock(strict, "mara", f"198.51.100.{number}") for number in range(10)] == [422] * 10
    assert knock(strict, " MARA ", "203.0.113.9") == 429
    assert knock(strict, "theo", "203.0.113.9") == 422


def test_one_address_tries_sixty_times_whatever_it_says_of_itself(strict):
    codes = [knock(strict, f"n{number}", headers={"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(61)]
    assert codes == [422] * 60 + [429]
    assert knock(strict, "mara", "203.0.113.9") == 422


def test_one_address_signs_up_twenty_times_an_hour(strict):
    codes = [strict.visit().post("/register", data={"name": f"n{number}"}).status_code for number in range(21)]
    assert codes == [422] * 20 + [429]


def test_one_account_is_sent_three_links_an_hour(strict):
    sent = [strict.visit().post("/reset", data={"email": "mara@example.org"}) for _ in range(4)]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 429]
    assert "That was tried too often." in sent[-1].text
    assert strict.visit().post("/reset", data={"email": "theo@example.org"}).status_code == 303
    disguised = {"email": "mara@example.org", "name": "somebody else"}
    assert strict.visit().post("/reset", data=disguised).status_code == 429


def test_reading_is_not_counted(strict):
    assert {strict.visit().get("/login").status_code for _ in range(70)} == {200}
