"""Who follows a thread, who has the same trouble, and who was named in a post."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, LateInstant


class Following(Model):
    """This person follows this thread, until `ended_at`; the row stays, so that who left is not brought back."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at: Mapped[Instant]
    ended_at: Mapped[LateInstant]

    __table_args__ = (
        Index(
            "ix_following_person",
            "user_id",
            "thread_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Affected(Model):
    """This person, beside the asker, has the trouble that this thread is about ("me too")."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    at: Mapped[Instant]


class Mention(Model):
    """This post names this person with an @; the row says that they were told, so an edit tells only those it adds."""

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    at: Mapped[Instant]
