"""Figures about the whole forum, for machines that watch it: a few bounded statements, nothing about a person."""

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import func, select

from forum import engines
from forum.database import now
from forum.extensions import db
from forum.meters import Figure
from forum.models import Delivery, Heartbeat, LedgerEntry, OutgoingMail, Post, Thread, User
from forum.services import deliveries, mailing
from search.documents import IndexDamaged


def figures() -> Iterator[Figure]:
    """What there is, what waits, and since when."""
    yield from _contents()
    yield from _indexes()
    yield from _deliveries()
    yield from _mail()
    yield from _heartbeats()


def _contents() -> Iterator[Figure]:
    yield Figure("threads", "Threads that were not taken back.", _count(Thread))
    yield Figure("posts", "Posts that were not taken back.", _count(Post))
    people = select(func.count()).select_from(User).where(User.erased_at.is_(None))
    yield Figure("people", "Accounts.", db.session.scalar(people) or 0)
    entries = select(LedgerEntry.disposition, func.count()).group_by(LedgerEntry.disposition)
    found = {row[0]: float(row[1]) for row in db.session.execute(entries)}
    yield Figure("ledger_entries", "Messages that came in, by what became of them.", 0, "disposition", found)


def _indexes() -> Iterator[Figure]:
    """What the indexes hold; one that is damaged says nothing until it was rebuilt."""
    with suppress(IndexDamaged):
        yield Figure("index_documents", "Posts in the full-text index.", engines.full_text().count())
    with suppress(IndexDamaged):
        held = engines.similarity().count()
        yield Figure("similarity_documents", "Questions in the index of similar questions.", held)


def _count(model: type[Thread] | type[Post]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.deleted_at.is_(None))) or 0


def _deliveries() -> Iterator[Figure]:
    owed = deliveries.backlog()
    yield Figure("deliveries_open", "Events that a listener has not seen yet.", owed["open"])
    yield Figure("deliveries_failing", "Open deliveries that failed before.", owed["failing"])
    yield Figure("deliveries_dead", "Deliveries that were given up.", owed["dead"])
    waits = select(func.min(Delivery.next_at)).where(Delivery.done_at.is_(None), Delivery.dead_at.is_(None))
    yield Figure("deliveries_oldest_seconds", "How long the oldest open delivery is due.", _age(waits))


def _mail() -> Iterator[Figure]:
    owed = mailing.backlog()
    yield Figure("mail_waiting", "Mails that were not sent yet.", owed["waiting"])
    yield Figure("mail_dead", "Mails that were given up.", owed["dead"])
    ends = (OutgoingMail.sent_at, OutgoingMail.dead_at, OutgoingMail.dropped_at)
    waits = select(func.min(OutgoingMail.created_at)).where(*(end.is_(None) for end in ends))
    yield Figure("mail_oldest_seconds", "How long the oldest mail waits.", _age(waits))


def _age(query: object) -> float:
    at = db.session.scalar(query)  # type: ignore[call-overload]
    return max(0.0, (now() - at).total_seconds()) if at else 0.0


def _heartbeats() -> Iterator[Figure]:
    beats = db.session.execute(select(Heartbeat.name, Heartbeat.at))
    ages = {row.name: round((now() - row.at).total_seconds(), 1) for row in beats}
    yield Figure("heartbeat_age_seconds", "Since when the worker did not sweep, and no backup was.", 0, "name", ages)
