"""Half-written words: kept where they were written, for their writer alone, until they are sent, thrown away, or old."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.stage import Stage, build


@pytest.fixture
def stage(cast: Any) -> Stage:
    return build(cast)


def keep(stage: Stage, name: str, place: str, **words: str) -> Any:
    return stage.cast.visit(name).post("/drafts", query_string={"place": stage.path(place)}, data=words)


def page(stage: Stage, name: str, path: str) -> str:
    return str(stage.cast.visit(name).get(stage.path(path)).text)


def test_a_question_an_answer_and_a_comment_are_there_again_where_they_were_written(stage: Stage):
    for place, path in (
        ("question", "/threads/new"),
        ("answer:{open}", "/threads/{open}"),
        ("comment:{answer}", "/posts/{answer}/comments"),
    ):
        kept = keep(stage, "nils", place, body="A zebra in the <attic>", title="A zebra?", tags="zoo")
        assert (kept.status_code, kept.headers["Location"]) == (303, "/drafts")
        shown = page(stage, "nils", path)
        assert "A zebra in the &lt;attic&gt;</textarea>" in shown
        assert "Kept from" in shown
        assert "zebra" not in page(stage, "theo", path)
    assert 'value="A zebra?"' in page(stage, "nils", "/threads/new")
    listed = page(stage, "nils", "/drafts")
    assert listed.count("A zebra in the") == 3
    assert "Copper badger antenna hums" in listed or "A zebra?" in listed


def test_a_question_begun_under_a_pseudonym_does_not_come_back_under_a_name(stage: Stage):
    ticked = re.compile(r'<input[^>]*checked[^>]*name="is_anonymous"')
    keep(stage, "nils", "question", body="A zebra in the attic", is_anonymous="y")
    assert ticked.search(page(stage, "nils", "/threads/new"))
    keep(stage, "nils", "question", body="A zebra in the attic", is_anonymous="")
    assert not ticked.search(page(stage, "nils", "/threads/new"))


def test_what_was_sent_is_no_draft_any_more(stage: Stage):
    nils = stage.cast.visit("nils")
    for place, path, form in (
        ("question", "/threads/new", {"title": "A zebra in the attic", "body": "It hums.", "tags": ""}),
        ("answer:{open}", "/threads/{open}/answers", {"body": "Rubber feet."}),
        ("comment:{answer}", "/posts/{answer}/comments", {"body": "Thank you."}),
    ):
        keep(stage, "nils", place, body="Half a zebra")
        nils.post(stage.path(path), data={**form, "preview": "1"})
        nils.post(stage.path(path), data={**form, "body": ""})
        assert "Half a zebra" in page(stage, "nils", "/drafts")
        assert nils.post(stage.path(path), data=form).status_code == 303
        assert "Half a zebra" not in page(stage, "nils", "/drafts")


def test_a_change_that_was_begun_is_there_again_until_it_is_sent_or_thrown_away(stage: Stage):
    theo, path = stage.cast.visit("theo"), "/posts/{answer}/edit"
    before = re.search(r"<textarea[^>]*>[^<]+</textarea>", page(stage, "theo", path))[0]
    assert keep(stage, "theo", "edit:{answer}", body="Half a zebra").status_code == 303
    assert "Half a zebra</textarea>" in page(stage, "theo", path) and "Kept from" in page(stage, "theo", path)
    assert f'<a href="{stage.path(path)}">' in page(stage, "theo", "/drafts")
    address = re.search(r'action="(/drafts/\d+)\?', page(stage, "theo", "/drafts")).group(1)
    assert theo.post(f"{address}?_method=DELETE").headers["Location"] == stage.path(path)
    assert before in page(stage, "theo", path)
    keep(stage, "theo", "edit:{answer}", body="Half a zebra")
    assert theo.post(stage.path(path), data={"body": "A whole one"}).status_code == 303
    assert "zebra" not in page(stage, "theo", "/drafts") and "A whole one</textarea>" in page(stage, "theo", path)
    assert keep(stage, "nils", "edit:{answer}", body="Not mine").status_code == 403


def test_a_form_that_is_refused_shows_what_was_sent_and_not_the_draft(stage: Stage):
    keep(stage, "nils", "question", body="Half a zebra")
    refused = stage.cast.visit("nils").post("/threads/new", data={"title": "?", "body": "A whole one", "tags": ""})
    assert refused.status_code == 422
    assert "A whole one" in refused.text
    assert "Half a zebra" not in refused.text
    assert "data-refused" in refused.text


def test_keeping_nothing_and_throwing_away_leave_nothing(stage: Stage):
    nils = stage.cast.visit("nils")
    keep(stage, "nils", "question", body="Half a zebra")
    keep(stage, "nils", "question", body=" ", title="")
    assert "zebra" not in page(stage, "nils", "/drafts")
    keep(stage, "nils", "answer:{open}", body="Half a zebra")
    address = re.search(r'action="(/drafts/\d+)\?', page(stage, "nils", "/drafts")).group(1)
    assert stage.cast.visit("theo").post(f"{address}?_method=DELETE").status_code == 404
    thrown = nils.post(f"{address}?_method=DELETE")
    assert thrown.headers["Location"] == stage.path("/threads/{open}")
    assert "zebra" not in page(stage, "nils", "/drafts")


def test_a_card_number_is_not_kept_in_a_draft_either(stage: Stage):
    keep(stage, "nils", "question", body="My card is 4242 4242 4242 4242", title="Card 4242 4242 4242 4242")
    assert "4242" not in page(stage, "nils", "/threads/new")


@pytest.mark.parametrize(
    "place", ["", "answer", "answer:0", "answer:x", "notes:1", "answer:{gone}", "comment:999999", "question:1"]
)
def test_a_place_that_is_none_for_its_writer_keeps_nothing(stage: Stage, place: str):
    assert keep(stage, "nils", place, body="Half a zebra").status_code == 404


def test_scripts_are_told_that_it_is_kept(stage: Stage):
    nils = stage.cast.visit("nils")
    kept = nils.post("/drafts?place=question", data={"body": "Half a zebra"}, headers={"Accept": "application/json"})
    assert kept.json == {"kept": True}


def test_the_title_of_a_thread_that_was_hidden_since_is_not_told(stage: Stage):
    keep(stage, "theo", "answer:{hidden}", body="Let it sleep")
    assert "qxhiddentitleqx" not in page(stage, "theo", "/drafts")


def test_drafts_are_bounded_in_number_and_go_when_they_are_old(stage: Stage):
    from forum.database import now
    from forum.extensions import db
    from forum.models import KeptDraft
    from forum.services import drafts

    def count() -> int:
        return int(db.session.scalar(db.select(db.func.count()).where(KeptDraft.user_id == stage.cast.nils)))

    at = now() - timedelta(days=100)
    with stage.cast.app.app_context():
        for number in range(drafts.MOST + 5):
            drafts.keep(
                stage.cast.nils, f"comment:{number}", drafts.Words(body="x"), at=at + timedelta(days=number % 20)
            )
        assert count() == drafts.MOST
        drafts.forget_old()
        assert 0 < count() < drafts.MOST
        drafts.forget_old(lambda: now() + timedelta(days=91))
        assert count() == 0
        db.session.commit()


def test_a_card_number_typed_as_a_tag_is_not_kept_either(cast: Any):
    mara = cast.visit("mara")
    mara.post(
        "/drafts?place=question", data={"title": "My Hearth", "body": "It hums.", "tags": "wifi 4111111111111111"}
    )
    html = mara.get("/threads/new").text
    assert "wifi" in html and "4111111111111111" not in html
