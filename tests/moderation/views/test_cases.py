"""One case as moderators see it and work on it: claimed, answered, escalated, resolved; nothing typed is lost."""

import re

import pytest
from sqlalchemy import select

from forum.models import Post
from moderation.services import casework, claims

FRAGMENT = {"HX-Request": "true"}
ACTS = {
    "replies": ("post", "body", "A new one leaves today."),
    "notes": ("post", "body", "Adapter batch 2 again."),
    "escalation": ("post", "note", "Legal wants to see this."),
    "resolution": ("post", "reason", "Replaced"),
}


def address(desk, thread_id, act=""):
    return f"/cases/{desk.case(thread_id).id}" + (f"/{act}" if act else "")


def test_a_case_shows_the_talk_the_reasons_and_the_history(desk, threat):
    desk.comment("theo", threat, "Is she all right?")
    page = desk.cast.visit("ines").get(address(desk, threat)).text
    assert re.search(r"<mark>[^<]*lawyer", page, re.IGNORECASE)
    assert "Is she all right?" in page
    assert "came in: it could do harm" in page


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_done_by_a_form_and_leads_back_to_the_case(desk, threat, act):
    _, field, words = ACTS[act]
    answer = desk.cast.visit("ines").post(address(desk, threat, act), data={field: words})
    assert (answer.status_code, answer.location) == (303, address(desk, threat))
    assert words in desk.cast.visit("ines").get(address(desk, threat)).text


def test_a_reply_that_was_begun_is_there_again_until_it_is_sent(desk, threat):
    ines, place = desk.cast.visit("ines"), f"/drafts?place=answer:{threat}"
    assert f'data-draft="answer:{threat}"' in ines.get(address(desk, threat)).text
    assert ines.post(place, data={"body": "Half a zebra"}).status_code == 303
    assert "Half a zebra</textarea>" in ines.get(address(desk, threat)).text
    assert "zebra" not in desk.cast.visit("omar").get(address(desk, threat)).text
    refused = ines.post(address(desk, threat, "replies"), data={"body": ""})
    assert refused.status_code == 422 and "zebra" not in refused.text and "data-refused" in refused.text
    assert ines.post(address(desk, threat, "replies"), data={"body": "A new one leaves today."}).status_code == 303
    assert "zebra" not in ines.get("/drafts").text and "zebra" not in ines.get(address(desk, threat)).text


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("words", ["", "  \n "])
def test_an_act_without_its_words_comes_back(desk, threat, act, words):
    _, field, _ = ACTS[act]
    answer = desk.cast.visit("ines").post(address(desk, threat, act), data={field: words})
    assert answer.status_code == 422
    assert "Write something first" in answer.text
    assert desk.told(threat) == ["opened"]


@pytest.mark.parametrize("act", ["replies", "escalation", "resolution"])
def test_who_comes_second_is_told_who_has_it_and_keeps_what_was_typed(desk, threat, act):
    desk.act(threat, claims.claim, "ines")
    _, field, words = ACTS[act]
    answer = desk.cast.visit("omar").post(address(desk, threat, act), data={field: words})
    assert answer.status_code == 409
    assert "ines has this since" in answer.text
    assert words in answer.text
    assert desk.told(threat) == ["opened", "claimed"]


def test_who_reads_a_case_of_another_is_offered_a_note_and_nothing_else(desk, threat):
    desk.act(threat, claims.claim, "ines")
    page = desk.cast.visit("omar").get(address(desk, threat)).text
    assert "ines has this since" in page
    assert address(desk, threat, "notes") in page
    for act in ("replies", "escalation", "resolution"):
        assert address(desk, threat, act) not in page


def test_claiming_what_another_has_is_refused_with_a_page(desk, threat):
    desk.act(threat, claims.claim, "ines")
    answer = desk.cast.visit("omar").post(address(desk, threat, "claim"))
    assert answer.status_code == 409
    assert "ines has this since" in answer.text


def test_a_case_is_claimed_and_released(desk, threat):
    ines = desk.cast.visit("ines")
    assert ines.post(address(desk, threat, "claim")).status_code == 303
    assert desk.case(threat).claimed_by_id == desk.cast.ines
    assert ines.post(address(desk, threat, "claim") + "?_method=DELETE").status_code == 303
    assert desk.case(threat).claimed_by_id is None


