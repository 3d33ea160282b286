"""Canned texts: written by staff with a history, one click away from a reply, counted, and retired."""

import pytest

from forum.services import brands, threads

WORDS = {"title": "Swap", "body": "Hello {name}, about “{title}”: a new one leaves today. {me}, {brand}"}
TEXTS = "/moderation/texts"


@pytest.fixture
def ines(desk):
    return desk.cast.visit("ines")


@pytest.fixture
def text_id(desk, ines):
    from sqlalchemy import select

    from moderation.models import CannedText

    assert ines.post(TEXTS, data=WORDS).status_code == 303
    with desk.at_work() as session:
        return session.scalar(select(CannedText.id))


def case_of(desk, thread_id):
    return f"/cases/{desk.case(thread_id).id}"


def test_a_reply_begins_with_a_text_and_its_use_is_counted(desk, ines, threat, text_id):
    address = case_of(desk, threat)
    page = ines.get(address).text
    assert "Hello mara, about “My router burns”" in page
    begun = ines.get(f"{address}?text={text_id}").text
    assert "a new one leaves today. ines, " in begun.split('id="reply"')[1].split("</textarea>")[0]
    assert f'name="text" type="hidden" value="{text_id}"' in begun
    assert "Not used yet" in ines.get(TEXTS).text
    ines.post(f"{address}/replies", data={"body": "Hello mara.", "text": str(text_id)})
    assert "Used in 1 reply" in ines.get(TEXTS).text


@pytest.mark.parametrize("given", ["999999", "0", "x", "-1", "99999999999999", "²"])
def test_a_text_that_does_not_exist_is_no_obstacle(desk, ines, threat, text_id, given):
    address = case_of(desk, threat)
    assert ines.get(f"{address}?text={given}").status_code == 200
    assert ines.post(f"{address}/replies", data={"body": "Hello.", "text": given}).status_code == 303


def test_a_reply_that_is_refused_does_not_count_but_keeps_its_text(desk, ines, threat, text_id):
    refused = ines.post(f"{case_of(desk, threat)}/replies", data={"body": " ", "text": str(text_id)})
    assert refused.status_code == 422
    assert f'name="text" type="hidden" value="{text_id}"' in refused.text
    assert "Not used yet" in ines.get(TEXTS).text


def test_an_anonymous_asker_is_called_by_the_pseudonym(desk, ines, text_id):
    with desk.at_work():
        words = ("It burns", "It burned my hand and there was smoke, call my lawyer.", ())
        asked = threads.ask(desk.person("nils"), *words, pseudonym="Quiet Heron")
    desk.cast.work()
    page = ines.get(case_of(desk, asked.thread_id)).text
    assert "Hello Quiet Heron," in page
    assert "nils" not in page


def test_a_text_of_one_brand_is_offered_in_its_cases_only(desk, ines, threat):
    with desk.at_work():
        other = brands.add("Lumen", "lumen").id
    ines.post(TEXTS, data={"title": "Of Lumen", "body": "Lumen says hello.", "brand": str(other)})
    ines.post(TEXTS, data={"title": "Of all", "body": "All say hello.", "brand": "0"})
    page = ines.get(case_of(desk, threat)).text
    assert "All say hello." in page
    assert "Lumen says hello." not in page


def test_who_wrote_and_changed_it_is_kept_with_the_words(desk, ines, text_id):
    omar, address = desk.cast.visit("omar"), f"{TEXTS}/{text_id}"
    changed = {**WORDS, "body": "Hello {name}, two leave today."}
    for _ in range(2):
        assert omar.post(address, data=changed).status_code == 303
    page = ines.get(address).text
    assert page.count("omar changed it") == 1
    assert "ines wrote it" in page
    assert "a new one leaves today" in page


def test_a_gap_that_nothing_fills_is_refused_with_the_words_kept(ines):
    answer = ines.post(TEXTS, data={"title": "Swap", "body": "Hello {nmae}, thank you."})
    assert answer.status_code == 422
    assert "Nothing fills {nmae}." in answer.text
    assert "Hello {nmae}, thank you." in answer.text


def test_a_retired_text_is_offered_no_more_and_comes_back(desk, ines, threat, text_id):
    retirement, address = f"{TEXTS}/{text_id}/retirement", case_of(desk, threat)
    ines.post(retirement)
    ines.post(retirement)
    assert "a new one leaves today" not in ines.get(f"{address}?text={text_id}").text
    assert "1 retired" in ines.get(TEXTS).text
    ines.post(f"{retirement}?_method=DELETE")
    page = ines.get(f"{TEXTS}/{text_id}").text
    assert (page.count("ines retired it"), page.count("ines brought it back")) == (1, 1)
    assert "a new one leaves today" in ines.get(address).text
