"""How this place speaks: the languages of the settings, and the synonyms that the operator keeps."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, select

from forum import markup, settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import SynonymGroup, User
from search.asked import Asked, asked
from search.boosts import day_of
from search.dialect import Dialect

FEWEST, MOST_NAMES = 2, 20


def current() -> Dialect:
    """The dialect of now, in one statement."""
    groups = db.session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id))
    return _dialect(settings.current().languages, tuple(groups))


@lru_cache(maxsize=8)
def _dialect(languages: tuple[str, ...], groups: tuple[str, ...]) -> Dialect:
    return Dialect(languages, tuple(names(group) for group in groups))


def names(words: str) -> tuple[str, ...]:
    """The names of a group as they were written: between commas or on lines of their own, each once."""
    parts = (" ".join(part.split()) for part in markup.clean(words).replace("\n", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:MOST_NAMES]


def question(text: str, dialect: Dialect, at: datetime | None = None) -> Asked:
    """A text as a question asked at an instant, ready to be compared."""
    return asked(text, dialect, day_of(at or now()))


def groups() -> Sequence[Any]:
    """All groups with who wrote them, the newest first: id, words, at, by_name."""
    rows = select(SynonymGroup.id, SynonymGroup.words, SynonymGroup.at, User.name.label("by_name"))
    return db.session.execute(rows.join(User, User.id == SynonymGroup.by_id).order_by(SynonymGroup.id.desc())).all()


def add(words: str, by: User, at: datetime | None = None) -> SynonymGroup:
    """Let these words mean the same, from the next search on; raises ValueError for fewer than two."""
    if len(names(words)) < FEWEST:
        raise ValueError("a group of synonyms needs two words")
    group = SynonymGroup(words=", ".join(names(words)), by_id=by.id, at=at or now())
    db.session.add(group)
    db.session.flush()
    record("synonyms.added", by_id=by.id, at=group.at, group_id=group.id)
    return group


def remove(group_id: int, by: User, at: datetime | None = None) -> bool:
    """Let the words of a group go their own ways again. False when there is none."""
    gone = db.session.execute(delete(SynonymGroup).where(SynonymGroup.id == group_id).returning(SynonymGroup.id))
    if gone.scalar() is None:
        return False
    record("synonyms.removed", by_id=by.id, at=at or now(), group_id=group_id)
    return True
