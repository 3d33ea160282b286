"""Echoes: posts from other networks that say what a question says already, and how they are recognised."""

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, LongText, MaybeIdentity, ThreadRef, UserRef


class Echo(Model):
    """Somebody else's post that says the same as the question of this thread; who, when and where, and its words.

    (channel, source, external_id) is unique, and no Origin has it too. `identity_id` is null once its author, who had
    an account here, has left. `said_at` is when it was posted, `at` when it came in. thread.echo_count, echo_people
    and echo_reach repeat these rows.
    """

    id: Mapped[Key]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    identity_id: Mapped[MaybeIdentity]
    channel: Mapped[Line]
    source: Mapped[Line] = mapped_column(default="")
    external_id: Mapped[Line]
    url: Mapped[str | None] = mapped_column(default=None)
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON, default=None)
    body: Mapped[LongText]
    said_at: Mapped[Instant]
    at: Mapped[Instant]

    __table_args__ = (
        UniqueConstraint("channel", "source", "external_id"),
        Index("ix_echo_said", "thread_id", "said_at", "id"),
        Index("ix_echo_people", "thread_id", "identity_id"),
        Index("ix_echo_order", "thread_id", "id"),
    )


class Wording(Model):
    """What a live question from elsewhere says, and its copies (forum/wording.py): said from then to then.

    Copies have the same `key`, which is made with the site's secret. `text` is kept where near copies are sought.
    No pause between the copies is longer than the echo days; `at` is when the last of them came in.
    """

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    key: Mapped[Line]
    text: Mapped[LongText] = mapped_column(default="")
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    at: Mapped[Instant]

    __table_args__ = (Index("ix_wording_key", "key", "last_at"), Index("ix_wording_at", "at"))


class WordingBand(Model):
    """A number that a wording shares with those that are like it."""

    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    band: Mapped[int] = mapped_column(index=True)


class EchoTelling(Model):
    """All who had echoed this thread, up to this echo, were told at the source what was answered."""

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    last_echo_id: Mapped[int]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]


class Parting(Model):
    """A moderator said that an echo (now the question of `thread_id`) is not the same as the other's: never again.

    `echo_id` was the number of the echo, which is no more; null of those that were parted before it was kept.
    """

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    from_id: Mapped[ThreadRef]
    echo_id: Mapped[int | None] = mapped_column(index=True)
    by_id: Mapped[UserRef]
    at: Mapped[Instant]


class JoinedThread(Model):
    """The address of a question that was folded into another (`into_id`) leads there.

    No thread stands at `thread_id`, and its number is given to no other (database.never_again). `question_id` was the
    opening post, which is no more either.
    """

    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    into_id: Mapped[ThreadRef]
    question_id: Mapped[int | None] = mapped_column(index=True)
