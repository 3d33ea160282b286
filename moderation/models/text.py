"""Canned texts: words that staff begin a reply with, and who wrote and changed them."""

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, UserRef

CHANGES = ("written", "changed", "retired", "returned")


class CannedText(Model):
    """Words that replies begin with, of one brand or of all. It repeats its newest revision; `uses` counts replies."""

    id: Mapped[Key]
    title: Mapped[Line]
    body: Mapped[LongText]
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand.id"), index=True)
    uses: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    retired_at: Mapped[LateInstant]


class CannedTextRevision(Model):
    """What somebody did to a canned text (`change`), and how it read afterwards."""

    id: Mapped[Key]
    text_id: Mapped[int] = mapped_column(ForeignKey("canned_text.id", ondelete="CASCADE"), index=True)
    change: Mapped[Line]
    title: Mapped[Line]
    body: Mapped[LongText]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]

    __table_args__ = (CheckConstraint(f"change IN ({', '.join(repr(change) for change in CHANGES)})", name="change"),)
