"""Sealed originals: read by staff with a reason, shown once, noted for admins, and destroyed in time."""

import logging
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select

from forum.database import now
from forum.models import Event, SealedOriginal
from forum.services import posts, sealing
from moderation.models import Unsealing
from tests.moderation.night import DANGER

CARD = "4242 4242 4242 4242"
WHY = "The bank asks which card it was"


@pytest.fixture
def masked(desk):
    """A question with a card number in it; its case is open."""
    return desk.ask(title="Paid twice", body=f"I paid with {CARD}. {DANGER}")


@pytest.fixture
def address(desk, masked):
    with desk.at_work():
        return f"/posts/{desk.question(masked).id}/original"


def counted(desk, model) -> int:
    with desk.at_work() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_the_original_is_shown_once_with_a_reason_and_never_without(desk, address):
    ines = desk.cast.visit("ines")
    asked = ines.get(address)
    assert CARD not in asked.text
    assert "will be destroyed on" in asked.text
    assert ines.post(address, data={"reason": "  "}).status_code == 422
    assert counted(desk, Unsealing) == 0
    shown = ines.post(address, data={"reason": WHY})
    assert (shown.status_code, CARD in shown.text) == (200, True)
    assert shown.headers["Cache-Control"] == "no-store"
    assert CARD not in ines.get(address).text


def test_each_reading_is_told_to_admins_on_the_case_and_to_the_next_reader(desk, masked, address):
    desk.cast.visit("ines").post(address, data={"reason": WHY})
    assert WHY in desk.cast.visit("sol").get("/admin/unsealings").text
    history = desk.cast.visit("omar").get(f"/cases/{desk.case(masked).id}").text
    assert "ines read a masked original" in history
    assert WHY in history
    assert WHY in desk.cast.visit("omar").get(address).text
    assert WHY not in desk.cast.visit("mara").get(f"/threads/{masked}").text


def test_a_reason_with_a_card_number_is_masked(desk, address):
    desk.cast.visit("ines").post(address, data={"reason": f"Is it {CARD}?"})
    assert CARD not in desk.cast.visit("sol").get("/admin/unsealings").text


def test_neither_logs_nor_events_nor_rows_hold_the_words(desk, address, caplog):
    with caplog.at_level(logging.DEBUG):
        desk.cast.visit("ines").post(address, data={"reason": WHY})
        desk.cast.work()
    assert "4242" not in caplog.text
    with desk.at_work() as session:
        for table in reversed(Event.metadata.sorted_tables):
            assert all("4242" not in repr(row) for row in session.execute(select(table)))


def test_staff_find_the_way_on_the_thread_and_on_the_case_and_others_do_not(desk, masked, address):
    assert address in desk.cast.visit("ines").get(f"/threads/{masked}").text
    assert address in desk.cast.visit("ines").get(f"/cases/{desk.case(masked).id}").text
    for who in ("mara", None):
        assert address not in desk.cast.visit(who).get(f"/threads/{masked}").text


def test_a_new_key_in_front_opens_what_was_sealed_with_the_old_one(desk, address):
    given = desk.app.extensions["settings"]
    new = Fernet.generate_key().decode()
    desk.app.extensions["settings"] = given.model_copy(update={"seal_keys": (new, *given.seal_keys)})
    assert CARD in desk.cast.visit("ines").post(address, data={"reason": WHY}).text
    desk.app.extensions["settings"] = given.model_copy(update={"seal_keys": (new,)})
    gone = desk.cast.visit("ines").post(address, data={"reason": WHY})
    assert (gone.status_code, CARD in gone.text) == (200, False)
    assert "the key it was sealed with is gone" in gone.text


def test_originals_are_destroyed_when_their_time_is_over_and_not_a_day_before(desk, address):
    with desk.at_work():
        assert sealing.destroy_old(now() + timedelta(days=29)) == 0
    assert counted(desk, SealedOriginal) == 1
    with desk.at_work():
        assert sealing.destroy_old(now() + timedelta(days=30, minutes=1)) == 1
        assert sealing.destroy_old(now() + timedelta(days=30, minutes=1)) == 0
    assert desk.cast.visit("ines").get(address).status_code == 404
    assert desk.cast.visit("ines").post(address, data={"reason": WHY}).status_code == 404


def test_old_originals_are_destroyed_some_hundreds_at_a_time(desk, masked, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    with desk.at_work() as session:
        key = desk.question(masked).id
        session.add_all(SealedOriginal(post_id=key, sealed=b"x", at=now() - timedelta(days=40)) for _ in range(5))
    gone = []
    for _ in range(4):
        with desk.at_work():
            gone.append(sealing.destroy_old())
    assert gone == [2, 2, 1, 0]


def test_what_its_author_took_back_is_read_by_nobody_and_destroyed_at_once(desk, masked, address):
    with desk.at_work():
        posts.remove(desk.question(masked), desk.person("mara"))
    assert desk.cast.visit("sol").get(address).status_code == 404
    desk.cast.work()
    assert counted(desk, SealedOriginal) == 0


def test_nobody_reads_hundreds_of_originals(limited):
    ines = limited.visit("ines")
    mara = limited.visit("mara")
    place = mara.post("/threads/new", data={"title": "Paid twice", "body": f"With {CARD}.", "tags": ""}).headers[
        "Location"
    ]
    assert "/threads/" in place
    answers = [ines.post("/posts/1/original", data={"reason": WHY}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
