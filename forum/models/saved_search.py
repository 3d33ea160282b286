"""Searches that people saved, what they found since, and the new posts that they are still to be compared with."""

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, PostRef

_IS_KEPT = text("ended_at IS NULL")
_IS_UNTOLD = text("told_at IS NULL")


class SavedSearch(Model):
    """A search that its owner wants to hear of; nobody else can see it.

    `query` is as it was typed, filters included, and `sort` its order; `key` is the same for queries that differ in
    case, accents and spaces only. While `paused_at` is set what is new is counted, but not told. With `ended_at` it is
    deleted, and can be brought back for a while. `cursor` is the last ArrivedPost that it was compared with.
    """

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[Line]
    query: Mapped[LongText]
    sort: Mapped[Line]
    key: Mapped[Line]
    cursor: Mapped[int]
    saved_at: Mapped[Instant]
    paused_at: Mapped[LateInstant]
    ended_at: Mapped[LateInstant]

    __table_args__ = (
        Index("uq_saved_search_kept", "user_id", "key", unique=True, sqlite_where=_IS_KEPT, postgresql_where=_IS_KEPT),
        Index("ix_saved_search_cursor", "cursor", "id", sqlite_where=_IS_KEPT, postgresql_where=_IS_KEPT),
    )


class SavedHit(Model):
    """A new post that a saved search found: once, whatever becomes of the post. Who may read it is asked when counting.

    `told_at`: when a notice that counted it was read (at once, where its search was paused). `seen_at`: when the owner
    looked at the search since.
    """

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[Instant]
    told_at: Mapped[LateInstant]
    seen_at: Mapped[LateInstant]

    __table_args__ = (Index("ix_saved_hit_untold", "search_id", sqlite_where=_IS_UNTOLD, postgresql_where=_IS_UNTOLD),)


class ArrivedPost(Model):
    """A new post in the order in which the worker heard of posts, which a post's own key does not tell.

    Rows that every search is past are removed. A new key is greater than any, and than the `cursor` of any search.
    `is_again`: it is no news, but its risk changed, which is for staff to know.
    """

    id: Mapped[Key]
    post_id: Mapped[PostRef]
    at: Mapped[Instant]
    is_again: Mapped[bool] = mapped_column(default=False, server_default=false())
