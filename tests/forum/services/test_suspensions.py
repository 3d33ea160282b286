"""Kept out for a while: sessions end at once, the door says until when and why, and it ends by itself."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from forum import passwords
from forum.database import now
from forum.extensions import db
from forum.models import OutgoingMail, PublicAct, User
from forum.services import accounts
from tests.forum import talk

PASSWORD = "a porch light that stays on"


def suspend(cast: Any, days: float = 7, name: str = "nils", ago: float = 0) -> None:
    with cast.app.app_context():
        at = now() - timedelta(days=ago)
        who, by = (db.session.get_one(User, cast.ids[each]) for each in (name, "ines"))
        who.password_hash = passwords.hashed(PASSWORD)
        assert accounts.suspend(who, by, "Advertising again and again", at + timedelta(days=days), at)
        db.session.commit()
    cast.work()


def log_in(cast: Any) -> Any:
    return cast.visit().post("/login", data={"name": "nils", "password": PASSWORD})


def test_sessions_end_at_once_and_the_door_says_until_when_and_why(cast: Any):
    thread_id = talk.ask(cast)
    nils = cast.visit("nils")
    suspend(cast)
    sent_away = nils.post(f"/threads/{thread_id}/answers", data={"body": "Buy lamps"})
    door = nils.get(sent_away.headers["Location"]).text
    assert "suspended until" in door
    assert "Advertising again and again" in door
    refused = log_in(cast)
    assert refused.status_code == 422
    assert "Advertising again and again" in refused.text


def test_who_does_not_know_the_password_learns_nothing(cast: Any):
    suspend(cast)
    answer = cast.visit().post("/login", data={"name": "nils", "password": "not the password"})
    assert "suspended" not in answer.text
    assert "suspended" not in talk.page(cast, "/people/nils", "mara")
    assert "suspended" not in talk.page(cast, "/login")


def test_it_ends_by_itself(cast: Any):
    suspend(cast, days=7, ago=7.01)
    assert log_in(cast).status_code == 303
    with cast.app.app_context():
        accounts.end_suspensions()
        db.session.commit()
        user = db.session.get_one(User, cast.nils)
        assert (user.suspended_at, user.suspended_until, user.is_active) == (None, None, True)


def test_old_sessions_stay_closed_when_it_is_over(cast: Any):
    nils = cast.visit("nils")
    suspend(cast, days=7, ago=7.01)
    assert nils.get("/settings").status_code == 302


def test_a_mail_says_until_when_and_why_unless_it_was_lifted_meanwhile(cast: Any):
    suspend(cast)
    with cast.app.app_context():
        letter = db.session.scalars(select(OutgoingMail)).one()
        assert (letter.recipient, "Advertising again" in letter.body) == ("nils@example.org", True)


def test_the_log_gives_reason_and_length_but_no_name(cast: Any):
    suspend(cast)
    log = talk.page(cast, "/log")
    assert "Suspended an account for 7 days" in log
    assert "Advertising again and again" in log
    assert "nils" not in log


def test_it_can_end_early_and_the_log_says_so(cast: Any):
    suspend(cast)
    ended = cast.visit("omar").delete("/people/nils/suspension", data={"reason": "It was his brother"})
    assert ended.status_code == 303
    assert log_in(cast).status_code == 303
    assert "It was his brother" in talk.page(cast, "/log")
    with cast.app.app_context():
        assert db.session.scalars(select(PublicAct.lifted_reason)).one() == "It was his brother"


def test_staff_cannot_be_suspended_and_nobody_twice(cast: Any):
    form = {"days": "7", "reason": "Rude"}
    for name in ("ines", "priya", "sol"):
        assert cast.visit("sol").post(f"/people/{name}/suspension", data=form).status_code == 403
    cast.visit("ines").post("/people/nils/suspension", data=form)
    cast.visit("omar").post("/people/nils/suspension", data={**form, "days": "365"})
    assert "Suspended an account for 365" not in talk.page(cast, "/log")


def test_who_has_left_for_good_is_not_let_in_again(cast: Any):
    from forum import chores

    with cast.app.app_context():
        chores.erase(db.session.get_one(User, cast.nils), False)
    assert cast.visit("ines").delete(
        f"/people/somebody-who-left-{cast.nils}/suspension", data={"reason": "Let them in"}
    ).status_code in (303, 404)
    with cast.app.app_context():
        assert db.session.get_one(User, cast.nils).suspended_at is not None
