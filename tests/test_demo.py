"""The demo town: the same every time but for its dates, with people worth meeting and a queue in every stage."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import demo
from forum.cli import invoke
from forum.cli.demo import commands
from forum.extensions import db
from forum.models import Acceptance, Hiding, Post, Revision, Thread, User, Vote
from forum.services import deliveries, reputation

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def build(app: Any, folder: Path) -> None:
    import moderation.demo

    with app.app_context():
        town = demo.build(NOW)
        db.session.commit()
        demo.hear_networks(town, folder)
        deliveries.deliver_due()
        moderation.demo.build(town)
        db.session.commit()
        deliveries.deliver_due()


def portrait(app: Any) -> dict[str, Any]:
    """What a visitor could tell one town from another by."""
    with app.app_context():
        return {
            "threads": db.session.execute(select(Thread.id, Thread.title, Thread.created_at).order_by(Thread.id)).all(),
            "posts": db.session.execute(select(Post.id, Post.html, Post.score).order_by(Post.id)).all(),
            "people": db.session.execute(select(User.name, User.reputation).order_by(User.id)).all(),
        }


def empty(migrated: Any, folder: Path) -> Any:
    """The product on an empty SQLite folder, as the demo has it."""
    import wsgi

    shutil.copy(migrated("sqlite"), folder / "frontporch.sqlite3")
    return wsgi.create_app(data_dir=folder, limits="off")


@pytest.fixture(scope="module")
def town(migrated: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One town for all who only look at it."""
    folder = tmp_path_factory.mktemp("town")
    app = empty(migrated, folder)
    build(app, folder)
    return app


def test_the_town_is_of_the_size_that_was_promised(town: Any):
    with town.app_context():
        counts = {model: db.session.scalar(select(func.count()).select_from(model)) for model in
                  (User, Thread, Acceptance, Vote, Revision, Hiding)}  # fmt: skip
        assert counts[User] >= 25
        assert counts[Thread] >= 60
        assert counts[Acceptance] >= 30
        assert counts[Vote] > 100
        assert counts[Revision] >= 4
        assert counts[Hiding] >= 1


def test_every_reputation_in_it_is_the_sum_of_its_ledger(town: Any):
    with town.app_context():
        for person in db.session.scalars(select(User)):
            assert person.reputation == reputation.total(person.id), person.name


def test_the_queue_holds_cases_in_every_stage(town: Any):
    from moderation.models import Case, CaseAct

    with town.app_context():
        assert set(db.session.scalars(select(Case.state))) == {"open", "pending", "resolved"}
        acts = set(db.session.scalars(select(CaseAct.act)))
        assert {"opened", "claimed", "noted", "escalated", "resolved", "reopened"} <= acts
        assert db.session.scalar(select(func.count()).select_from(Case).where(Case.urgency == 0, Case.state == "open"))


def test_its_nights_were_lived_and_nobody_is_called_about_them_now(town: Any):
    from moderation.models import Alarm, AlarmCall, HandoverNote, Unsealing
    from moderation.services import alarms, rota

    with town.app_context():
        assert alarms.waiting() == []
        assert set(rota.faults(rota.load(), NOW)) == {"no mail server"}
        assert all(db.session.scalars(select(Alarm.acknowledged_by)).all())
        assert db.session.scalar(select(func.count()).select_from(AlarmCall).where(AlarmCall.level == 2))
        assert db.session.scalar(select(AlarmCall.at).order_by(AlarmCall.at.desc()).limit(1)) < NOW
        assert db.session.scalar(select(HandoverNote.id)) and db.session.scalar(select(Unsealing.id))


def test_order_is_kept_in_it_a_report_waits_and_an_author_had_a_second_look(town: Any):
    from forum.models import Flag
    from moderation.models import Appeal, Case, Warned

    with town.app_context():
        waiting = db.session.scalars(select(Flag).where(Flag.state == "raised")).one()
        post = db.session.get_one(Post, waiting.post_id)
        case = db.session.scalars(select(Case).where(Case.thread_id == post.thread_id)).one()
        assert (case.state, case.flag_count, case.opened_because) == ("open", 1, "flagged")
        assert db.session.scalars(select(Appeal.state)).all() == ["declined"]
        assert db.session.scalar(select(Warned.id))
        assert db.session.scalar(select(func.count(Thread.locked_at))) == 1


def test_one_question_leads_to_where_it_was_asked_and_one_waits_to_be_decided(town: Any):
    from forum.services import duplicate_proposals

    with town.app_context():
        assert db.session.scalar(select(func.count(Thread.duplicate_of_id))) == 1
        waiting = duplicate_proposals.page().rows
        assert [row.title for row in waiting] == ["I forgot the admin password of my Ember. Must I start from nothing?"]
        assert waiting[0].earlier_title.startswith("Forgot the admin password of my Ember")


def test_no_card_number_from_the_networks_is_stored_in_public(town: Any):
    with town.app_context():
        assert not db.session.scalar(select(Post.id).where(Post.body.contains("4111")).limit(1))


def test_two_towns_of_one_instant_are_equal(town: Any, migrated: Any, tmp_path: Path):
    twin = empty(migrated, tmp_path)
    build(twin, tmp_path)
    assert portrait(town) == portrait(twin)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment of its own for the command, which changes it."""
    for name in [name for name in os.environ if name.startswith("FRONTPORCH_")]:
        monkeypatch.delenv(name)
    for name in ("DATA_DIR", "BASE_URL", "COMPANY", "ADVOCATE_REPUTATION"):
        monkeypatch.setenv(f"FRONTPORCH_{name}", "x")  # so that what the command sets is undone after the test
    monkeypatch.setenv("FRONTPORCH_DATA_DIR", str(tmp_path))
    return tmp_path


def run(*arguments: str) -> int:
    import click

    import wsgi

    return invoke(click.Group("frontporch", commands=list(commands)), wsgi.create_app, ["demo", *arguments])


def test_a_folder_that_is_not_the_demos_is_never_deleted(environment: Path, capsys: Any):
    precious = environment / "demo" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("mine")
    assert run("--fresh", "--build-only") == 2
    assert precious.read_text() == "mine"
    assert "is not a demo folder" in capsys.readouterr().err


def test_the_demo_serves_this_machine_only(environment: Path, capsys: Any):
    assert run("--host", "0.0.0.0") == 2  # noqa: S104
    assert "loopback" in capsys.readouterr().err


@pytest.mark.slow
def test_a_town_that_was_left_half_built_is_built_anew(environment: Path):
    folder = environment / "demo"
    folder.mkdir()
    (folder / demo.MARKER).write_text("being built")
    (folder / "frontporch.sqlite3").write_text("half")
    assert run("--build-only") == 0
    assert (folder / demo.MARKER).read_text() == "ready"


def test_staff_have_words_prepared(town: Any):
    from moderation.services import texts

    with town.app_context():
        assert [text.title for text in texts.all_texts()] == ["Please send the log", "Power supply: we swap it"]
        assert [texts.unknown_placeholders(text.body) for text in texts.all_texts()] == [[], []]
