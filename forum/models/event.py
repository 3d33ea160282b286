"""Events: what happened, in order; and what each listener still has to do about it."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Facts, Instant, Key, LateInstant, Line, LongText, MaybeUser

#: Lanes of deliveries: what cannot wait, calls to other machines (slow when they are), and all else.
URGENT, OUTWARD, USUAL = LANES = (0, 1, 2)
_IS_OPEN = text("done_at IS NULL AND dead_at IS NULL")


class Event(Model):
    """Something that happened (`thread.asked`, `posts.imported`): the audit log, the live feed and the outbox."""

    id: Mapped[Key]
    name: Mapped[Line] = mapped_column(index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    by_id: Mapped[MaybeUser]
    facts: Mapped[Facts]
    at: Mapped[Instant]


class Delivery(Model):
    """What one listener owes one event. Due when neither done nor dead and `next_at` has come.

    A claim moves `next_at` to the end of a lease, so a listener that was killed is tried again by the sweep.
    What stands in a lower lane goes first, however much waits in the others.
    """

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    listener: Mapped[Line]
    lane: Mapped[int] = mapped_column(default=USUAL, server_default=str(USUAL))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[Instant]
    done_at: Mapped[LateInstant]
    dead_at: Mapped[LateInstant]
    error: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        Index("ix_delivery_due", "next_at", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_delivery_lane", "lane", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )
