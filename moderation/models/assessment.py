"""Assessments: how much harm a question could do, and the words that say so."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key


class Assessment(Model):
    """The risk (0..1) in all that the asker has said in a thread so far; one row a thread, renewed as they write on.

    `reasons` is a list of {"name": str, "words": [str, ...]}; `is_high` says whether it was over the bar at `at`.
    """

    id: Mapped[Key]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    score: Mapped[float]
    is_high: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    at: Mapped[Instant]
