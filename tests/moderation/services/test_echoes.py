"""Storms of copies at the desk: one case however many say it, raised by who says it and how many, nobody swallowed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.forum.imported import bring
from tests.forum.services.test_import_echoes import LAMP, OUTAGE, groups, said


def storm(app: Any, tmp_path: Any, lines: list[Any]) -> dict[str, Any]:
    counts = bring(app, tmp_path, lines, as_live=True)
    deliver(app)
    return counts


def deliver(app: Any) -> None:
    from forum.services import deliveries

    with app.app_context():
        tally = deliveries.deliver_due()
    assert not tally.failed


def cases(app: Any) -> list[Any]:
    """Cases, the most urgent first."""
    from forum.extensions import db
    from forum.models import Thread
    from moderation.models import Case

    columns = (Case.id, Case.thread_id, Thread.title, Case.urgency, Case.state, Case.risk, Case.reasons, Case.due_at)
    rows = select(*columns).join(Thread, Thread.id == Case.thread_id).order_by(Case.urgency, Case.due_at, Case.id)
    with app.app_context():
        return list(db.session.execute(rows))


def counted(app: Any, model: str, *conditions: Any) -> int:
    from forum import models
    from forum.extensions import db

    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(getattr(models, model)).where(*conditions)) or 0


@pytest.mark.sqlite_only
def test_of_a_storm_of_five_thousand_the_three_dangerous_ones_are_not_swallowed(app, tmp_path):
    dangers = {
        "700": OUTAGE + " My son was burned by it.",
        "2222": OUTAGE + " My lawyer will be in touch.",
        "4444": OUTAGE + " The Hearth caught fire.",
    }
    dress = ("{}", "RT @mara: {}", "{} https://t.co/q", "{}!!!", "{} 😡😡", "@LanternetHelp {} please share")
    lines = [
        said(str(each), dangers.get(str(each)) or dress[each % 6].format(OUTAGE), each // 100, author=f"p{each}")
        for each in range(5_000)
    ]
    counts = storm(app, tmp_path, lines)
    assert (counts["threads"], counts["echoes"]) == (4, 4_996)
    assert {group for group in groups(app) if len(group) == 1} == {frozenset([key]) for key in dangers}
    found = cases(app)
    assert [case.urgency for case in found] == [0, 0, 0, 0], "the storm, the burn, the lawyer and the fire"
    whole = next(case for case in found if case.reasons[0]["name"] == "copies of it")
    assert whole.reasons[0]["words"] == ["2,000"]
    assert counted(app, "Notification") == 0
    assert counted(app, "Event") < 100


def test_a_storm_raises_the_case_once(app, tmp_path):
    from forum.models import Event

    storm(app, tmp_path, [said("first", LAMP)])
    assert not cases(app)
    storm(app, tmp_path, [said(f"a{each}", LAMP, each % 60) for each in range(49)])
    assert not cases(app)
    storm(app, tmp_path, [said(f"b{each}", LAMP, each) for each in range(30)])
    [case] = cases(app)
    assert case.urgency == 0
    storm(app, tmp_path, [said(f"c{each}", LAMP, each) for each in range(60)])
    assert [each.id for each in cases(app)] == [case.id]
    assert counted(app, "Event", Event.name.in_(("case.opened", "case.raised"))) == 1


def test_an_echo_by_somebody_with_many_readers_raises_the_first_ones_case(app, tmp_path):
    angry = "This is ridiculous, I am furious: " + OUTAGE
    storm(app, tmp_path, [said("1", angry, followers=40)])
    before = cases(app)
    assert not any(case.urgency == 0 for case in before)
    storm(app, tmp_path, [said("2", angry, 5, author="famous", followers=250_000)])
    [case] = cases(app)
    assert case.reasons[0]["name"] == "large reach"


def test_many_copies_spread_over_days_are_no_storm():
    from moderation.services.triage import most_within_an_hour

    start = datetime(2026, 1, 1)
    hours = [start + timedelta(minutes=30 * each) for each in range(100)]
    assert most_within_an_hour(hours[::-1]) == 3
    assert most_within_an_hour([]) == 0
    assert most_within_an_hour([start] * 7) == 7


def test_a_question_with_a_case_and_an_alarm_is_folded_and_the_others_case_knows(app, cast, tmp_path):
    from forum.models import Thread
    from forum.services import index_care

    week = 7 * 24 * 60
    danger = "My heater caught fire last night and nobody at the shop answers my calls today"
    storm(app, tmp_path, [said("1", danger), said("2", danger, week + 1, followers=30_000)])
    assert len(cases(app)) == 2
    storm(app, tmp_path, [said("3", danger, 600)])
    assert groups(app) == {frozenset("123")}
    [case] = cases(app)
    assert case.urgency == 0
    assert "large reach" in {reason["name"] for reason in case.reasons}
    assert counted(app, "Thread", Thread.echo_people == 2) == 1
    with app.app_context():
        assert index_care.check() == {"documents": 1, "missing": 0, "stale": 0}


def test_what_was_done_with_comes_back_when_it_begins_to_spread(app, cast, tmp_path):
    from forum.app import commit
    from forum.extensions import db
    from forum.models import User
    from moderation.models import Case
    from moderation.services import casework

    danger = "My heater caught fire last night and nobody at the shop answers my calls today"
    storm(app, tmp_path, [said("1", danger)])
    with app.app_context():
        ines = db.session.get_one(User, cast.ines)
        casework.resolve(db.session.scalars(select(Case)).one(), ines, "Spoke with her, a new one is on its way.")
        commit()
    storm(app, tmp_path, [said("2", danger, 5)])
    assert [case.state for case in cases(app)] == ["resolved"]
    storm(app, tmp_path, [said("3", danger, 9, followers=80_000)])
    assert [case.state for case in cases(app)] == ["open"]
