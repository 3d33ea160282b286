"""The ledger of imports: what became of every message that came in, and whether it all adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from forum.channels.base import LONGEST_NAME, Message, Rejection
from forum.database import IN_ONE_STATEMENT
from forum.extensions import db
from forum.models import Echo, ImportRun, LedgerEntry, Origin, Post
from forum.services.import_batch import Arrival
from forum.services.import_places import Key
from forum.services.origins import Places
from forum.services.paging import Page

DISPOSITIONS = {
    "thread": "threads",
    "reply": "replies",
    "echo": "echoes",
    "duplicate": "duplicates",
    "waiting": "waiting",
}
STORED = ("thread", "reply", "waiting")
PAGE = 100
DAYS = 30


@dataclass(slots=True)
class Day:
    """What became of one channel's messages of one day (ISO date). `missing`: stored posts that no entry tells of."""

    channel: str
    day: str
    threads: int = 0
    echoes: int = 0
    replies: int = 0
    duplicates: int = 0
    rejected: int = 0
    waiting: int = 0
    missing: int = 0

    @property
    def read(self) -> int:
        """All of them."""
        return self.threads + self.echoes + self.replies + self.duplicates + self.rejected + self.waiting


def enter(
    run_id: int, at: datetime, messages: Sequence[Message], arrivals: Mapping[Key, Arrival], places: Places
) -> None:
    """Write one entry a message, in the transaction that makes it true."""
    rows = [
        {"run_id": run_id, "line": each.line, "channel": each.channel, **_told(each, at, arrivals, places)}
        for each in messages
    ]
    if rows:
        db.session.execute(insert(LedgerEntry).execution_options(**IN_ONE_STATEMENT), rows)
    db.session.execute(update(ImportRun).where(ImportRun.id == run_id).values(lines=ImportRun.lines + len(rows)))


def _told(message: Message, at: datetime, arrivals: Mapping[Key, Arrival], places: Places) -> dict[str, Any]:
    told: dict[str, Any] = {
        "external_id": message.external_id[:LONGEST_NAME],
        "reason": "",
        "text": "",
        "post_id": None,
        "echo_id": None,
    }
    if isinstance(message, Rejection):
        return {**told, "day": _day(at), "disposition": "rejected", "reason": message.reason, "text": message.text}
    arrival = arrivals.get(message.key)
    is_first = arrival is not None and arrival.post is message
    disposition = arrival.disposition if arrival and is_first else "duplicate"
    spot = places.by_key[message.key]
    stored = {"post_id": spot.post_id or None, "echo_id": spot.echo_id}
    return {**told, "day": _day(message.created_at), "disposition": disposition, **stored}


def _day(at: datetime) -> str:
    return at.date().isoformat()


def counts_of(run_id: int) -> dict[str, Any]:
    """What became of the messages of one run, as things stand now.

    `echoes` says how many of `replies` repeat a question, and `orphans` how many of `waiting` are orphans: neither is
    added again.
    """
    return _counts(_by_disposition().where(LedgerEntry.run_id == run_id))


def totals(channel: str = "") -> dict[str, Any]:
    """What became of the messages of all runs (of one channel), and whether it balances."""
    query = _by_disposition()
    counts = _counts(query.where(LedgerEntry.channel == channel) if channel else query)
    return {**counts, "balanced": is_balanced(channel)}


def _by_disposition() -> Any:
    columns = (LedgerEntry.disposition, LedgerEntry.reason)
    return select(*columns, func.count().label("count")).group_by(*columns).order_by(LedgerEntry.reason)


def _counts(query: Select[*tuple[Any, ...]]) -> dict[str, Any]:
    counts: dict[str, Any] = {"read": 0, **dict.fromkeys(DISPOSITIONS.values(), 0), "rejected": {}}
    for row in db.session.execute(query):
        counts["read"] += row.count
        if row.disposition == "rejected":
            counts["rejected"][row.reason] = row.count
        else:
            counts[DISPOSITIONS[row.disposition]] += row.count
    counts["replies"] += counts["echoes"]
    return {**counts, "orphans": counts["waiting"]}


def is_balanced(channel: str = "") -> bool:
    """Whether every message read has one entry, every stored post just one that says so, and all that waits is told."""
    return not any(imbalances(channel).values())


