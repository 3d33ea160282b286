"""What became of suggestions: which were shown beside a draft, and whether one of them solved it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, PostRef, UserRef

OUTCOMES = ("", "posted", "solved")


class Showing(Model):
    """One draft beside which earlier questions were looked for, kept from the first thing that its writer did.

    `draft` is the form's own random word; `outcome` is empty until the question was posted (as `thread_id`) or an
    earlier answer solved it. A posted draft without ShownThread rows is one that nothing was found for.
    """

    id: Mapped[Key]
    draft: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[UserRef]
    at: Mapped[Instant] = mapped_column(index=True)
    outcome: Mapped[Line] = mapped_column(default="")
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"), index=True)

    __table_args__ = (CheckConstraint("outcome IN ('', 'posted', 'solved')", name="outcome"),)


class ShownThread(Model):
    """An earlier thread shown beside a draft: at which place, how like it, and whether it was opened or solved it."""

    showing_id: Mapped[int] = mapped_column(ForeignKey("showing.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True, index=True)
    rank: Mapped[int]
    score: Mapped[float]
    opened_at: Mapped[LateInstant]
    solved_at: Mapped[LateInstant]


class EarlierSolution(Model):
    """The asker's word that an answer in another thread solved their question: at most one a thread."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[PostRef]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]


class SearchMiss(Model):
    """A search that found nothing: the words, masked, and how often it was tried on a day."""

    id: Mapped[Key]
    day: Mapped[Line]
    words: Mapped[Line]
    times: Mapped[int] = mapped_column(default=1)

    __table_args__ = (Index("uq_search_miss_day_words", "day", "words", unique=True),)
