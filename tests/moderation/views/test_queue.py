"""The queue as moderators see it: what needs them, why, who has it; and taking a case with one click."""

from forum.database import now
from moderation.services import casework, claims

FRAGMENT = {"HX-Request": "true"}


def test_the_queue_says_why_and_by_when(desk, threat):
    page = desk.cast.visit("ines").get("/moderation/queue").text
    assert "My router burns" in page
    assert "legal threat" in page
    assert "<q>" in page
    assert "nobody yet" in page


def test_an_empty_queue_says_what_comes_here(desk):
    assert "Nobody waits for you" in desk.cast.visit("ines").get("/moderation/queue").text


def test_the_queue_is_for_staff_only(desk, threat):
    assert desk.cast.visit().get("/moderation/queue").status_code == 302
    assert desk.cast.visit("theo").get("/moderation/queue").status_code == 403


def test_claiming_from_the_queue_gives_the_row_with_my_name(desk, threat):
    ines = desk.cast.visit("ines")
    row = ines.post(f"/cases/{desk.case(threat).id}/claim", headers=FRAGMENT)
    assert row.status_code == 200
    assert "<html" not in row.text
    assert "Release" in row.text
    assert "My router burns" in ines.get("/moderation/queue?state=mine").text


def test_the_second_to_claim_from_the_queue_gets_the_row_with_the_others_name(desk, threat):
    case_id = desk.case(threat).id
    desk.cast.visit("ines").post(f"/cases/{case_id}/claim")
    answer = desk.cast.visit("omar").post(f"/cases/{case_id}/claim", headers=FRAGMENT)
    assert answer.status_code == 409
    assert "ines" in answer.text
    assert "Claim" not in answer.text


def test_every_tab_and_any_key_is_a_page(desk, threat):
    ines = desk.cast.visit("ines")
    for query in (
        "state=mine",
        "state=escalated",
        "state=pending",
        "state=resolved",
        "state=nonsense",
        "after=x",
        "brand=none",
    ):
        assert ines.get(f"/moderation/queue?{query}").status_code == 200
    assert ines.get("/moderation/queue?channel=%00%ff&after=0-99999999999999999-1").status_code == 200


def test_a_brand_is_a_word_only_where_there_are_several(desk, threat):
    ines = desk.cast.visit("ines")
    assert 'name="brand"' not in ines.get("/moderation/queue").text
    with desk.at_work():
        from forum.services import brands

        brands.add("Lanternet Pro", "pro")
    assert 'name="brand"' in ines.get("/moderation/queue").text
    assert "My router burns" not in ines.get("/moderation/queue?brand=pro").text


def test_a_left_claim_is_nobodys_in_the_queue(desk, threat):
    from datetime import timedelta

    desk.act(threat, claims.claim, "omar", at=now() - timedelta(minutes=31))
    assert "nobody yet" in desk.cast.visit("ines").get("/moderation/queue").text


def test_the_way_to_the_desk_says_how_many_need_me_and_only_staff_see_it(desk, threat, forgotten):
    assert '<span class="notice-count">2' in desk.cast.visit("ines").get("/moderation/queue").text
    desk.act(threat, casework.escalate, "omar", "Legal")
    assert '<span class="notice-count">1' in desk.cast.visit("ines").get("/moderation/queue").text
    assert "/moderation/queue" not in desk.cast.visit("mara").get(f"/threads/{threat}").text
