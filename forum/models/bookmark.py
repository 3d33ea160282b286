"""Bookmarks: posts that a person keeps for later."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, PostRef


class Bookmark(Model):
    """This person keeps this post; nobody else can see it, and no event tells of it."""

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    post_id: Mapped[PostRef]
    at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("user_id", "post_id"), Index("ix_bookmark_newest", "user_id", "at", "id"))
