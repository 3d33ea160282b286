"""Searches that found nothing, so that staff can see what people miss: the words, masked, counted by day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, select, update

from forum import settings
from forum.database import now
from forum.extensions import db
from forum.models import SearchMiss
from forum.services.writing import masked_line

LONGEST = 200
KEPT = timedelta(days=90)


def sealed(words: str) -> str:
    """The words as the page sends them back: signed, so that only what was really searched for is counted."""
    return str(_signer().dumps(words[:LONGEST]))


def note(sealed_words: str | None, at: datetime | None = None) -> bool:
    """Count one search that found nothing. False for words that were not sealed by us."""
    try:
        words = masked_line(str(_signer().loads(sealed_words or ""))).lower()
    except BadSignature:
        return False
    at = at or now()
    of_today = (SearchMiss.day == at.date().isoformat(), SearchMiss.words == words)
    counted = update(SearchMiss).where(*of_today).values(times=SearchMiss.times + 1).returning(SearchMiss.id)
    if db.session.execute(counted).first() is None:
        db.session.add(SearchMiss(day=at.date().isoformat(), words=words, times=1))
    return True


def most_missed(since: datetime, limit: int = 20) -> Sequence[Any]:
    """What was searched for in vain most often since a day: words, times."""
    times = func.sum(SearchMiss.times).label("times")
    rows = select(SearchMiss.words, times).where(SearchMiss.day >= since.date().isoformat()).group_by(SearchMiss.words)
    return db.session.execute(rows.order_by(times.desc(), SearchMiss.words).limit(limit)).all()


def forget_old(at: datetime | None = None) -> None:
    """Forget what nobody looks at any more."""
    oldest = ((at or now()) - KEPT).date().isoformat()
    db.session.execute(delete(SearchMiss).where(SearchMiss.day < oldest))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.current().secret_key, salt="search-miss")
