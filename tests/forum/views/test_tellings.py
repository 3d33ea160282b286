"""Answering at the source: what waits to be told, the words that fit, who told them, and what advocates propose."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Identity, Notification, Origin, Post, Telling, TellingProposal, Thread, User
from forum.services import posts, threads
from forum.services.writing import Draft
from tests.forum.talk import HTMX, answer, hide, page, row

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LONG = "Choose channel 36, it has no radar. " + "Then restart both points and wait for a minute. " * 12
ORIGINAL = "https://twitter.example/junopark/status/4711"


@pytest.fixture
def town(cast: Any) -> Any:
    """Juno asked on Twitter; theo, an advocate, answered here."""
    with cast.app.app_context():
        juno = Identity(channel="twitter", handle="junopark", name="Juno Park", created_at=NOW)
        db.session.add(juno)
        db.session.flush()
        draft = Draft(body="5 GHz is gone every night.", title="5 GHz is gone every night", at=NOW, is_markdown=False)
        draft.channel, draft.identity_id = "twitter", juno.id
        asked = threads.ask_many([draft])[0]
        origin = Origin(post_id=asked.post_id, thread_id=asked.thread_id, channel="twitter", external_id="4711")
        origin.url = ORIGINAL
        db.session.add(origin)
        db.session.get_one(User, cast.theo).reputation = 500
        db.session.commit()
    cast.asked = asked.thread_id
    cast.there = answer(cast, cast.asked, "theo", LONG)
    cast.work()
    return cast


def queue(town: Any) -> str:
    return page(town, "/moderation/queue?state=untold", "ines")


def telling(town: Any, who: str = "ines", query: str = "") -> str:
    return page(town, f"/threads/{town.asked}/telling{query}", who)


def tell(town: Any, words: str = "Channel 36.", who: str = "ines", **more: Any) -> Any:
    return town.visit(who).post(f"/posts/{town.there}/telling", data={"words": words, **more})


def propose(town: Any, words: str = "Try channel 36 at night.") -> int:
    sent = town.visit("theo").post(f"/posts/{town.there}/telling/proposals", data={"words": words})
    assert sent.status_code == 303
    with town.app.app_context():
        return int(db.session.scalars(select(func.max(TellingProposal.id))).one())


def notices(town: Any, kind: str, name: str = "theo") -> list[str]:
    with town.app.app_context():
        rows = select(Notification.reason).where(Notification.user_id == town.ids[name], Notification.kind == kind)
        return list(db.session.scalars(rows))


def test_what_was_answered_here_waits_in_the_queue_until_it_is_told_and_again_when_that_is_taken_back(town: Any):
    assert f"/threads/{town.asked}/telling" in queue(town)
    assert tell(town).status_code == 303
    assert "Everybody has been told" in queue(town)
    shown = telling(town)
    assert "ines told them on Twitter" in shown and "Channel 36." in shown
    told = row(town, Telling, 1)
    assert (told.thread_id, told.post_id, told.channel, told.by_id) == (town.asked, town.there, "twitter", town.ines)
    assert town.visit("omar").post(f"/posts/{town.there}/telling?_method=DELETE").status_code == 303
    assert f"/threads/{town.asked}/telling" in queue(town)


def test_the_words_fit_the_network_and_bear_the_link(town: Any):
    shown = telling(town)
    words = shown.split('id="words"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert words.strip().startswith("Choose channel 36, it has no radar.")
    assert words.strip().endswith(f"/posts/{town.there}")
    assert "of 280" in shown
    assert f'href="{ORIGINAL}"' in shown


def test_words_that_are_too_long_come_back_and_nothing_is_noted(town: Any):
    refused = tell(town, "a" * 300)
    assert refused.status_code == 422
    assert "20 too many" in refused.text and "a" * 300 in refused.text
    assert "/telling" in queue(town)


def test_personal_data_never_leaves(town: Any):
    asked = town.visit("ines").post(
        f"/posts/{town.there}/telling/preview", data={"words": "Card 4242 4242 4242 4242 is fine."}, headers=HTMX
    )
    assert "Personal data in it will be hidden" in asked.text
    tell(town, "Card 4242 4242 4242 4242 is fine.")
    assert "4242" not in row(town, Telling, 1).words


def test_without_scripts_a_preview_gives_the_words_to_copy(town: Any):
    shown = town.visit("ines").post(f"/posts/{town.there}/telling/preview", data={"words": "Channel 36."}).text
    assert "readonly" in shown and "11 of 280" in shown


def test_it_is_noted_once_and_the_author_hears_of_it(town: Any):
    tell(town)
    tell(town, "Again.", "omar")
    assert row(town, Telling, 1).words == "Channel 36."
    assert notices(town, "answer.told") == [""]


def test_an_advocate_proposes_and_hears_what_became_of_it(town: Any):
    number = propose(town)
    assert "words proposed by theo" in queue(town)
    shown = telling(town, query=f"?proposal={number}")
    assert "Try channel 36 at night.</textarea>" in shown
    tell(town, "Try channel 36 at night.", proposal=number)
    assert notices(town, "answer.told") == ["used"]
    assert "used" in telling(town, "theo")


def test_staff_may_change_what_was_proposed(town: Any):
    number = propose(town)
    tell(town, "Try channel 36.", proposal=number)
    assert notices(town, "answer.told") == ["changed"]


def test_a_declined_proposal_comes_back_with_the_reason(town: Any):
    number = propose(town)
    address = f"/proposals/{number}/refusal"
    town.visit("ines").post(address, data={"reason": ""})
    assert notices(town, "telling.declined") == []
    town.visit("ines").post(address, data={"reason": "It is another model."})
    town.visit("ines").post(address, data={"reason": "Twice."})
    assert notices(town, "telling.declined") == ["It is another model."]
    assert "declined: It is another model." in telling(town, "theo")
    assert "were not used: It is another model." in page(town, "/notices", "theo")


def test_a_new_proposal_takes_the_place_of_the_old_and_can_be_taken_back(town: Any):
    propose(town)
    propose(town, "Or channel 40.")
    assert "Or channel 40." in telling(town) and "Try channel 36 at night." not in telling(town)
    town.visit("theo").post(f"/posts/{town.there}/telling/proposals?_method=DELETE")
    assert "Or channel 40." not in telling(town)


def test_who_is_no_advocate_neither_sees_nor_proposes(town: Any):
    nils = town.visit("nils")
    assert nils.get(f"/threads/{town.asked}/telling").status_code == 403
    assert nils.post(f"/posts/{town.there}/telling/proposals", data={"words": "x"}).status_code == 403
    assert "/telling" not in page(town, f"/threads/{town.asked}", "nils")
    assert "/telling" in page(town, f"/threads/{town.asked}", "theo")


def test_an_accepted_answer_waits_though_another_was_told(town: Any):
    tell(town)
    better = answer(town, town.asked, "nils", "Switch *Choose for me* off.")
    town.visit("ines").post(f"/posts/{better}/acceptance")
    town.work()
    assert f"/threads/{town.asked}/telling" in queue(town)
    assert "The answer by nils" in telling(town)


def test_hidden_answers_and_hidden_questions_do_not_wait(town: Any):
    hide(town, town.there)
    town.work()
    assert "Everybody has been told" in queue(town)
    assert "Nothing to tell yet" in telling(town)
    with town.app.app_context():
        posts.show(db.session.get_one(Post, town.there), db.session.get_one(User, town.ines), "on topic")
        question = db.session.scalars(select(Post).where(Post.thread_id == town.asked, Post.kind == "question")).one()
        posts.hide(question, db.session.get_one(User, town.ines), "off topic")
        db.session.commit()
    assert "Everybody has been told" in queue(town)
    assert town.visit("theo").get(f"/threads/{town.asked}/telling").status_code == 404


def test_what_waits_is_paged_by_key_and_none_is_lost(town: Any):
    import re

    with town.app.app_context():
        juno = db.session.scalars(select(Identity.id)).one()
        for number in range(60):
            thread = Thread(title=f"Lamp {number:02}", brand_id=1, channel="mastodon", asker_identity_id=juno)
            thread.created_at = thread.active_at = thread.untold_at = NOW
            db.session.add(thread)
        db.session.commit()
    seen, address = [], "/moderation/queue?state=untold&channel=mastodon"
    while address:
        text = page(town, address, "ines")
        seen += re.findall(r"data-open>(Lamp \d+)<", text)
        older = re.search(r'class="pager-older" href="([^"]+)"', text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 60
