"""Unsealings: who of the staff read what a masked post really said, or who wrote under a pseudonym, and why."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, LongText, UserRef


class Unsealing(Model):
    """One reading of the originals of one post (`what` is original) or of its author's account (asker).

    The row outlives them, and the post.
    """

    id: Mapped[Key]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[UserRef]
    what: Mapped[Line] = mapped_column(default="original", server_default="original")
    reason: Mapped[LongText]
    at: Mapped[Instant]
