"""Telling people on other networks what was answered here: what was told where and by whom, and what was proposed."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser, PostRef, ThreadRef, UserRef

VERDICTS = ("used", "changed", "declined")


class Telling(Model):
    """An answer was passed on to the network where its question was asked: once an answer and channel, in these words.

    A row is what a person did by hand; connectors will keep what they send in rows of the same key.
    """

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    channel: Mapped[Line]
    words: Mapped[LongText]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("post_id", "channel"),)


class TellingProposal(Model):
    """Words with which an advocate would tell it; staff use them, change them, or decline them with a reason."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    post_id: Mapped[PostRef]
    words: Mapped[LongText]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]
    verdict: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[LongText] = mapped_column(default="")
    decided_by_id: Mapped[MaybeUser]
    decided_at: Mapped[LateInstant]

    __table_args__ = (
        CheckConstraint("verdict IN ('used', 'changed', 'declined')", name="verdict"),
        Index(
            "uq_telling_proposal_open",
            "post_id",
            "by_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
