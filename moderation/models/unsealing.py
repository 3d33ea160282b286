"""Unsealings: who of the staff read what a masked post really said, and why."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LongText, UserRef


class Unsealing(Model):
    """One reading of the originals of one post; the row outlives them, and the post."""

    id: Mapped[Key]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[UserRef]
    reason: Mapped[LongText]
    at: Mapped[Instant]
