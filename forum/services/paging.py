"""Lists that are paged by key: a page begins below the row at which the last one ended, whatever came meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the key (`older`) that the next one begins below; None at the end."""

    rows: Sequence[Any]
    older: int | None


def newest_first(query: Select[*tuple[Any, ...]], at: Any, key: Any, older: int | None, size: int) -> Page:
    """The page below the row `older` of a query, by instant and key descending; its rows have the key as `id`."""
    below = query.where(_is_below(at, key, older)) if older is not None else query
    rows = db.session.execute(below.order_by(at.desc(), key.desc()).limit(size + 1)).all()
    return Page(rows[:size], rows[size - 1].id if len(rows) > size else None)


def _is_below(at: Any, key: Any, older: int) -> ColumnElement[bool]:
    then = select(at).where(key == older).scalar_subquery()
    return or_(at < then, and_(at == then, key < older))
