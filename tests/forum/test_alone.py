"""The forum without the staff side: it asks, answers, accepts, indexes and suggests, and shows nothing of a desk."""

import re
from typing import Any

import pytest

from tests.cast import Cast

TITLE = "My Hearth drops the 5 GHz network every night at three"
BODY = (
    "Every night at three the 5 GHz band of my Hearth vanishes for ten minutes. Restarting helps until the next night."
)
DESK = (
    "/moderation/queue", "/moderation/ledger", "/moderation/reports", "/cases/1", "/posts/{answer}/hiding"
)  # fmt: skip
ACTS = ("/cases/1/claim", "/cases/1/replies", "/cases/1/resolution", "/posts/{answer}/hiding")


@pytest.fixture
def village(forum_alone: Any) -> Cast:
    """The cast in a forum that has no staff side; other questions are there already, as in every forum."""
    cast = Cast(forum_alone)
    for title in ("How do I print from the guest network", "The invoice shows the wrong address"):
        solved(cast, "nils", title, f"{title}, and what can I do about it?", "Look under settings.")
    return cast


def solved(cast: Cast, name: str, title: str, body: str, answer: str) -> tuple[int, int]:
    """Ask as somebody, answer as theo, accept, and let the worker do its part; ids of the thread and the answer."""
    asker = cast.visit(name)
    asked = asker.post("/threads/new", data={"title": title, "body": body, "tags": "wifi"})
    thread_id = int(re.search(r"/threads/(\d+)", asked.headers["Location"]).group(1))
    answered = cast.visit("theo").post(f"/threads/{thread_id}/answers", data={"body": answer})
    post_id = int(re.search(r"#post-(\d+)", answered.headers["Location"]).group(1))
    assert asker.post(f"/posts/{post_id}/acceptance").status_code == 303
    told = cast.work()
    assert not told.failed
    assert not told.dead
    return thread_id, post_id


def test_a_question_lives_its_whole_life_without_the_staff_side(village: Cast):
    thread_id, _ = solved(village, "mara", TITLE, BODY, "That is radar detection. Pick channel 36.")
    page = village.visit().get(f"/threads/{thread_id}").text
    assert "radar detection" in page
    assert "state-solved" in page
    suggested = village.visit("nils").post("/suggestions", data={"title": "hearth looses 5 ghz at night", "body": ""})
    assert f"/threads/{thread_id}" in suggested.text
    assert f"/threads/{thread_id}" in village.visit().get("/search?q=radar+detection").text
    assert f"/threads/{thread_id}" in village.visit().get("/").text
    assert "theo" in village.visit("mara").get("/notices").text


def test_nothing_is_left_undelivered_and_the_sweep_has_its_chores(village: Cast, forum_alone: Any):
    from forum.cli.serving import drained

    solved(village, "mara", TITLE, BODY, "That is radar detection. Pick channel 36.")
    with forum_alone.app_context():
        told = drained()
    assert (told["failed"], told["dead"]) == (0, 0)


def test_there_is_no_desk(village: Cast):
    _, answer = solved(village, "mara", TITLE, BODY, "Pick channel 36.")
    for name in (None, "mara", "ines", "sol"):
        person = village.visit(name)
        assert {person.get(path.format(answer=answer)).status_code for path in DESK} == {404}
        assert {person.post(path.format(answer=answer), data={}).status_code for path in ACTS} == {404}


def test_no_page_leads_to_a_desk_even_for_staff(village: Cast):
    thread_id, _ = solved(village, "mara", TITLE, BODY, "Pick channel 36.")
    pages = ("/", f"/threads/{thread_id}", "/search?q=hearth", "/tags", "/people/theo", "/log", "/notices", "/settings")
    for name, more in (("mara", ()), ("ines", ()), ("sol", ("/admin/mail", "/admin/deliveries"))):
        for path in (*pages, *more):
            found = village.visit(name).get(path)
            assert found.status_code == 200, path
            addresses = re.findall(r'(?:href|action|hx-post)="([^"]*)"', found.text)
            assert not [each for each in addresses if each.startswith(("/moderation", "/cases")) or "hiding" in each], (
                path
            )


def test_an_import_of_history_and_of_live_posts_raises_no_case(village: Cast, forum_alone: Any, tmp_path: Any):
    from tests.forum.imported import bring, post

    lines = [
        post("1", "burned", 0, "It burned my hand, my lawyer will hear of this."),
        post("2", "neighbour", 5, reply_to="1"),
    ]
    assert bring(forum_alone, tmp_path, lines, as_live=True)["threads"] == 1
    told = village.work()
    assert not told.failed
    assert "burned my hand" in village.visit().get("/search?q=lawyer").text


def test_slots_are_there_and_empty(village: Cast, forum_alone: Any):
    from forum.slots import slots

    with forum_alone.test_request_context():
        assert slots().by_name == {}
        assert slots().render("nav") == ""


def test_a_database_of_its_own_has_no_tables_of_the_staff_side(tmp_path: Any):
    from sqlalchemy import inspect

    import forum
    from forum import schema
    from forum.extensions import db
    from forum.settings import load

    app = forum.create_app(load(data_dir=tmp_path))
    with app.app_context():
        schema.upgrade()
        tables = set(inspect(db.engine).get_table_names())
        assert schema.is_current()
        db.engine.dispose()
    assert {"thread", "post", "event"} <= tables
    assert not tables & {"case_file", "case_act", "assessment", "clock"}
    assert app.test_client().get("/").status_code == 200
