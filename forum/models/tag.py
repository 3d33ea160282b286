"""Tags and which threads bear them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, LongText


class Tag(Model):
    """A word that threads are filed under; lower case, letters, digits and dashes."""

    id: Mapped[Key]
    name: Mapped[Line] = mapped_column(unique=True)
    description: Mapped[LongText] = mapped_column(default="")
    created_at: Mapped[Instant]


class ThreadTag(Model):
    """This thread bears this tag."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True)
