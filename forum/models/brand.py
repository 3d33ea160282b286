"""Brands of the company, and the handles under which each speaks on channels."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line


class Brand(Model):
    """One brand; exactly one is the default, which threads belong to where nothing says otherwise."""

    id: Mapped[Key]
    slug: Mapped[Line] = mapped_column(unique=True)
    name: Mapped[Line]
    colour: Mapped[str | None] = mapped_column(default=None)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]

    __table_args__ = (
        Index(
            "uq_brand_default",
            "is_default",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )


class BrandHandle(Model):
    """A handle on a channel that speaks for a brand; kept in lower case, without a leading @."""

    id: Mapped[Key]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id", ondelete="CASCADE"), index=True)
    channel: Mapped[Line]
    handle: Mapped[Line]

    __table_args__ = (UniqueConstraint("channel", "handle"),)
