"""The ledger: the number is its sum, and rows are never changed."""

from typing import Any

from sqlalchemy import select


def test_the_number_is_the_sum_of_the_ledger_after_any_history(app: Any, cast: Any):
    from forum.extensions import db
    from forum.models import Award, User
    from forum.services import posts, reputation, threads, votes

    with app.app_context():
        mara, theo, nils = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "theo", "nils"))
        asked = threads.ask(mara, "Orange light", "Why?")
        first, second = posts.answer(asked.thread_id, theo, "Wait."), posts.answer(asked.thread_id, nils, "Pull.")
        votes.cast(asked.post_id, theo, 1)
        votes.cast(first.id, mara, 1)
        votes.cast(first.id, nils, -1)
        votes.cast(first.id, mara, -1)
        threads.accept(asked.thread_id, first.id, mara)
        threads.accept(asked.thread_id, second.id, mara)
        votes.retract(first.id, nils)
        db.session.commit()
        db.session.expire_all()
        sums = {person.name: reputation.total(person.id) for person in (mara, theo, nils)}
        assert sums == {person.name: person.reputation for person in (mara, theo, nils)}
        assert sums == {"mara": 5 + 2, "theo": -2, "nils": 15}
        reasons = set(db.session.scalars(select(Award.reason)))
        assert {"answer.upvoted", "answer.upvoted.undone", "answer.accepted.undone"} <= reasons


def test_authors_from_elsewhere_earn_nothing_until_they_have_an_account(app: Any, cast: Any):
    from forum.database import now
    from forum.extensions import db
    from forum.models import Award, Identity, User
    from forum.services import threads, votes
    from forum.services.writing import Draft

    with app.app_context():
        tobi = Identity(channel="mastodon", handle="tobi")
        db.session.add(tobi)
        db.session.flush()
        asked = threads.ask_many([Draft(body="Same here", at=now(), title="Same here", identity_id=tobi.id)])[0]
        votes.cast(asked.post_id, db.session.get_one(User, cast.mara), 1)
        assert list(db.session.scalars(select(Award))) == []
