"""Parting an echo from the question that it was taken for: it becomes a question of its own, with replies to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from forum import markup, settings, wording
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Echo, LedgerEntry, Origin, Parting, Post, SealedOriginal, Thread, User, Wording
from forum.redaction.masking import MARKERS
from forum.services import echoes, hidings, holding, threads
from forum.services.threads import Asked
from forum.services.writing import Draft, Written


def part(echo_id: int, by: User, at: datetime | None = None) -> int | None:
    """Say that this is not the same: gives the id of its own thread. Both are never taken for one again.

    Said again it changes nothing. None when there never was such an echo.
    """
    at, echo = at or now(), db.session.get(Echo, echo_id, populate_existing=True, with_for_update=True)
    if echo is None:
        return parted(echo_id)
    before = holding.locked(echo.thread_id)
    asked = _asked(echo, before)
    db.session.add(Parting(thread_id=asked.thread_id, from_id=before.id, echo_id=echo.id, by_id=by.id, at=at))
    _hand_over(echo, asked, at)
    _take_replies(echo, asked, before.id)
    db.session.delete(echo)
    db.session.flush()
    threads.move_acceptance(before.id, asked.thread_id, by, at)
    echoes.recount([before.id])
    hidings.recount([before.id, asked.thread_id])
    record("echo.parted", asked.thread_id, asked.post_id, by.id, at=at, threads=[before.id, asked.thread_id])
    return asked.thread_id


def parted(echo_id: int) -> int | None:
    """The thread that an echo of this number became; None when none did."""
    rows = select(Parting.thread_id).where(Parting.echo_id == echo_id).order_by(Parting.at.desc())
    return db.session.scalars(rows.limit(1)).first()


def _asked(echo: Echo, before: Thread) -> Asked:
    text = Written(echo.body, markup.render_plain(echo.body), None)
    draft = Draft(
        body=echo.body,
        at=echo.said_at,
        title=markup.title_of(echo.body),
        identity_id=echo.identity_id,
        is_markdown=False,
        brand_id=before.brand_id,
        channel=echo.channel,
        ready=text,
    )
    return threads.ask_many([draft])[0]


def _hand_over(echo: Echo, asked: Asked, at: datetime) -> None:
    """Where it came from, the ledger's word for it, its sealed original, and how copies of it are known."""
    kept: dict[str, Any] = {"channel": echo.channel, "source": echo.source, "external_id": echo.external_id}
    kept |= {"url": echo.url, "extra": echo.extra, "is_waiting": False}
    db.session.execute(insert(Origin), [{"post_id": asked.post_id, "thread_id": asked.thread_id, **kept}])
    entries = LedgerEntry.echo_id == echo.id
    opened = update(LedgerEntry).where(entries, LedgerEntry.disposition == "echo").values(disposition="thread")
    db.session.execute(opened)
    db.session.execute(update(LedgerEntry).where(entries).values(post_id=asked.post_id, echo_id=None))
    if any(marker in echo.body for marker in MARKERS.values()):
        _copy_original(echo.thread_id, asked.post_id)
        return
    said = wording.of(echo.body, settings.current().secret_key)
    if said is not None:
        brand_id = db.session.get_one(Thread, asked.thread_id).brand_id
        span = {"first_at": echo.said_at, "last_at": echo.said_at, "at": at}
        db.session.add(Wording(thread_id=asked.thread_id, brand_id=brand_id, key=said.key, text=said.text, **span))


def _copy_original(thread_id: int, post_id: int) -> None:
    """What masks something is an echo only when it is a copy: what the first question really said, it said."""
    rows = select(SealedOriginal.sealed, SealedOriginal.at).join(Post, Post.id == SealedOriginal.post_id)
    row = db.session.execute(rows.where(Post.thread_id == thread_id, Post.kind == "question")).first()
    if row is not None:
        db.session.add(SealedOriginal(post_id=post_id, sealed=row.sealed, at=row.at))


def _take_replies(echo: Echo, asked: Asked, from_id: int) -> None:
    """What replies to it on its network, and what replies to that, goes along."""
    opening = select(Post.id).where(Post.thread_id == from_id, Post.kind == "question").scalar_subquery()
    above = [echo.external_id]
    while above:
        rows = select(Post.id, Origin.external_id).join(Origin, Origin.post_id == Post.id)
        is_below = (Origin.channel == echo.channel, Origin.parent_external_id.in_(above), Post.thread_id == from_id)
        found: list[Any] = list(db.session.execute(rows.where(*is_below)))
        ids, above = [row.id for row in found], [row.external_id for row in found]
        moved = update(Post).where(Post.id.in_(ids))
        db.session.execute(moved.where(Post.parent_id == opening).values(parent_id=asked.post_id))
        db.session.execute(moved.values(thread_id=asked.thread_id))
        db.session.execute(update(Origin).where(Origin.post_id.in_(ids)).values(thread_id=asked.thread_id))
    here = select(Post.id).where(Post.thread_id == asked.thread_id, Post.kind == "answer")
    comments = update(Post).where(Post.parent_id.in_(here), Post.thread_id == from_id)
    db.session.execute(comments.values(thread_id=asked.thread_id).execution_options(synchronize_session=False))
