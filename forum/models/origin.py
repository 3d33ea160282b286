"""Origins: where an imported post came from."""

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Key, Line, ThreadRef


class Origin(Model):
    """A post's place on its network: (channel, source, external_id) is unique; `source` is empty for files.

    `parent_external_id` is what it answers there; `is_waiting` says that this parent has not come yet.
    """

    id: Mapped[Key]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), unique=True)
    thread_id: Mapped[ThreadRef]
    channel: Mapped[Line]
    source: Mapped[Line] = mapped_column(default="")
    external_id: Mapped[Line]
    parent_external_id: Mapped[str | None] = mapped_column(default=None)
    is_waiting: Mapped[bool] = mapped_column(default=False)
    url: Mapped[str | None] = mapped_column(default=None)
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON, default=None)

    __table_args__ = (
        UniqueConstraint("channel", "source", "external_id"),
        Index("ix_origin_parent", "channel", "source", "parent_external_id"),
    )