def test_an_escalated_case_is_the_admins_own(desk, threat):
    desk.act(threat, casework.escalate, "ines", "Legal wants to see this.")
    ines, priya, sol = (desk.cast.visit(name) for name in ("ines", "priya", "sol"))
    for act in ("replies", "resolution"):
        _, field, words = ACTS[act]
        assert ines.post(address(desk, threat, act), data={field: words}).status_code == 403
    assert priya.post(address(desk, threat, "claim")).status_code == 403
    assert ines.delete(address(desk, threat, "escalation"), data={"note": "Mine again"}).status_code == 403
    assert ines.post(address(desk, threat, "notes"), data={"body": "She called."}).status_code == 303
    assert sol.delete(address(desk, threat, "escalation"), data={"note": "Offer a new one"}).status_code == 303
    assert ines.post(address(desk, threat, "resolution"), data={"reason": "Replaced"}).status_code == 303


def test_a_resolved_case_takes_nothing_but_notes_until_it_is_reopened(desk, threat):
    ines = desk.cast.visit("ines")
    ines.post(address(desk, threat, "resolution"), data={"reason": "Replaced"})
    refused = ines.post(address(desk, threat, "replies"), data={"body": "One more thing"})
    assert refused.status_code == 409
    assert "One more thing" in refused.text
    assert "Reopen it first" in refused.text
    assert ines.post(address(desk, threat, "notes"), data={"body": "For the record"}).status_code == 303
    assert ines.delete(address(desk, threat, "resolution")).status_code == 303
    assert desk.case(threat).state == "open"


def earlier_answer(desk):
    thread_id = desk.ask("nils", "The power brick of my router gets hot and burns", "My router power brick burns.")
    return desk.answer("theo", thread_id, "Pull it out, and leave it out: a **new one** comes by mail.")


def test_an_earlier_answer_is_one_click_from_being_the_reply(desk):
    post_id = earlier_answer(desk)
    thread_id = desk.ask(title="My router burns", body="The power brick of my router burns. My lawyer will hear.")
    ines = desk.cast.visit("ines")
    page = ines.get(address(desk, thread_id)).text
    assert f"?use={post_id}" in page
    for headers in ({}, FRAGMENT):
        used = ines.get(address(desk, thread_id) + f"?use={post_id}", headers=headers).text
        box = used[used.index("<textarea") :]
        assert "a **new one** comes by mail." in box[: box.index("</textarea>")]
        assert ("<html" in used) is (not headers)


def test_a_hidden_answer_is_not_to_be_used(desk, threat):
    from moderation.services import hiding

    post_id = earlier_answer(desk)
    with desk.at_work() as session:
        hiding.hide(session.get_one(Post, post_id), desk.person("ines"), "wrong")
    page = desk.cast.visit("ines").get(address(desk, threat) + f"?use={post_id}").text
    assert "comes by mail" not in page


def test_nonsense_to_use_is_simply_not_used(desk, threat):
    ines = desk.cast.visit("ines")
    for use in ("x", "-1", "99999999999999999999", "0"):
        assert ines.get(address(desk, threat) + f"?use={use}").status_code == 200
    assert ines.get("/cases/99999999999").status_code == 404
    assert ines.get("/cases/4711").status_code == 404


def test_words_that_run_nothing(desk):
    thread_id = desk.ask(
        title="<script>alert(1)</script> lawyer", body='<img src=x onerror="x"> My lawyer <b>will</b> hear'
    )
    ines = desk.cast.visit("ines")
    for payload in ("<script>alert(2)</script>", '"><svg onload=alert(3)>'):
        ines.post(address(desk, thread_id, "notes"), data={"body": payload})
    for page in (ines.get(address(desk, thread_id)).text, ines.get("/moderation/queue").text):
        assert "<script>alert" not in page
        assert "<svg onload" not in page
        assert "<img src=x" not in page


def test_a_case_costs_no_statement_a_post(desk, threat):
    from sqlalchemy import event

    from forum.extensions import db

    ines, where = desk.cast.visit("ines"), address(desk, threat)
    ines.get(where)

    def statements():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        with desk.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listener)
        ines.get(where)
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    before = statements()
    for number in range(5):
        desk.comment("theo", threat, f"Same here, house {number}")
    assert statements() == before


def test_what_staff_answered_stands_in_the_thread_for_everybody(desk, threat):
    desk.cast.visit("ines").post(address(desk, threat, "replies"), data={"body": "A new one leaves today."})
    assert "A new one leaves today." in desk.cast.visit().get(f"/threads/{threat}").text
    with desk.at_work() as session:
        assert session.scalars(select(Post.is_brand).where(Post.thread_id == threat, Post.kind == "answer")).one()
