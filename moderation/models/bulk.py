"""Bulk acts: what a moderator did to many cases or posts at once, with what was before, so that it can be undone."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser

BULK_ACTS = ("claim", "resolve", "hide", "spam", "move")


class Bulk(Model):
    """One act on many; `count` of them. Undone at most once. All that it changed bears its instant `at`."""

    id: Mapped[Key]
    act: Mapped[Line]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[LongText] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=0)
    at: Mapped[Instant]
    undone_at: Mapped[LateInstant]
    undone_by_id: Mapped[MaybeUser]

    __table_args__ = (
        CheckConstraint(f"act IN ({', '.join(repr(act) for act in BULK_ACTS)})", name="act"),
        Index("ix_bulk_last", "by_id", "at"),
    )


class BulkMember(Model):
    """One case or post of a bulk act, and how it stood `before`."""

    id: Mapped[Key]
    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
