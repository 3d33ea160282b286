"""Accounts: people who signed up, what they may do and what they earned."""

from collections.abc import Callable
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import now
from forum.extensions import Model
from forum.mentions import fold
from forum.models.columns import Instant, Key, LateInstant, Line, LongText
from forum.roles import STAFF


def _folded(column: str) -> Callable[[Any], str]:
    return lambda context: fold(context.get_current_parameters()[column])


class User(UserMixin, Model):
    """An account, unique by folded name and e-mail.

    `reputation` always equals the sum of its awards; `epoch` grows when old sessions must end.
    `erased_at` marks one whose person left: nothing of theirs is in the row any more.
    `suspended_at` and `suspended_until` repeat the open suspension; without an end it lasts.
    """

    id: Mapped[Key]
    name: Mapped[Line]
    name_key: Mapped[Line] = mapped_column(unique=True, default=_folded("name"))
    email: Mapped[Line]
    email_key: Mapped[Line] = mapped_column(unique=True, default=_folded("email"))
    password_hash: Mapped[LongText]
    role: Mapped[Line] = mapped_column(default="customer")
    about: Mapped[LongText] = mapped_column(default="")
    locale: Mapped[str | None] = mapped_column(default=None)
    zone: Mapped[str | None] = mapped_column(default=None)
    reputation: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    suspended_at: Mapped[LateInstant]
    erased_at: Mapped[LateInstant]
    suspended_until: Mapped[LateInstant]

    __table_args__ = (CheckConstraint("role IN ('customer', 'moderator', 'approver', 'admin')", name="role"),)

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the brand."""
        return self.role in STAFF

    @property
    def is_active(self) -> bool:
        """Whether this account may sign in (Flask-Login asks): a suspension ends by itself."""
        if self.erased_at is not None:
            return False
        return self.suspended_at is None or (self.suspended_until is not None and self.suspended_until <= now())

    def get_id(self) -> str:
        """What the session cookie keeps: a changed password grows the epoch and so ends older sessions."""
        return f"{self.id}:{self.epoch}"
