"""What the staff side adds to the forum's pages costs others nothing, and staff one statement a slot."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event


@contextmanager
def statements(app) -> Iterator[list[str]]:
    """The SQL that runs meanwhile."""
    from forum.extensions import db

    seen: list[str] = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", [None, "mara", "theo"])
def test_customers_and_guests_pay_no_statement_for_the_desk(desk, threat, name):
    visitor = desk.cast.visit(name)
    with statements(desk.app) as seen:
        for path in (f"/threads/{threat}", "/", "/log"):
            assert visitor.get(path).status_code == 200
    assert seen
    assert not [each for each in seen if "case_file" in each]


def test_staff_pay_one_statement_a_slot_however_many_posts_there_are(desk, threat):
    for number in range(4):
        desk.answer("theo", threat, f"Try socket {number}")
    with statements(desk.app) as seen:
        page = desk.cast.visit("ines").get(f"/threads/{threat}").text
    assert page.count("/hiding") >= 5
    assert len([each for each in seen if "case_file" in each]) == 2


def test_a_thread_without_a_case_has_nothing_from_the_desk_beside_it(desk):
    thread_id = desk.ask()
    page = desk.cast.visit("ines").get(f"/threads/{thread_id}").text
    assert "At the desk" not in page
