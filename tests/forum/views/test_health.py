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


def gauges(answer) -> dict[str, float]:
    """The values by name."""
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("frontporch_"): float(value) for name, value in lines}


def test_the_gauges_count_what_is_there(app, cast):
    with app.app_context():
        threads.ask(db.session.get_one(User, cast.mara), "Orange light", "It blinks.")
        db.session.commit()
    before = gauges(cast.visit().get("/metrics"))
    assert before["threads"] == before["posts"] == 1
    assert before["deliveries_open"] > 0 and before["index_documents"] == before["similarity_documents"] == 0
    cast.work()
    after = gauges(cast.visit().get("/metrics"))
    assert after["deliveries_open"] == after["deliveries_dead"] == after["mail_waiting"] == 0
    assert after["index_documents"] == after["similarity_documents"] == 1


def test_a_damaged_index_keeps_no_other_gauge_from_being_read(app, cast, monkeypatch):
    from forum import engines
    from search.documents import IndexDamaged

    def damaged() -> int:
        raise IndexDamaged("files are missing")

    with app.app_context():
        monkeypatch.setattr(engines.full_text(), "count", damaged, raising=False)
        found = gauges(cast.visit().get("/metrics"))
    assert "index_documents" not in found and found["threads"] == 0


def test_only_this_machine_and_admins_read_the_gauges(cast):
    from_afar = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    for name, code in ((None, 404), ("mara", 404), ("ines", 404), ("sol", 200)):
        assert cast.visit(name).get("/metrics", **from_afar).status_code == code
    assert cast.visit().get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 404


def test_who_bears_the_token_reads_from_afar(database):
    import wsgi

    app = wsgi.create_app(limits="off", metrics_token="a token that is long", **database)
    afar = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}}
    for token, code in (("a token that is long", 200), ("another token", 404), ("", 404)):
        answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"}, **afar)
        assert answer.status_code == code


def test_requests_are_counted_by_route_and_never_by_address(cast):
    visitor = cast.visit()
    for path in ("/people/theo", "/people/nobody-here", "/reset/a-token-of-somebody", "/nowhere/at/all"):
        visitor.get(path)
    text = visitor.get("/metrics").text
    counted = gauges(visitor.get("/metrics"))
    assert counted['requests_total{method="GET",route="/people/<name>",status="200"}'] == 1
    assert counted['requests_total{method="GET",route="/people/<name>",status="404"}'] == 1
    assert counted['requests_total{method="GET",route="-",status="404"}'] == 1
    assert counted['request_seconds_count{route="/people/<name>"}'] == 2
    assert not [word for word in ("theo", "nobody-here", "a-token", "nowhere") if word in text]


def test_each_part_of_the_house_tells_its_figures(cast):
    from forum.services import heartbeats

    with cast.app.app_context():
        heartbeats.sweep()
        db.session.commit()
    told = gauges(cast.visit().get("/metrics"))
    assert told['heartbeat_age_seconds{name="sweep"}'] < 60
    for name in ("streams_open", "deliveries_oldest_seconds", "mail_oldest_seconds", "cases_open", "cases_overdue"):
        assert told[name] == 0


def test_one_reading_takes_a_bounded_number_of_statements(cast):
    from sqlalchemy import event

    told = []
    with cast.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    cast.visit().get("/metrics")
    assert 0 < len(told) <= 18
