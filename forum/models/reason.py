"""Reasons: the operator's own words for why something is flagged, hidden, locked, or somebody is held back."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Key, LateInstant, Line

PURPOSES = ("flag", "hiding", "lock", "spam", "warning", "suspension")


class Reason(Model):
    """One wording that may be chosen for a purpose, in the order of `place`. Retired ones stay: flags point at them."""

    id: Mapped[Key]
    purpose: Mapped[Line] = mapped_column(index=True)
    wording: Mapped[Line]
    place: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[LateInstant]

    __table_args__ = (
        CheckConstraint(f"purpose IN ({', '.join(repr(purpose) for purpose in PURPOSES)})", name="purpose"),
    )
