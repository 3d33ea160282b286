"""The reputation ledger: each gain and loss, why and where."""

from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Key, Line, MaybeUser, PostRef, ThreadRef, UserRef


class Award(Model):
    """Points a person gained or lost. Rows are never changed; what is taken back is a row with the opposite points."""

    id: Mapped[Key]
    user_id: Mapped[UserRef]
    points: Mapped[int]
    reason: Mapped[Line]
    thread_id: Mapped[ThreadRef]
    post_id: Mapped[PostRef]
    by_id: Mapped[MaybeUser]
    at: Mapped[Instant] = mapped_column(index=True)
