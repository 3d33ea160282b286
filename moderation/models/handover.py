"""Hand-overs: what one shift tells the next, and who has read it."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LongText, UserRef


class HandoverNote(Model):
    """What somebody on their way out leaves for whoever comes; for staff only."""

    id: Mapped[Key]
    by_id: Mapped[UserRef]
    body: Mapped[LongText]
    at: Mapped[Instant]


class HandoverReading(Model):
    """Somebody says that they have read a note, and takes over."""

    id: Mapped[Key]
    note_id: Mapped[int] = mapped_column(ForeignKey("handover_note.id", ondelete="CASCADE"))
    by_id: Mapped[UserRef]
    at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("note_id", "by_id"),)
