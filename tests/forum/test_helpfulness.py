"""Mara writes a question that Theo has answered before: she is shown it, it solves it, and everybody learns from that."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.forum.talk import HTMX, answer, ask, hide, page, row

TITLE = "Hearth drops 5 GHz every night"
LIKE = "5 GHz is dropped at night by my hearth"


@pytest.fixture
def town(cast: Any) -> Any:
    """Theo has answered one question, and the index knows."""
    cast.thread_id = ask(cast, "nils", TITLE, "Every night at three the 5 GHz band is gone.")
    cast.post_id = answer(cast, cast.thread_id, "theo", "Radar. Choose channel 36.")
    cast.work()
    return cast


def shown_beside(cast: Any, who: str, title: str, before: str = "") -> str:
    """The hidden field that comes back while somebody types."""
    data = {"title": title, "body": "", "shown": before}
    text = cast.visit(who).post("/suggestions", data=data, headers=HTMX).text
    found = re.search(r'name="shown" value="([^"]+)"', text)
    assert found
    return found[1]


def rows(cast: Any, *columns: Any) -> list[Any]:
    from forum.extensions import db

    with cast.app.app_context():
        return [tuple(each) for each in db.session.execute(select(*columns))]


def test_what_solved_a_draft_is_counted_once_and_its_author_paid_and_told(town: Any):
    from forum.models import Award, Showing, ShownThread

    shown = shown_beside(town, "mara", LIKE)
    mara = town.visit("mara")
    for _ in range(2):
        assert mara.post("/suggestions/openings", data={"shown": shown, "thread": town.thread_id}).status_code == 204
    for _ in range(2):
        solved = mara.post("/suggestions/solutions", data={"shown": shown, "post": town.post_id})
        assert solved.status_code == 303
    assert rows(town, Showing.outcome) == [("solved",)]
    assert rows(town, ShownThread.thread_id, ShownThread.rank, ShownThread.opened_at.is_not(None)) == [
        (town.thread_id, 1, True)
    ]
    assert rows(town, Award.points, Award.reason) == [(5, "answer.helped_again")]
    assert "solved it for somebody else" in page(town, "/notices", "theo")
    text = town.visit("nils").post("/suggestions", data={"title": LIKE, "body": ""}, headers=HTMX).text
    assert "helped 1 other person" in text
    assert "Both say:" in text


def test_what_was_asked_anyway_is_counted_too_and_what_nothing_was_found_for(town: Any):
    from forum.models import Showing

    mara = town.visit("mara")
    for title in (LIKE, "Zebra crossing paint dries slowly"):
        shown = shown_beside(town, "mara", title)
        asked = mara.post("/threads/new", data={"title": title, "body": "Really.", "tags": "", "shown": shown})
        assert asked.status_code == 303
    assert rows(town, Showing.outcome) == [("posted",), ("posted",)]
    text = page(town, "/moderation/suggestions", "ines")
    assert "Zebra crossing" in text
    assert "0 %" in text


def test_nobody_makes_up_what_they_were_shown(town: Any):
    from forum.models import Showing, ShownThread

    mara = town.visit("mara")
    assert mara.post("/suggestions/solutions", data={"shown": "made.up", "post": town.post_id}).status_code == 303
    assert rows(town, func.count(ShownThread.thread_id)) == [(0,)]
    assert rows(town, Showing.outcome) == [("solved",)]


def test_one_persons_thanks_count_once_an_answer_and_never_for_oneself(town: Any):
    for who in ("mara", "mara", "theo", "nils"):
        shown = shown_beside(town, who, LIKE)
        town.visit(who).post("/suggestions/solutions", data={"shown": shown, "post": town.post_id})
    from forum.models import User

    assert row(town, User, town.theo).reputation == 10


def test_an_earlier_answer_closes_a_question_until_it_is_taken_back_or_hidden(town: Any):
    from forum.models import EarlierSolution, Thread, User

    asked = ask(town, "mara", LIKE, "It is gone.")
    town.work()
    mara = town.visit("mara")
    address = f"/threads/{asked}/earlier-solution"
    assert "This solved it" in page(town, f"/threads/{asked}", "mara")
    assert mara.post(address, data={"thread": town.thread_id}).status_code == 303
    assert "Solved by an earlier answer" in page(town, f"/threads/{asked}")
    assert row(town, Thread, asked).solved_at is not None
    assert row(town, User, town.theo).reputation == 5
    assert "an earlier answer" in page(town, "/moderation/reports", "ines")
    hide(town, town.post_id)
    assert row(town, Thread, asked).solved_at is None
    assert "Solved by an earlier answer" not in page(town, f"/threads/{asked}")
    assert mara.delete(address).status_code == 303
    assert rows(town, EarlierSolution.thread_id) == []
    assert row(town, User, town.theo).reputation == 0


def test_an_answer_of_its_own_takes_the_place_of_an_earlier_one(town: Any):
    from forum.models import EarlierSolution, Thread

    asked = ask(town, "mara", LIKE, "It is gone.")
    town.visit("mara").post(f"/threads/{asked}/earlier-solution", data={"thread": town.thread_id})
    own = answer(town, asked, "nils", "Or turn it round.")
    assert town.visit("mara").post(f"/posts/{own}/acceptance").status_code == 303
    assert rows(town, EarlierSolution.thread_id) == []
    assert row(town, Thread, asked).solved_at is not None
    assert (
        town.visit("mara").post(f"/threads/{asked}/earlier-solution", data={"thread": town.thread_id}).status_code
        == 303
    )
    assert rows(town, EarlierSolution.thread_id) == []


def test_a_search_in_vain_is_counted_masked_and_only_when_it_was_one(town: Any):
    html = page(town, "/search?q=gluon+4242+4242+4242+4242")
    miss = re.search(r'name="miss" value="([^"]+)"', html)
    assert miss
    for _ in range(2):
        assert town.visit().post("/search/misses", data={"miss": miss[1]}).status_code == 204
    assert town.visit().post("/search/misses", data={"miss": "made up"}).status_code == 422
    text = page(town, "/moderation/suggestions", "ines")
    assert "gluon" in text
    assert "4242" not in text
    assert "2×" in text
    assert 'name="miss"' not in page(town, "/search?q=hearth")


def test_precision_and_deflection_are_what_the_rows_say(town: Any):
    from datetime import UTC, datetime, timedelta

    from forum.extensions import db
    from forum.models import Showing, ShownThread
    from moderation.reports import helpfulness

    at = datetime(2026, 3, 11, 12, tzinfo=UTC)
    drafts = [("solved", 1), ("solved", 5), ("posted", None), ("posted", 0), ("", None)]
    with town.app.app_context():
        for number, (outcome, place) in enumerate(drafts):
            showing = Showing(draft=f"d{number}", user_id=town.mara, at=at - timedelta(days=1), outcome=outcome)
            db.session.add(showing)
            db.session.flush()
            if place != 0:
                shown = ShownThread(showing_id=showing.id, thread_id=town.thread_id, rank=place or 1, score=0.5)
                shown.solved_at = at if outcome == "solved" else None
                db.session.add(shown)
        db.session.commit()
        week, *others = helpfulness.weeks(at)
    assert (week.drafts, week.found, week.solved, week.right) == (4, 3, 2, 1)
    assert week.precision == pytest.approx(1 / 3)
    assert week.deflection == 0.5
    assert not any(other.drafts for other in others)
