"""Posts: the opening question, its answers, and comments; with what was changed, hidden or taken back."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import (
    Instant,
    Key,
    LateInstant,
    Line,
    LongText,
    MaybeIdentity,
    MaybeUser,
    PostRef,
    ThreadRef,
    UserRef,
)

#: All that reports ask of posts, so that they read the index alone.
_TALK = (
    *("thread_id", "kind", "created_at", "is_brand"),
    *("author_id", "identity_id", "hidden_at", "deleted_at"),
)
_AWAY = ("thread_id", "sends_to", "kind", "created_at", "is_brand", "deleted_at")
_IS_AWAY = text("sends_to <> ''")


class Post(Model):
    """One post. `body` is the masked source, `html` its rendering by `renderer` version.

    `parent_id` is the answer (or question) that a comment stands under. `is_brand` marks a staff voice: written by
    staff here, or by a brand's handle elsewhere. `sends_to` is the way elsewhere that the words ask people to go
    (forum/redirects.py), empty for none; of questions too, as an imported one may turn out to be a reply. `hidden_at`
    and `deleted_at` repeat the rows that say who and why. `lang` is found by the worker.
    What an anonymous asker wrote has no `author_id`: its author is the pseudonym (an identity without a channel), and
    `behind_id` is the account behind it, which no page, notice, index or file may show.
    """

    id: Mapped[Key]
    thread_id: Mapped[ThreadRef]
    kind: Mapped[Line]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[MaybeUser]
    identity_id: Mapped[MaybeIdentity]
    behind_id: Mapped[MaybeUser]
    is_brand: Mapped[bool] = mapped_column(default=False)
    body: Mapped[LongText]
    html: Mapped[LongText]
    renderer: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    lang: Mapped[str | None] = mapped_column(default=None)
    sends_to: Mapped[Line] = mapped_column(default="", server_default="")
    created_at: Mapped[Instant]
    edited_at: Mapped[LateInstant]
    edited_by_id: Mapped[MaybeUser]
    hidden_at: Mapped[LateInstant]
    deleted_at: Mapped[LateInstant]

    __table_args__ = (
        CheckConstraint("kind IN ('question', 'answer', 'comment')", name="kind"),
        Index("ix_post_talk", *_TALK),
        Index("ix_post_away", *_AWAY, sqlite_where=_IS_AWAY, postgresql_where=_IS_AWAY),
        Index("ix_post_created", "created_at", "id"),
    )


class Revision(Model):
    """What a post said after its n-th edit; number 0 is how it was first written."""

    id: Mapped[Key]
    post_id: Mapped[PostRef]
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(default=None)
    body: Mapped[LongText]
    tags: Mapped[str | None] = mapped_column(default=None)
    by_id: Mapped[MaybeUser]
    at: Mapped[Instant]

    __table_args__ = (UniqueConstraint("post_id", "number"),)


class Hiding(Model):
    """A moderator hid this post, for this reason; lifted when it was shown again. Rows stay.

    Many posts that were hidden at once share one line of the public log.
    """

    id: Mapped[Key]
    post_id: Mapped[PostRef]
    public_act_id: Mapped[int | None] = mapped_column(ForeignKey("public_act.id"), index=True)
    is_spam: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[UserRef]
    reason: Mapped[LongText]
    at: Mapped[Instant]
    lifted_by_id: Mapped[MaybeUser]
    lifted_reason: Mapped[LongText] = mapped_column(default="")
    lifted_at: Mapped[LateInstant]


class SealedOriginal(Model):
    """The unmasked original of a post, encrypted; nobody reads it without a logged reason."""

    id: Mapped[Key]
    post_id: Mapped[PostRef]
    sealed: Mapped[bytes]
    at: Mapped[Instant]

    __table_args__ = (Index("ix_sealed_original_at", "at"),)
