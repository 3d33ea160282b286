"""One question's whole life, told step by step: asked, suggested, answered, accepted, triaged, resolved."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

QUESTION = "My Hearth drops the 5 GHz network every night at three"
BODY = (
    "Every night at three the 5 GHz band of my Hearth vanishes for ten minutes. Restarting helps until the next night."
)
ANSWER = (
    "That is radar detection. Open *Lanternet Home*, choose **Wi-Fi > Channels** and pick channel 36, which has none."
)


@pytest.fixture
def town(app: Any, cast: Any) -> Any:
    """The cast in a forum with a few answered questions about other things, as every forum has them."""
    others = [
        ("How do I print from a tablet in the guest network", "Turn off client isolation for the printer."),
        ("Invoice shows the wrong address", "Change it in the account page before the first of the month."),
        ("Ember blinks red after the update", "Hold the button for ten seconds and let it boot."),
        ("VPN is slow in the evening", "Choose WireGuard, the old protocol is heavy on the processor."),
    ]
    for title, answer in others:
        number = ask(cast.visit("nils"), title, title + ", what can I do about it?")
        cast.visit("theo").post(f"/threads/{number}/answers", data={"body": answer})
    cast.work()
    return cast


def ask(client: Any, title: str, body: str, tags: str = "wifi") -> int:
    answered = client.post("/threads/new", data={"title": title, "body": body, "tags": tags})
    assert answered.status_code == 303, answered.get_data(as_text=True)[:2000]
    return int(re.search(r"/threads/(\d+)", answered.headers["Location"]).group(1))


def answer(client: Any, number: int, body: str) -> int:
    answered = client.post(f"/threads/{number}/answers", data={"body": body})
    assert answered.status_code == 303
    return int(re.search(r"#post-(\d+)", answered.headers["Location"]).group(1))


def suggested(client: Any, title: str) -> str:
    return client.post("/suggestions", data={"title": title, "body": ""}, headers={"HX-Request": "true"}).get_data(
        as_text=True
    )


def solved(town: Any) -> tuple[int, int]:
    number = ask(town.visit("mara"), QUESTION, BODY)
    post = answer(town.visit("theo"), number, ANSWER)
    assert town.visit("mara").post(f"/posts/{post}/acceptance").status_code == 303
    town.work()
    return number, post


def work_and_sweep(town: Any) -> None:
    from forum.cli.serving import drained

    with town.app.app_context():
        drained()


def reputation(town: Any, name: str) -> int:
    from forum.extensions import db
    from forum.models import User
    from forum.services import reputation as ledger

    with town.app.app_context():
        number = db.session.get_one(User, town.ids[name]).reputation
        assert number == ledger.total(town.ids[name])
        return number


def test_a_new_question_has_nothing_to_suggest_and_is_posted(town: Any):
    assert QUESTION not in suggested(town.visit("mara"), QUESTION)
    number = ask(town.visit("mara"), QUESTION, BODY)
    page = town.visit().get(f"/threads/{number}")
    assert page.status_code == 200
    assert QUESTION in page.get_data(as_text=True)


def test_an_advocate_finds_it_among_the_unanswered(town: Any):
    ask(town.visit("mara"), QUESTION, BODY)
    assert QUESTION in town.visit("theo").get("/?tab=unanswered").get_data(as_text=True)


def test_the_answer_is_read_by_all(town: Any):
    number = ask(town.visit("mara"), QUESTION, BODY)
    answer(town.visit("theo"), number, ANSWER)
    page = town.visit().get(f"/threads/{number}").get_data(as_text=True)
    assert "<strong>Wi-Fi &gt; Channels</strong>" in page
    assert QUESTION not in town.visit().get("/?tab=unanswered").get_data(as_text=True)


def test_the_asker_hears_of_the_answer(town: Any):
    number = ask(town.visit("mara"), QUESTION, BODY)
    answer(town.visit("theo"), number, ANSWER)
    assert QUESTION in town.visit("mara").get("/notices").get_data(as_text=True)


def test_accepting_raises_the_reputation_of_who_answered(town: Any):
    before = reputation(town, "theo")
    solved(town)
    assert reputation(town, "theo") == before + 15


def test_nobody_but_the_asker_may_accept(town: Any):
    number = ask(town.visit("mara"), QUESTION, BODY)
    post = answer(town.visit("theo"), number, ANSWER)
    assert town.visit("nils").post(f"/posts/{post}/acceptance").status_code == 403
    assert town.visit("theo").post(f"/posts/{post}/acceptance").status_code == 403


def test_the_next_person_is_shown_that_answer_before_posting(town: Any):
    number, _ = solved(town)
    shown = suggested(town.visit("nils"), "hearth looses 5 ghz network at night")
    assert f"/threads/{number}" in shown
    assert QUESTION in shown


def test_it_is_found_by_search(town: Any):
    number, _ = solved(town)
    found = town.visit().get("/search?q=radar+detection").get_data(as_text=True)
    assert f"/threads/{number}" in found


def test_a_dangerous_question_is_in_the_queue_at_once_with_its_reasons(town: Any):
    ask(
        town.visit("mara"),
        "Ember power supply melted",
        "The plug got so hot it burned my hand and there was smoke. My lawyer will hear of this.",
    )
    town.work()
    queue = town.visit("ines").get("/moderation/queue").get_data(as_text=True)
    assert "Ember power supply melted" in queue
    assert "burned" in queue
    assert "lawyer" in queue


def test_an_unanswered_question_reaches_the_queue_when_its_time_has_come(town: Any):
    ask(town.visit("mara"), QUESTION, BODY)
    work_and_sweep(town)
    assert QUESTION not in town.visit("ines").get("/moderation/queue").get_data(as_text=True)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2, minutes=5)):
        work_and_sweep(town)
        queue = town.visit("ines").get("/moderation/queue").get_data(as_text=True)
    assert QUESTION in queue


def test_the_moderator_claims_answers_and_resolves(town: Any):
    ask(
        town.visit("mara"),
        "Ember power supply melted",
        "It burned my hand and there was smoke. My lawyer will hear of this.",
    )
    town.work()
    ines = town.visit("ines")
    case = int(re.search(r"/cases/(\d+)", ines.get("/moderation/queue").get_data(as_text=True)).group(1))
    assert ines.post(f"/cases/{case}/claim").status_code == 303
    assert town.visit("omar").post(f"/cases/{case}/claim").status_code == 409
    assert (
        ines.post(
            f"/cases/{case}/replies", data={"body": "We are sorry. Unplug it now; we call you today."}
        ).status_code
        == 303
    )
    assert (
        ines.post(f"/cases/{case}/resolution", data={"reason": "Replacement sent, called at 16:40."}).status_code == 303
    )
    assert "Ember power supply melted" not in ines.get("/moderation/queue").get_data(as_text=True)


def test_a_resolved_case_comes_back_when_the_customer_writes_again(town: Any):
    number = ask(
        town.visit("mara"),
        "Ember power supply melted",
        "It burned my hand, there was smoke. My lawyer will hear of this.",
    )
    town.work()
    ines = town.visit("ines")
    case = int(re.search(r"/cases/(\d+)", ines.get("/moderation/queue").get_data(as_text=True)).group(1))
    ines.post(f"/cases/{case}/claim")
    ines.post(f"/cases/{case}/resolution", data={"reason": "Replacement sent."})
    answer(town.visit("mara"), number, "It happened again with the new one.")
    town.work()
    assert "Ember power supply melted" in ines.get("/moderation/queue").get_data(as_text=True)
