"""The import ledger: every message that came in, and the one thing that became of it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText


class ImportRun(Model):
    """One run of an import: of which file, when, and whether it was read to the end (`broke_off` says why not).

    `lines` counts the messages read, batch by batch: what the ledger must balance with.
    """

    id: Mapped[Key]
    file: Mapped[LongText]
    format: Mapped[Line]
    started_at: Mapped[Instant]
    finished_at: Mapped[LateInstant]
    broke_off: Mapped[LongText] = mapped_column(default="")
    lines: Mapped[int] = mapped_column(default=0)


class LedgerEntry(Model):
    """What became of one message: thread, echo of one, reply, duplicate, rejected (with reason and text) or waiting.

    `day` is the post's own day (ISO date; the day of the run when it has none). Text is kept, masked and bounded,
    for rejected lines only.
    """

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    line: Mapped[int]
    channel: Mapped[Line]
    day: Mapped[Line]
    external_id: Mapped[Line] = mapped_column(default="")
    disposition: Mapped[Line]
    reason: Mapped[Line] = mapped_column(default="")
    text: Mapped[LongText] = mapped_column(default="")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    echo_id: Mapped[int | None] = mapped_column(ForeignKey("echo.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        CheckConstraint(
            "disposition IN ('thread', 'reply', 'duplicate', 'rejected', 'waiting', 'echo')", name="disposition"
        ),
        Index("ix_ledger_entry_counts", "channel", "day", "disposition"),
        Index("ix_ledger_entry_run", "run_id", "line"),
    )
