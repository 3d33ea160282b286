"""Who spoke when below a question: what decides whether staff or the customer has the next word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from forum.extensions import db
from forum.models import Identity, Post, Thread


@dataclass(frozen=True, slots=True)
class Talk:
    """Instants of one thread's readable posts; the question itself counts as the asker's word."""

    first_staff_at: datetime | None
    last_staff_at: datetime | None
    last_asker_at: datetime | None

    @property
    def is_staff_last(self) -> bool:
        """Whether staff have answered all that the asker said."""
        if self.last_staff_at is None:
            return False
        return self.last_asker_at is None or self.last_staff_at >= self.last_asker_at


SILENCE = Talk(None, None, None)


def is_by_asker() -> ColumnElement[bool]:
    """Condition: the post is the asker's own, from their network or from the account that claimed the handle.

    The query must join Thread and, outer, Identity on the thread's asker.
    """
    return or_(
        Post.author_id == Thread.asker_id,
        Post.identity_id == Thread.asker_identity_id,
        Post.author_id == Identity.user_id,
    )


def posts(*columns: Any) -> Any:
    """A select of these columns over readable posts with their threads and the asker's handle."""
    rows = select(*columns).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    rows = rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    return rows.where(Post.deleted_at.is_(None), Post.hidden_at.is_(None))


def talk_of(thread_ids: Sequence[int]) -> dict[int, Talk]:
    """Who spoke when, by thread, in one statement; a thread without readable posts is absent."""
    by_staff = case((and_(Post.is_brand, Post.kind != "question"), Post.created_at))
    by_asker = case((and_(is_by_asker(), Post.is_brand.is_(False)), Post.created_at))
    rows = posts(Post.thread_id, func.min(by_staff), func.max(by_staff), func.max(by_asker))
    found = db.session.execute(rows.where(Post.thread_id.in_(thread_ids)).group_by(Post.thread_id))
    return {thread_id: Talk(first, last, asker) for thread_id, first, last, asker in found}
