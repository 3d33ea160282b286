"""Sealed originals: what a masked post said, read with a key, kept for a while and then destroyed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, func, select

from forum import settings
from forum.database import looking, now
from forum.events import record
from forum.extensions import db
from forum.models import SealedOriginal

BATCH = 500


@dataclass(frozen=True, slots=True)
class Original:
    """What a post said before it was masked at this instant; no text where the key to it is gone."""

    at: datetime
    text: str | None


def kept_until(sealed_at: datetime) -> datetime:
    """When an original that was sealed then is destroyed."""
    return sealed_at + timedelta(days=settings.current().seal_days)


def sealed_at() -> Any:
    """When the newest original of a post was sealed, as a column of a query over posts."""
    from forum.models import Post

    return select(func.max(SealedOriginal.at)).where(SealedOriginal.post_id == Post.id).scalar_subquery()


def of_posts(post_ids: Sequence[int]) -> dict[int, datetime]:
    """Which of these posts have originals, with when the newest was sealed; in one statement."""
    rows = select(SealedOriginal.post_id, func.max(SealedOriginal.at)).where(SealedOriginal.post_id.in_(post_ids))
    return {row[0]: row[1] for row in db.session.execute(rows.group_by(SealedOriginal.post_id))}


def opened(post_id: int) -> list[Original]:
    """The originals of a post, oldest first: one for each time it was written or changed and something was masked."""
    rows = select(SealedOriginal.at, SealedOriginal.sealed).where(SealedOriginal.post_id == post_id)
    lock = MultiFernet([Fernet(key) for key in settings.current().seal_keys])
    return [Original(at, _opened(sealed, lock)) for at, sealed in db.session.execute(rows.order_by(SealedOriginal.id))]


def _opened(sealed: bytes, lock: MultiFernet) -> str | None:
    try:
        return lock.decrypt(sealed).decode()
    except InvalidToken:
        return None


def destroy_old(at: datetime | None = None) -> int:
    """Destroy originals whose time is over, some hundreds at a time; how many. Does nothing the second time."""
    oldest = (at or now()) - timedelta(days=settings.current().seal_days)
    with looking(db.session):
        old = select(SealedOriginal.id).where(SealedOriginal.at <= oldest).order_by(SealedOriginal.at).limit(BATCH)
        ids = list(db.session.scalars(old))
    return _destroy(SealedOriginal.id.in_(ids), at) if ids else 0


def destroy_of(post_ids: Iterable[int], at: datetime | None = None) -> int:
    """Destroy the originals of posts that their authors took back."""
    return _destroy(SealedOriginal.post_id.in_(list(post_ids)), at)


def _destroy(which: Any, at: datetime | None) -> int:
    count = int(db.session.execute(delete(SealedOriginal).where(which)).rowcount)  # type: ignore[attr-defined]
    if count:
        record("originals.destroyed", at=at, count=count)
    return count
