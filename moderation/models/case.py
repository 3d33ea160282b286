"""Cases: questions that need staff, and the history of all that was done about them."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser

STATES = ("open", "pending", "resolved")
ACTS = (
    "opened",
    "raised",
    "claimed",
    "released",
    "noted",
    "replied",
    "escalated",
    "returned",
    "resolved",
    "reopened",
    "heard",
    "hid",
    "showed",
    "flagged",
    "declined",
    "appealed",
    "granted",
    "refused",
    "locked",
    "unlocked",
    "moved",
    "warned",
    "undone",
)
AT_ONCE, IN_TURN = 0, 1
ASKED = ("flagged", "appealed")  # what opens a case that is done with once moderators have decided
_IS_ESCALATED = text("escalated_at IS NOT NULL")


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class Case(Model):
    """One thread that needs, or needed, staff: at most one case a thread.

    open: staff must act; pending: staff have spoken last and the customer may; resolved: done, until the customer
    writes again. `opened_at` and `opened_because` say since when and why staff have the next word.
    `urgency` is 0 for high risk and 1 for all else, and only ever falls: the queue is ordered by
    (urgency, due_at, id), so that what is overdue stands above what is not yet. `claimed_at` is when the holder took
    it, `active_at` their last act, from which the idle clock counts. All columns repeat what the acts, and of channel,
    brand, and how many reports and appeals wait, what the thread says, so that one index serves a page of the queue
    however many cases there are.
    """

    __tablename__ = "case_file"

    id: Mapped[Key]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    channel: Mapped[Line]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    state: Mapped[Line] = mapped_column(default="open")
    urgency: Mapped[int] = mapped_column(default=IN_TURN)
    risk: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    flag_count: Mapped[int] = mapped_column(default=0)
    appeal_count: Mapped[int] = mapped_column(default=0)
    opened_because: Mapped[Line]
    opened_at: Mapped[Instant]
    due_at: Mapped[Instant]
    first_response_at: Mapped[LateInstant]
    claimed_by_id: Mapped[MaybeUser]
    claimed_at: Mapped[LateInstant]
    active_at: Mapped[LateInstant]
    escalated_at: Mapped[LateInstant]
    escalated_to: Mapped[str | None] = mapped_column(default=None)
    resolved_at: Mapped[LateInstant]
    resolved_by_id: Mapped[MaybeUser]

    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state"),
        Index("ix_case_file_queue", "state", "urgency", "due_at", "id"),
        Index("ix_case_file_channel", "state", "channel", "urgency", "due_at", "id"),
        Index("ix_case_file_brand", "state", "brand_id", "urgency", "due_at", "id"),
        Index("ix_case_file_age", "state", "opened_at", "urgency", "channel", "brand_id"),
        Index("ix_case_file_done", "state", "resolved_at", "id"),
        Index("ix_case_file_escalated", "escalated_at", sqlite_where=_IS_ESCALATED, postgresql_where=_IS_ESCALATED),
    )

    @property
    def is_high(self) -> bool:
        """Whether this could do harm and goes before all others."""
        return self.urgency == AT_ONCE


class CaseAct(Model):
    """Something that was done about a case: by whom (nobody: the system), with what words, on which post.

    `note` holds a person's words and is for staff only; `because` a word of ours, where the system knows why.
    """

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    by_id: Mapped[MaybeUser]
    act: Mapped[Line]
    note: Mapped[LongText] = mapped_column(default="")
    because: Mapped[Line] = mapped_column(default="")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    at: Mapped[Instant]

    __table_args__ = (
        CheckConstraint(_one_of("act", ACTS), name="act"),
        Index("ix_case_act_history", "case_id", "at", "id"),
        Index("ix_case_act_since", "at"),
    )
