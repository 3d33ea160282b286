"""Posts that reply to each other in a circle, so that none is above the others: one stub, opened by the earliest."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import false, select, true, update

from forum import markup
from forum.extensions import db
from forum.models import LedgerEntry, Origin, Post, Thread
from forum.services.import_moves import forget
from forum.services.import_places import Home, Key
from forum.services.origins import Places, Waiter


def close(circle: Sequence[Waiter], places: Places) -> None:
    """Make one stub of those that hang on each other. The earliest post of the circle opens it and stays waiting."""
    stub_ids = [waiter.home.id for waiter in circle]
    members = _around(circle[0].key, _posts(stub_ids))
    top = min(members, key=lambda row: (row.created_at.timestamp(), row.external_id))
    home = circle[0].home
    _write(home.id, stub_ids, top, [waiter.spot.post_id for waiter in circle])
    _follow(circle, home, top, places)


def _posts(stub_ids: Sequence[int]) -> dict[Key, Any]:
    columns = (
        Origin.channel,
        Origin.external_id,
        Origin.parent_external_id,
        Post.id,
        Post.body,
        Post.identity_id,
        Post.created_at,
        Thread.active_at,
    )
    rows = select(*columns).join(Post, Post.id == Origin.post_id).join(Thread, Thread.id == Origin.thread_id)
    found = db.session.execute(rows.where(Origin.thread_id.in_(stub_ids)))
    return {(row.channel, row.external_id): row for row in found}


def _around(start: Key, posts: Mapping[Key, Any]) -> list[Any]:
    """The posts of the circle, from `start` from child to parent until it comes back."""
    found: dict[Key, Any] = {}
    while start not in found:
        found[start] = posts[start]
        start = (start[0], posts[start].parent_external_id)
    return list(found.values())


def _write(home_id: int, stub_ids: Sequence[int], top: Any, opening_ids: Sequence[int]) -> None:
    run = db.session.connection().execute
    within = Post.thread_id.in_(stub_ids)
    run(update(Post).where(within, Post.id != top.id).values(thread_id=home_id, kind="comment", parent_id=top.id))
    run(update(Post).where(Post.id == top.id).values(thread_id=home_id, kind="question", parent_id=None))
    run(update(Origin).where(Origin.thread_id.in_(stub_ids)).values(thread_id=home_id))
    run(update(Origin).where(Origin.post_id.in_(opening_ids)).values(is_waiting=false()))
    run(update(Origin).where(Origin.post_id == top.id).values(is_waiting=true()))
    _enter(opening_ids, "waiting", "reply")
    _enter([top.id], "reply", "waiting")
    facts = {"title": markup.title_of(top.body), "asker_identity_id": top.identity_id, "created_at": top.created_at}
    run(update(Thread).where(Thread.id == home_id).values(**facts))
    forget([stub_id for stub_id in stub_ids if stub_id != home_id])


def _enter(post_ids: Sequence[int], before: str, after: str) -> None:
    these = (LedgerEntry.post_id.in_(post_ids), LedgerEntry.disposition == before)
    db.session.connection().execute(update(LedgerEntry).where(*these).values(disposition=after))


def _follow(circle: Sequence[Waiter], home: Home, top: Any, places: Places) -> None:
    """Let what is known in memory agree."""
    opening = places.of_post(top.id, home)
    for waiter in circle:
        waiter.spot.kind, waiter.spot.under = "comment", opening
        if waiter.home is not home:
            waiter.home.moved_to = home
    opening.home, opening.kind, opening.under = home, "question", None
    home.asker_identity_id = top.identity_id
