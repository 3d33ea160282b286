"""A notice for a thread with 10,000 followers: what the request pays, and how long the worker needs until all have it."""

import time
from collections.abc import Iterator
from itertools import count
from statistics import median
from typing import Any

from tests.bench.bars import Bar
from tests.bench.places import fill, forum

FOLLOWERS = 10_000
MINUTES = count(2)
ANSWERS = 3


def bars() -> Iterator[Bar]:
    """Answer in a quiet thread and in one that many follow; then let the worker tell them."""
    with forum() as app:
        followed, quiet = fill(app, threads=2, answers=1, comments=0), fill_one_more(app)
        gather(app, followed)
        drain(app)
        dear, cheap = cost_of_answering(app, followed), cost_of_answering(app, quiet)
        yield Bar("answering where 10,000 follow, beside where one does", dear / cheap, 1.5, "times")
        drain(app)
        before = notices(app)
        answer(app, followed)
        start = time.process_time()
        drain(app)
        yield Bar("  CPU of the worker until all 10,000 have their notice", time.process_time() - start, 10, "s")
        yield Bar("  followers who have it", notices(app) - before, FOLLOWERS, "", is_floor=True)


def fill_one_more(app: Any) -> int:
    """One more thread by the same people."""
    from forum.app import commit
    from forum.extensions import db
    from forum.models import User
    from forum.services import threads

    with app.app_context():
        asked = threads.ask(db.session.get_one(User, 1), "Quiet thread", "Nobody follows this.")
        commit()
        return asked.thread_id


def gather(app: Any, thread_id: int) -> None:
    """Let 10,000 people follow a thread."""
    from sqlalchemy import insert, select

    from forum.database import now
    from forum.extensions import db
    from forum.models import Following, User

    with app.app_context():
        names = [f"follower{n}" for n in range(FOLLOWERS)]
        rows = [{"name": n, "email": f"{n}@example.org", "password_hash": "!"} for n in names]
        db.session.execute(insert(User), [{**row, "name_key": row["name"], "email_key": row["email"]} for row in rows])
        ids = db.session.scalars(select(User.id).where(User.name.like("follower%"))).all()
        db.session.execute(insert(Following), [{"thread_id": thread_id, "user_id": key, "at": now()} for key in ids])
        db.session.commit()


def cost_of_answering(app: Any, thread_id: int) -> float:
    """CPU seconds of one answer, the median of some."""
    spent = []
    for _ in range(ANSWERS):
        start = time.process_time()
        answer(app, thread_id)
        spent.append(time.process_time() - start)
    return median(spent)


def answer(app: Any, thread_id: int) -> None:
    """Answer in a request, as a browser does."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "3:0", True
    body = f"Pull the plug and wait {next(MINUTES)} minutes."  # the same words again would be no new answer
    response = client.post(f"/threads/{thread_id}/answers", data={"body": body})
    assert response.status_code == 303, response.status_code


def drain(app: Any) -> None:
    """Let the worker do all that is due."""
    from forum.services import deliveries

    with app.app_context():
        deliveries.deliver_due()


def notices(app: Any) -> int:
    """How many notices followers have."""
    from sqlalchemy import func, select

    from forum.extensions import db
    from forum.models import Notification

    with app.app_context():
        return db.session.scalar(select(func.count()).where(Notification.kind == "thread.continued")) or 0
