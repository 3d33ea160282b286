"""Keeping order: a thread is locked and opened, moved to another brand or other tags and back; an author is warned."""

from typing import Any

import pytest
from sqlalchemy import select

from forum.models import Notification, PublicAct, Reason, Thread
from moderation.models import Warned
from tests.moderation.conftest import Desk


@pytest.fixture
def quarrel(desk: Desk) -> int:
    """A question about wifi that nobody answered in time, with a rude answer by theo; its case is open."""
    thread_id = desk.ask(title="Hearth blinks since noon", body="It burned my hand.", tag_names=("wifi",))
    desk.rude = desk.answer("theo", thread_id, "Read the manual, you donkey.")
    return thread_id


def reason(desk: Desk, purpose: str, wording: str) -> int:
    with desk.at_work() as session:
        wanted = select(Reason.id).where(Reason.purpose == purpose, Reason.wording == wording)
        return int(session.scalars(wanted).one())


def answered(desk: Desk, thread_id: int, name: str = "nils") -> int:
    return int(desk.cast.visit(name).post(f"/threads/{thread_id}/answers", data={"body": "Me too."}).status_code)


def public(desk: Desk) -> str:
    return " ".join(desk.cast.visit().get("/log").text.split())


def test_a_locked_thread_says_why_takes_nothing_from_customers_and_opens_again(desk: Desk, quarrel: int):
    ines = desk.cast.visit("ines")
    given = {"chosen": reason(desk, "lock", "Too heated"), "reason": "sleep over it"}
    assert ines.post(f"/threads/{quarrel}/lock", data=given).status_code == 303
    page = desk.cast.visit("nils").get(f"/threads/{quarrel}").text
    assert "Locked by a moderator: Too heated: sleep over it." in page
    assert 'name="body"' not in page
    assert answered(desk, quarrel) == 422
    assert answered(desk, quarrel, "omar") == 303
    comment = {"body": "You are one yourself."}
    assert desk.cast.visit("mara").post(f"/posts/{desk.rude}/comments", data=comment).status_code == 422
    assert "Too heated: sleep over it" in public(desk)
    assert desk.told(quarrel).count("locked") == 1

    assert ines.post(f"/threads/{quarrel}/lock", data=given).status_code == 303  # once more is once
    assert desk.told(quarrel).count("locked") == 1
    assert ines.delete(f"/threads/{quarrel}/lock", data={"reason": "They slept"}).status_code == 303
    assert answered(desk, quarrel) == 303
    assert "Locked by a moderator" not in desk.cast.visit("nils").get(f"/threads/{quarrel}").text
    assert "Open again: They slept" in public(desk)
    assert desk.told(quarrel).count("unlocked") == 1


def test_nothing_is_locked_without_a_reason_and_the_form_comes_back_open(desk: Desk, quarrel: int):
    refused = desk.cast.visit("ines").post(f"/threads/{quarrel}/lock", data={"reason": "  "})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert refused.text.count("<details open>") == 1
    assert answered(desk, quarrel) == 303
    assert desk.cast.visit("mara").post(f"/threads/{quarrel}/lock", data={"reason": "Mine"}).status_code == 403


def standing(desk: Desk, thread_id: int) -> tuple[int, set[str]]:
    with desk.at_work() as session:
        thread = session.get_one(Thread, thread_id)
        from forum.services import tags

        return thread.brand_id, set(tags.of_threads([thread_id])[thread_id])


def test_a_thread_moves_to_another_brand_and_tag_with_its_case_and_moves_back(desk: Desk, quarrel: int):
    from forum.services import brands

    with desk.at_work():
        pro = brands.add("Lanternet Pro", "pro").id
    home, names = standing(desk, quarrel)
    ines = desk.cast.visit("ines")
    form = ines.get(f"/posts/{desk.rude}/hiding").text
    assert "Lanternet Pro" in form
    given = {"brand": pro, "tags": "power", "reason": "Pro devices only"}
    assert ines.post(f"/threads/{quarrel}/move", data=given).status_code == 303
    assert standing(desk, quarrel) == (pro, {"power"})
    assert desk.case(quarrel).brand_id == pro
    assert "Moved a thread to where it belongs" in public(desk)
    told = " ".join(desk.cast.visit("mara").get("/notices").text.split())
    assert "Pro devices only" in told
    listed = desk.cast.visit().get("/?tab=active&tag=power").text
    assert f"/threads/{quarrel}" in listed

    assert ines.post(f"/threads/{quarrel}/move", data=given).status_code == 303  # it stands there already
    back = {"brand": home, "tags": " ".join(names), "reason": ""}
    assert ines.post(f"/threads/{quarrel}/move", data=back).status_code == 303
    assert standing(desk, quarrel) == (home, names)
    assert desk.case(quarrel).brand_id == home
    assert desk.told(quarrel).count("moved") == 2
    with desk.at_work() as session:
        assert len(session.scalars(select(PublicAct.id).where(PublicAct.act == "moved")).all()) == 2


def test_a_brand_that_is_none_moves_nothing(desk: Desk, quarrel: int):
    before = standing(desk, quarrel)
    moved = desk.cast.visit("ines").post(f"/threads/{quarrel}/move", data={"brand": 4711, "tags": "power"})
    assert moved.status_code == 422
    assert standing(desk, quarrel) == before


def test_a_warning_is_between_its_author_and_the_moderators(desk: Desk, quarrel: int):
    ines, given = desk.cast.visit("ines"), {"chosen": reason(desk, "warning", "Tone towards others"), "reason": ""}
    assert ines.post(f"/posts/{desk.rude}/warning", data={"reason": ""}).status_code == 422
    assert ines.post(f"/posts/{desk.rude}/warning", data=given).status_code == 303
    told = " ".join(desk.cast.visit("theo").get("/notices").text.split())
    assert "A moderator asks you to take care with your answer" in told
    assert "Tone towards others. Only you and the moderators see this." in told
    assert "Tone towards others" in ines.get("/moderation/people/theo").text
    assert desk.told(quarrel)[-1] == "warned"
    for name in (None, "mara", "nils"):
        reader = desk.cast.visit(name)
        for place in (f"/threads/{quarrel}", "/log", "/people/theo"):
            assert "Tone towards others" not in reader.get(place).text
    with desk.at_work() as session:
        assert len(session.scalars(select(Warned.id)).all()) == 1
        kinds: list[Any] = list(
            session.scalars(select(Notification.kind).where(Notification.user_id == desk.cast.theo))
        )
    assert kinds.count("person.warned") == 1


def test_who_has_no_account_here_is_not_warned(desk: Desk, quarrel: int):
    staff = desk.answer("omar", quarrel, "We are looking into it.")
    page = desk.cast.visit("ines").get(f"/posts/{staff}/hiding").text
    assert "/moderation/people/omar" not in page.partition("Or something else")[2]
