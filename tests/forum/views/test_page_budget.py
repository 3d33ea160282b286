"""What a page may cost: statements, never one a post; bytes; and no lists that grow with the forum."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests import scenes

GUEST, MEMBER, BYTES = 5, 8, 30_000
BODY = (
    "Fine all day. Every evening between seven and eight the point in the garden house disappears for ten minutes and "
    "comes back by itself. It is a Lantern 3 with one Lantern Point.\n\n1. moved it\n2. restarted both\n\n`rssi -81`"
)


@contextmanager
def statements(app: Any) -> Iterator[list[str]]:
    """Statements that reach the database inside the block; the BEGIN of a transaction is none."""
    from sqlalchemy import event

    from forum.extensions import db

    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def town(cast: Any) -> Any:
    """Thirty threads; `places` are one with 10 posts, and one with 40, each with votes, an acceptance and related ones."""
    cast.places = scenes.once(cast, filled)
    return cast


def filled(cast: Any) -> dict[str, str]:
    """Let all of it be said; gives the places."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import RelatedThread, User
    from forum.services import posts, threads, votes

    with cast.app.app_context():
        mara, theo, nils = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "theo", "nils"))
        start = now()
        made = [
            threads.ask(mara, f"Mesh point {i} drops at seven", BODY, ("mesh", "wifi"), at=start - timedelta(hours=i))
            for i in range(30)
        ]
        for asked, count in zip(made, (5, 20), strict=False):
            answers = [posts.answer(asked.thread_id, theo, BODY) for _ in range(count)]
            for i in range(count - 1):
                posts.comment(answers[i % 3], nils, "Quiet evening for the first time in weeks. Thank you.")
            votes.cast(answers[1].id, mara, 1)
            threads.accept(asked.thread_id, answers[0].id, mara)
            for rank, other in enumerate(made[5:10]):
                db.session.add(
                    RelatedThread(thread_id=asked.thread_id, rank=rank, related_id=other.thread_id, score=0.5)
                )
        db.session.commit()
    return {"ten": f"/threads/{made[0].thread_id}", "forty": f"/threads/{made[1].thread_id}"}


@pytest.mark.parametrize("reader", [None, "mara", "theo", "ines"])
@pytest.mark.parametrize(
    "place",
    [
        "ten",
        "forty",
        "/",
        "/?tab=active",
        "/?tag=mesh",
        "/?tab=unanswered",
        "/tags",
        "/search?q=mesh",
        "/search/quick?q=mes",
    ],
)
def test_a_page_needs_few_statements_and_none_a_post(town: Any, place: str, reader: str | None):
    client, address = town.visit(reader), town.places.get(place, place)
    with statements(town.app) as seen:
        response = client.get(address)
    assert response.status_code == 200
    assert len(seen) <= (MEMBER if reader else GUEST), "\n".join(seen)


@pytest.mark.parametrize("place", ["ten", "/"])
@pytest.mark.parametrize("reader", [None, "mara"])
def test_a_page_is_small(town: Any, place: str, reader: str | None):
    response = town.visit(reader).get(town.places.get(place, place))
    assert len(response.data) <= BYTES


def test_ten_posts_are_really_ten(town: Any):
    html = town.visit().get(town.places["ten"]).text
    assert len(re.findall(r'id="post-\d+"', html)) == 10


def test_a_guests_page_names_every_part_once_and_leaves_no_empty_heading(town: Any):
    html = town.visit().get(town.places["forty"]).text
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
