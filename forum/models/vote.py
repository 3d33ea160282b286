"""Votes: one a person and post."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant


class Vote(Model):
    """A person's vote on a post: +1 or -1."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    value: Mapped[int]
    at: Mapped[Instant]

    __table_args__ = (CheckConstraint("value IN (-1, 1)", name="value"),)
