"""Erasing an account: nothing personal stays anywhere, and all that is others' does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import chores
from forum.database import now
from forum.extensions import db
from forum.models import Award, Erasure, Event, Identity, Notification, Post, SealedOriginal, Thread, User, Vote
from forum.services import erasures, rows
from forum.services.accounts import by_name
from tests.forum import talk
from tests.stage import build


@pytest.fixture
def stage(cast):
    """The whole stage, where Nils says something of himself and Mara is called by her name elsewhere."""
    built = build(cast)
    with cast.app.app_context():
        nils = db.session.get_one(User, cast.nils)
        nils.about, nils.locale, nils.zone = "qxaboutqx", "en_IE", "Europe/Dublin"
        db.session.add(Identity(channel="twitter", handle="someone", user_id=nils.id))
        db.session.commit()
    return built


def everything(app) -> str:
    """All rows of all tables, as text."""
    with app.app_context(), db.engine.connect() as connection:
        return "".join(line.decode() for table in rows.tables(connection) for line in rows.lines(connection, table))


def erase(cast, who, with_words=False) -> int:
    with cast.app.app_context():
        taken = chores.erase(db.session.get_one(User, cast.ids[who]), with_words)
    cast.work()
    return taken


def count(app, query) -> int:
    with app.app_context():
        return db.session.scalar(query)


def test_nothing_personal_stays_and_words_do(stage):
    cast = stage.cast
    assert all(word in everything(cast.app) for word in ('"nils"', "nils@example.org", "qxaboutqx", "Europe/Dublin"))
    erase(cast, "nils")
    kept = everything(cast.app)
    assert not [word for word in ('"nils"', "nils@", "qxaboutqx", "en_IE", "Europe/Dublin", "$argon2") if word in kept]
    page = talk.page(cast, f"/threads/{stage.places['solved']}")
    assert "amber stork socket" in page
    assert f"somebody-who-left-{cast.nils}" in page
    assert ">nils<" not in page


def test_whom_an_anonymous_asker_asked_does_not_learn_who_it_was_once_they_have_left(stage):
    from forum.models import Candidate
    from forum.services import threads

    cast = stage.cast
    with cast.app.app_context():
        nils = db.session.get_one(User, cast.nils)
        asked = threads.ask(nils, "How do I keep somebody out", "He has the key.", pseudonym="Quiet Heron").thread_id
        db.session.add(Candidate(thread_id=asked, user_id=cast.theo, rank=1, score=1.0, tag="lock", tag_count=1))
        db.session.commit()
    assert cast.visit("nils").post(f"/threads/{asked}/requests", data={"person": cast.theo}).status_code == 303
    erase(cast, "nils")
    for address in (f"/threads/{asked}", "/answering"):
        read = talk.page(cast, address, "theo")
        assert "How do I keep somebody out" in read
        assert f"somebody-who-left-{cast.nils} asks" not in read


def test_rows_of_their_own_go_and_those_of_others_stay(stage):
    cast = stage.cast
    theo = count(cast.app, select(User.reputation).where(User.id == cast.theo))
    votes = count(cast.app, select(func.count()).select_from(Vote))
    erase(cast, "nils")
    own = select(func.count()).where(Notification.user_id == cast.nils)
    sealed = select(func.count()).select_from(SealedOriginal).join(Post).where(Post.author_id == cast.nils)
    assert count(cast.app, own) == count(cast.app, sealed) == 0
    assert count(cast.app, select(Identity.user_id).where(Identity.handle == "someone")) is None
    assert count(cast.app, select(func.count()).select_from(Vote)) == votes
    assert count(cast.app, select(User.reputation).where(User.id == cast.theo)) == theo
    with cast.app.app_context():
        earned = select(func.coalesce(func.sum(Award.points), 0)).where(Award.user_id == User.id).scalar_subquery()
        assert not db.session.scalars(select(User.name).where(User.reputation != earned)).all()


def test_with_words_all_posts_are_stubs_and_titles_say_nothing(stage):
    cast = stage.cast
    talk.answer(cast, talk.ask(cast, "nils", "Where I live there is no fibre"))
    talk.comment(cast, stage.places["answer"], "nils", "I am the only bookbinder of the village.")
    assert erase(cast, "nils", with_words=True) > 3
    kept = everything(cast.app)
    assert not [
        word
        for word in ("no fibre", "bookbinder", "purple walrus", "amber stork", "qxhiddena", "qxhiddenq", "qxhiddenti")
        if word in kept
    ]
    assert count(cast.app, select(func.count()).where(Post.author_id == cast.nils, Post.deleted_at.is_(None))) == 0
    assert count(cast.app, select(func.count()).where(Thread.title == erasures.TITLE)) >= 1
    assert "Pull the plug" in kept  # what others wrote below stays


def test_the_name_is_free_and_sessions_are_over(stage):
    cast = stage.cast
    before = cast.visit("nils")
    erase(cast, "nils")
    assert before.get("/settings").status_code == 302
    assert cast.visit().get("/people/nils").status_code == 404
    assert cast.visit().get(f"/people/somebody-who-left-{cast.nils}").status_code == 200
    free = {"name": "nils", "email": "nils@example.org", "password": "a lantern on the porch"}
    assert cast.visit().post("/register", data=free).status_code == 303
    taken = {**free, "name": "somebody-who-left-99", "email": "x@example.org"}
    assert cast.visit().post("/register", data=taken).status_code == 422


def test_the_index_forgets_the_name(stage):
    cast = stage.cast
    cast.work()
    assert "amber stork socket" in talk.page(cast, "/search?q=by:nils")
    erase(cast, "nils")
    assert "amber stork socket" not in talk.page(cast, "/search?q=by:nils")
    assert "amber stork" in talk.page(cast, f"/search?q=by:somebody-who-left-{cast.nils}")


def test_it_is_done_when_the_days_of_grace_are_over_and_not_before(stage):
    cast, asked = stage.cast, now()
    with cast.app.app_context():
        erasures.ask(db.session.get_one(User, cast.nils), False, asked)
        db.session.commit()
        chores.erase_due(lambda: asked + erasures.GRACE - timedelta(seconds=1))
        assert by_name("nils") is not None
        chores.erase_due(lambda: asked + erasures.GRACE)
        assert by_name("nils") is None
        assert db.session.scalars(select(Erasure)).one().done_at == asked + erasures.GRACE
        assert db.session.scalar(select(func.count()).where(Event.name == "account.erased")) == 1


def test_an_erasure_that_was_interrupted_goes_on(stage, monkeypatch):
    cast = stage.cast
    monkeypatch.setattr(erasures, "AT_ONCE", 1)
    with cast.app.app_context():
        nils = db.session.get_one(User, cast.nils)
        erasures.ask(nils, True, now() - erasures.GRACE)
        erasures.take_words_back(nils)  # and then the worker was killed
        db.session.commit()
        chores.erase_due()
        assert db.session.scalar(select(func.count()).where(Post.author_id == cast.nils, Post.body != "")) == 0
        assert by_name("nils") is None


def test_the_last_admin_cannot_go(cast):
    with cast.app.app_context():
        sol = db.session.get_one(User, cast.sol)
        for act in (lambda: erasures.ask(sol, False), lambda: erasures.erase(sol)):
            with pytest.raises(erasures.LastAdminError):
                act()
        db.session.get_one(User, cast.priya).role = "admin"
        erasures.erase(sol)
        db.session.commit()
        assert by_name("sol") is None


def test_who_wants_to_leave_is_written_to(stage):
    from forum.models import OutgoingMail

    cast = stage.cast
    with cast.app.app_context():
        erasures.ask(db.session.get_one(User, cast.nils), False)
        db.session.commit()
    cast.work()
    subject = select(OutgoingMail.body).where(OutgoingMail.subject.like("%will be erased%"))
    assert "/settings/leaving" in count(cast.app, subject)
