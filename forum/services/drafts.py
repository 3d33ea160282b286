"""Drafts: half-written words, kept for their writer alone until they are sent, thrown away, or old."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.exc import IntegrityError

from forum.database import now
from forum.extensions import db
from forum.models import KeptDraft, Thread
from forum.services import tags
from forum.services.visibility import open_to
from forum.services.writing import LONGEST_BODY, masked_start

MOST = 50  # drafts of one person; the oldest go first
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Words:
    """What is in the form; masked like any words here, so that no card number lies about."""

    title: str = ""
    body: str = ""
    tags: str = ""
    is_anonymous: bool = False
    is_brand: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.title.strip() or self.body.strip() or self.tags.strip())


def keep(user_id: int, place: str, words: Words, thread_id: int | None = None, at: datetime | None = None) -> None:
    """Keep what is in a form, instead of what was kept for this place before; nothing written means nothing kept."""
    if words.is_empty:
        return forget(user_id, place)
    kept: dict[str, Any] = {"title": masked_start(" ".join(words.title.split()), 255, words.is_brand)}
    kept["body"] = masked_start(words.body, LONGEST_BODY, words.is_brand)
    kept |= {"tags": tags.without_personal(words.tags)[:255], "is_anonymous": words.is_anonymous}
    _put(user_id, place, {**kept, "thread_id": thread_id, "kept_at": at or now()})
    newest = select(KeptDraft.id).where(KeptDraft.user_id == user_id).order_by(KeptDraft.kept_at.desc()).limit(MOST)
    db.session.execute(delete(KeptDraft).where(KeptDraft.user_id == user_id, KeptDraft.id.not_in(newest)))
    return None


def _put(user_id: int, place: str, kept: dict[str, Any]) -> None:
    here = (KeptDraft.user_id == user_id, KeptDraft.place == place)
    found: Any = db.session.execute(update(KeptDraft).where(*here).values(**kept))
    if found.rowcount:
        return
    try:
        with db.session.begin_nested():
            db.session.add(KeptDraft(user_id=user_id, place=place, **kept))
    except IntegrityError:  # from another window, a moment ago
        db.session.execute(update(KeptDraft).where(*here).values(**kept))


def forget(user_id: int, place: str) -> None:
    """Throw away what was kept for this place: it was sent, or is not wanted."""
    db.session.execute(delete(KeptDraft).where(KeptDraft.user_id == user_id, KeptDraft.place == place))


def at_place(user_id: int, place: str) -> KeptDraft | None:
    """What a person has begun for this place."""
    return db.session.scalar(select(KeptDraft).where(KeptDraft.user_id == user_id, KeptDraft.place == place))


def of_writer(writer: Any) -> Sequence[Any]:
    """All that a person has begun, newest first; `thread_title` where they may still read the thread."""
    columns = (KeptDraft.id, KeptDraft.place, KeptDraft.thread_id, KeptDraft.title, KeptDraft.body, KeptDraft.kept_at)
    title = case((open_to(writer), Thread.title)).label("thread_title")
    rows = select(*columns, title).outerjoin(Thread, Thread.id == KeptDraft.thread_id)
    return db.session.execute(rows.where(KeptDraft.user_id == writer.id).order_by(KeptDraft.kept_at.desc())).all()


def forget_old(clock: Callable[[], datetime] = now) -> None:
    """Throw away what nobody went on with for a season."""
    db.session.execute(delete(KeptDraft).where(KeptDraft.kept_at < clock() - KEPT))
