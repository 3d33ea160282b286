"""Appeals: authors who ask for another look at what was hidden, and warnings to authors."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser, PostRef, UserRef

_IS_ASKED = text("state = 'asked'")


class Appeal(Model):
    """The author of a hidden post asks for another look: once a hiding; asked, then granted, declined or withdrawn.

    `words` are the author's, `decision` the moderator's to the author. Whoever hid the post does not decide.
    """

    id: Mapped[Key]
    hiding_id: Mapped[int] = mapped_column(ForeignKey("hiding.id", ondelete="CASCADE"), unique=True)
    post_id: Mapped[PostRef]
    by_id: Mapped[UserRef]
    words: Mapped[LongText]
    state: Mapped[Line] = mapped_column(default="asked")
    at: Mapped[Instant]
    decided_by_id: Mapped[MaybeUser]
    decided_at: Mapped[LateInstant]
    decision: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("state IN ('asked', 'granted', 'declined', 'withdrawn')", name="state"),
        Index("ix_appeal_asked", "post_id", sqlite_where=_IS_ASKED, postgresql_where=_IS_ASKED),
    )


class Warned(Model):
    """A moderator had a word with the author of a post; only the author and staff read it."""

    __tablename__ = "warning"

    id: Mapped[Key]
    user_id: Mapped[UserRef]
    post_id: Mapped[PostRef]
    by_id: Mapped[UserRef]
    reason: Mapped[LongText]
    at: Mapped[Instant]
