"""What machines ask: alive, ready, how full."""

from sqlalchemy import text

from forum.extensions import db
from forum.models import User
from forum.services import threads


def test_alive_does_not_ask_the_database(app, monkeypatch):
    from sqlalchemy import event

    told = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text, told) == (200, "ok\n", [])


def test_ready_on_a_migrated_database_and_not_before(app):
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.session.execute(text("DELETE FROM alembic_version"))
        db.session.commit()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_not_ready_while_the_database_is_away(app, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from forum import schema

    def away() -> bool:
        raise OperationalError("SELECT 1", {}, Exception("no route to host"))

    monkeypatch.setattr(schema, "is_current", away)
    assert app.test_client().get("/readyz").status_code == 503


def gauges(answer) -> dict[str, int]:
    """The values by name."""
    lines = [line.split() for line in answer.text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("frontporch_"): int(value) for name, value in lines}


def test_the_gauges_count_what_is_there(app, cast):
    with app.app_context():
        threads.ask(db.session.get_one(User, cast.mara), "Orange light", "It blinks.")
        db.session.commit()
    before = gauges(cast.visit().get("/metrics"))
    assert before["threads"] == before["posts"] == 1
    assert before["deliveries_open"] > 0
    cast.work()
    after = gauges(cast.visit().get("/metrics"))
    assert after["deliveries_open"] == after["deliveries_dead"] == after["mail_waiting"] == 0


def test_only_this_machine_and_admins_read_the_gauges(cast):
    from_afar = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    for name, code in ((None, 404), ("mara", 404), ("ines", 404), ("sol", 200)):
        assert cast.visit(name).get("/metrics", **from_afar).status_code == code
    assert cast.visit().get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 404
