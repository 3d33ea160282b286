"""What a reader may see, as SQL: policy.may_read_post and policy.may_see_thread for lists."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from forum import policy
from forum.models import Post, Thread


def readable_by(reader: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions on posts joined with their threads: what stands, and what is hidden for its author and staff only."""
    words: ColumnElement[bool] = Post.hidden_at.is_(None)
    if policy.is_staff(reader):
        words = true()
    elif reader.is_authenticated:
        words = or_(words, Post.author_id == reader.id, Post.behind_id == reader.id)
    return Post.deleted_at.is_(None), words, open_to(reader)


def open_to(reader: Any) -> ColumnElement[bool]:
    """Whether a thread's title is for the reader: not once taken back; a hidden one for its asker and staff only."""
    stands = Thread.deleted_at.is_(None)
    if policy.is_staff(reader):
        return stands
    shown: ColumnElement[bool] = Thread.hidden_at.is_(None)
    if reader.is_authenticated:
        shown = or_(shown, Thread.asker_id == reader.id, Thread.behind_id == reader.id)
    return and_(stands, shown)
