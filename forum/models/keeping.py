"""What moderators did in public beside hiding: locks, moves, suspensions, and the public log of all of it."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, LateInstant, Line, LongText, MaybeUser, ThreadRef, UserRef

PUBLIC_ACTS = ("hid", "spam", "showed", "locked", "moved", "suspended")


class PublicAct(Model):
    """One line of the public log: what was done, where, why, to how many posts; lifted when it was undone.

    `count` is a number of posts, and of a suspension its days. Names of moderators and of suspended people are never
    shown. `lifted_because` is empty, `appeal` (another moderator looked again) or `undone`; `second_look_at` says when
    another moderator looked again and left it so. `to_thread_id`: moved means closed as duplicate of that thread.
    """

    id: Mapped[Key]
    act: Mapped[Line]
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="SET NULL"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    count: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[MaybeUser]
    reason: Mapped[LongText] = mapped_column(default="")
    at: Mapped[Instant] = mapped_column(index=True)
    lifted_at: Mapped[LateInstant]
    lifted_reason: Mapped[LongText] = mapped_column(default="")
    lifted_because: Mapped[Line] = mapped_column(default="")
    second_look_at: Mapped[LateInstant]
    to_thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)

    __table_args__ = (CheckConstraint(f"act IN ({', '.join(repr(act) for act in PUBLIC_ACTS)})", name="act"),)


class ThreadLock(Model):
    """A moderator closed a thread to new answers and comments; lifted when it was opened again."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    public_act_id: Mapped[int | None] = mapped_column(ForeignKey("public_act.id"), index=True)
    by_id: Mapped[UserRef]
    reason: Mapped[LongText]
    at: Mapped[Instant]
    lifted_by_id: Mapped[MaybeUser]
    lifted_reason: Mapped[LongText] = mapped_column(default="")
    lifted_at: Mapped[LateInstant]


class ThreadMove(Model):
    """A moderator filed a thread under another brand or other tags (names, separated by spaces)."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    by_id: Mapped[UserRef]
    reason: Mapped[LongText] = mapped_column(default="")
    from_brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    to_brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    from_tags: Mapped[LongText] = mapped_column(default="")
    to_tags: Mapped[LongText] = mapped_column(default="")
    at: Mapped[Instant]


class Suspension(Model):
    """Somebody may not come in until an instant, for a reason; lifted when it was ended early."""

    id: Mapped[Key]
    user_id: Mapped[UserRef]
    public_act_id: Mapped[int | None] = mapped_column(ForeignKey("public_act.id"), index=True)
    by_id: Mapped[UserRef]
    reason: Mapped[LongText]
    at: Mapped[Instant]
    until_at: Mapped[Instant]
    lifted_by_id: Mapped[MaybeUser]
    lifted_reason: Mapped[LongText] = mapped_column(default="")
    lifted_at: Mapped[LateInstant]
