"""An unjust hiding and its second look: reported in anger, hidden in haste, appealed, and put right by somebody else."""

from typing import Any

from sqlalchemy import select

from tests.forum import talk

WORDS = "Turn the breaker off first, then take the plug out with a dry cloth."


def test_an_unjust_hiding_is_put_right_by_a_second_look(cast: Any):
    from forum.extensions import db
    from forum.models import Hiding, PublicAct, Thread, User
    from moderation.models import Appeal, Case

    thread_id = talk.ask(cast)
    post_id = talk.answer(cast, thread_id, "theo", WORDS)
    cast.visit("mara").post(f"/posts/{post_id}/acceptance")
    cast.work()
    with cast.app.app_context():
        earned, solved_at = (
            db.session.get_one(User, cast.theo).reputation,
            db.session.get_one(Thread, thread_id).solved_at,
        )

    nils = cast.visit("nils")
    form = nils.get(f"/posts/{post_id}/flags").text
    assert "Dangerous advice" in form
    reported = nils.post(f"/posts/{post_id}/flags", data={"reason": "4", "words": "He will kill somebody"})
    assert reported.status_code == 303
    cast.work()

    ines = cast.visit("ines")
    assert "reported once" in ines.get("/moderation/queue").text
    with cast.app.app_context():
        case_id = db.session.scalars(select(Case.id).where(Case.thread_id == thread_id)).one()
    assert "He will kill somebody" in ines.get(f"/cases/{case_id}").text
    ines.post(f"/posts/{post_id}/hiding", data={"chosen": "10", "reason": "breakers are for electricians"})
    cast.work()
    assert WORDS not in talk.page(cast, f"/threads/{thread_id}")
    assert "agreed with your report" in talk.page(cast, "/notices", "nils")
    told = talk.page(cast, "/notices", "theo")
    assert "breakers are for electricians" in told
    assert f"/posts/{post_id}/appeal" in told

    theo = cast.visit("theo")
    copy = talk.page(cast, f"/posts/{post_id}/appeal", "theo")
    assert WORDS in copy
    assert "breakers are for electricians" in copy
    assert theo.post(f"/posts/{post_id}/appeal", data={"words": " "}).status_code == 422
    asked = theo.post(f"/posts/{post_id}/appeal", data={"words": "The manual says it word for word, page 4."})
    assert asked.status_code == 303
    cast.work()

    case = ines.get(f"/cases/{case_id}").text
    assert "somebody else decides" in case
    with cast.app.app_context():
        appeal_id = db.session.scalars(select(Appeal.id)).one()
        assert db.session.get_one(Case, case_id).state == "open"
    assert ines.post(f"/appeals/{appeal_id}/refusal", data={"reason": "I was right"}).status_code == 403
    assert ines.delete(f"/posts/{post_id}/hiding", data={"reason": "Never mind"}).status_code == 409
    assert ines.post(f"/cases/{case_id}/resolution", data={"reason": "Done"}).status_code == 409

    omar = cast.visit("omar")
    assert "page 4" in omar.get(f"/cases/{case_id}").text
    assert omar.post(f"/appeals/{appeal_id}/granting", data={"reason": ""}).status_code == 422
    granted = omar.post(f"/appeals/{appeal_id}/granting", data={"reason": "It is the manual's own advice."})
    assert granted.status_code == 303
    cast.work()

    assert WORDS in talk.page(cast, f"/threads/{thread_id}")
    assert "own advice" in talk.page(cast, "/notices", "theo")
    log = talk.page(cast, "/log")
    assert "Shown again after another moderator looked" in log
    assert "ines" not in log
    assert omar.post(f"/appeals/{appeal_id}/refusal", data={"reason": "Or not"}).status_code == 409
    with cast.app.app_context():
        assert db.session.get_one(Thread, thread_id).solved_at == solved_at
        assert db.session.get_one(User, cast.theo).reputation == earned
        assert db.session.get_one(Case, case_id).state == "resolved"
        hiding = db.session.scalars(select(Hiding)).one()
        assert (hiding.by_id, hiding.lifted_by_id) == (cast.ines, cast.omar)
        assert db.session.scalars(select(PublicAct.lifted_because)).all() == ["appeal"]