def imbalances(channel: str = "") -> dict[str, int]:
    """Where ledger and tables disagree, each 0 when all is well.

    `lost`: messages read that have no entry; `missing`: stored posts and echoes without an entry; `doubled`: entries
    beyond one each; `waiting`: entries that wait more (or fewer) than posts do.
    """
    entries: list[Any] = [LedgerEntry.disposition.in_(STORED), LedgerEntry.post_id.is_not(None)]
    posts = [Origin.channel == channel] if channel else []
    if channel:
        entries.append(LedgerEntry.channel == channel)
    told = select(func.count()).where(*entries)
    different = select(func.count(LedgerEntry.post_id.distinct())).where(*entries)
    echoes = (LedgerEntry.disposition == "echo", *([LedgerEntry.channel == channel] if channel else []))
    echoed = select(func.count(LedgerEntry.id) - func.count(LedgerEntry.echo_id.distinct())).where(*echoes)
    waiting_posts = select(func.count()).where(Origin.is_waiting, *posts)
    return {
        "lost": 0
        if channel
        else _count(select(func.sum(ImportRun.lines))) - _count(select(func.count(LedgerEntry.id))),
        "missing": _count(_untold(func.count()).where(*posts)) + _count(_untold_echoes(channel)),
        "doubled": _count(told) - _count(different) + _count(echoed),
        "waiting": _count(told.where(LedgerEntry.disposition == "waiting")) - _count(waiting_posts),
    }


def _count(query: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(query) or 0


def _untold(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Imported posts of which no entry tells how they came in."""
    entry = (LedgerEntry.post_id == Origin.post_id) & LedgerEntry.disposition.in_(STORED)
    return select(*columns).select_from(Origin).outerjoin(LedgerEntry, entry).where(LedgerEntry.id.is_(None))


def _untold_echoes(channel: str) -> Select[*tuple[Any, ...]]:
    entry = (LedgerEntry.echo_id == Echo.id) & (LedgerEntry.disposition == "echo")
    rows = select(func.count()).select_from(Echo).outerjoin(LedgerEntry, entry).where(LedgerEntry.id.is_(None))
    return rows.where(Echo.channel == channel) if channel else rows


def by_day(before: str = "", limit: int = DAYS) -> list[Day]:
    """What became of the messages of the newest days (before an ISO date), by day and channel, the newest first."""
    days = select(LedgerEntry.day).distinct().order_by(LedgerEntry.day.desc()).limit(limit)
    wanted = list(db.session.scalars(days.where(LedgerEntry.day < before) if before else days))
    found: dict[tuple[str, str], Day] = {}
    columns = (LedgerEntry.day, LedgerEntry.channel, LedgerEntry.disposition)
    rows = select(*columns, func.count().label("count")).where(LedgerEntry.day.in_(wanted)).group_by(*columns)
    for row in db.session.execute(rows):
        day = found.setdefault((row.day, row.channel), Day(row.channel, row.day))
        setattr(day, DISPOSITIONS.get(row.disposition, "rejected"), row.count)
    for channel, at in db.session.execute(
        _untold(Origin.channel, Post.created_at).join(Post, Post.id == Origin.post_id)
    ):
        if _day(at) in wanted:
            found.setdefault((_day(at), channel), Day(channel, _day(at))).missing += 1
    in_order = sorted(found.values(), key=lambda each: each.channel)
    return sorted(in_order, key=lambda each: each.day, reverse=True)


def rejected(older: int | None = None, limit: int = PAGE) -> Page:
    """Rejected messages (id, file, line, channel, reason, text), the latest first, below the entry `older`."""
    columns = (LedgerEntry.id, LedgerEntry.line, LedgerEntry.channel, LedgerEntry.reason, LedgerEntry.text)
    query = select(*columns, ImportRun.file, ImportRun.started_at).join(ImportRun, ImportRun.id == LedgerEntry.run_id)
    query = query.where(LedgerEntry.disposition == "rejected")
    if older is not None:
        query = query.where(LedgerEntry.id < older)
    rows = db.session.execute(query.order_by(LedgerEntry.id.desc()).limit(limit + 1)).all()
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)
