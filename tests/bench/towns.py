"""Large towns for measuring: a hundred thousand threads, or fifty thousand cases, put straight into the tables."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from forum.redirects import way_of

START = datetime(2024, 11, 20, tzinfo=UTC)
CHANNELS = ("site", "twitter", "mastodon", "reddit")
WORDS = (
    "Have you tried to hold the button on the back for ten seconds and to wait until the middle light is white again?"
)
AWAY = "We are sorry to hear that. Please send us a DM with your account number and we will look into it."
BATCH = 5_000


def grow(app: Any, threads: int = 100_000, cases: int = 4_000, days: int = 730, seed: int = 7) -> None:
    """Threads over so many days, two answers and more for most, a third accepted; and open cases of the latest."""
    from forum.extensions import db

    with app.app_context():
        people, brands = _settle(random.Random(seed))
        _insert(_rows(random.Random(seed), threads, days, people, brands))
        db.session.execute(_cases(), [_case(key, threads, days) for key in range(threads - cases + 1, threads + 1)])
        db.session.commit()
        db.session.connection().exec_driver_sql("ANALYZE")
        db.session.commit()


def _settle(chance: random.Random) -> tuple[int, list[int]]:
    from forum.extensions import db
    from forum.models import User
    from forum.services import brands

    names = [{"name": f"person{n}", "email": f"p{n}@example.org", "password_hash": "!"} for n in range(1, 501)]
    for number, name in enumerate(names):
        name["role"] = "moderator" if number < 10 else "customer"
        name["reputation"] = 0 if number < 10 else chance.choice((0, 5, 20, 80, 400))
    db.session.execute(insert(User), names)
    return len(names), [brands.default_id(), *(brands.add(f"Brand {n}", f"brand-{n}").id for n in (2, 3))]


def _insert(rows: Iterator[tuple[str, dict[str, Any]]]) -> None:
    from forum.extensions import db
    from forum.models import Acceptance, Post, Thread

    tables = {"thread": Thread, "post": Post, "acceptance": Acceptance}
    waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    for name, row in rows:
        waiting[name].append(row)
        if len(waiting["post"]) >= BATCH:
            _flush(db.session, tables, waiting)
    _flush(db.session, tables, waiting)


def _flush(session: Any, tables: dict[str, Any], waiting: dict[str, list[dict[str, Any]]]) -> None:
    for name, table in tables.items():
        if waiting[name]:
            session.execute(insert(table).execution_options(render_nulls=True), waiting[name])
            waiting[name].clear()
    session.commit()


def _rows(chance: random.Random, threads: int, days: int, people: int, brands: list[int]) -> Iterator[Any]:
    post_id = 0
    for key in range(1, threads + 1):
        asked_at = START + timedelta(seconds=int(days * 86_400 * key / threads), microseconds=chance.randrange(10**6))
        asker = chance.randint(11, people)
        yield "thread", {
            "id": key, "kind": "question", "title": f"My Hearth drops its network at night, case {key}",
            "brand_id": brands[key % len(brands)], "channel": CHANNELS[key % len(CHANNELS)], "asker_id": asker,
            "created_at": asked_at, "active_at": asked_at,
        }  # fmt: skip
        post_id += 1
        yield "post", _post(post_id, key, "question", asker, asked_at, WORDS)
        solved = 0
        for _ in range(chance.choice((0, 1, 2, 2, 3, 4))):
            post_id += 1
            by = chance.randint(1, 10) if chance.random() < 0.4 else chance.randint(11, people)
            at = asked_at + timedelta(seconds=int(chance.lognormvariate(9, 2)))
            yield "post", _post(post_id, key, "answer", by, at, AWAY if chance.random() < 0.2 else WORDS)
            solved = solved or (post_id if chance.random() < 0.3 else 0)
        if solved:
            yield (
                "acceptance",
                {"thread_id": key, "post_id": solved, "by_id": asker, "at": asked_at + timedelta(days=3)},
            )


def _post(key: int, thread_id: int, kind: str, by: int, at: datetime, body: str) -> dict[str, Any]:
    words = {"body": body, "html": f"<p>{body}</p>", "created_at": at}
    return {
        "id": key,
        "thread_id": thread_id,
        "kind": kind,
        "author_id": by,
        "is_brand": by <= 10,
        "sends_to": way_of(body),
        **words,
    }


def _cases() -> Any:
    from moderation.models import Case

    return insert(Case).execution_options(render_nulls=True)


def _case(thread_id: int, threads: int, days: int) -> dict[str, Any]:
    opened = START + timedelta(days=days) - timedelta(minutes=(threads - thread_id) * 7 % 40_000)
    is_high = thread_id % 20 == 0
    state = "resolved" if thread_id % 9 == 8 else "pending" if thread_id % 9 == 7 else "open"
    is_held = thread_id % 50 == 3
    return {
        "thread_id": thread_id, "channel": CHANNELS[thread_id % 4], "brand_id": thread_id % 3 + 1, "state": state,
        "urgency": 0 if is_high else 1, "risk": 0.8 if is_high else 0.1,
        "reasons": [{"name": "legal threat", "words": ["lawyer"]}] if is_high else [],
        "opened_because": "risk" if is_high else "unanswered", "opened_at": opened,
        "due_at": opened + timedelta(hours=1 if is_high else 4),
        "claimed_by_id": thread_id % 10 + 1 if is_held else None, "claimed_at": opened if is_held else None,
        "active_at": opened if is_held else None, "escalated_at": opened if thread_id % 100 == 1 and state == "open" else None,
        "resolved_at": opened + timedelta(hours=3) if state == "resolved" else None,
    }  # fmt: skip
