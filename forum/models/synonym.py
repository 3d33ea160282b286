"""Synonyms: words that mean the same here, as the operator says."""

from sqlalchemy.orm import Mapped

from forum.extensions import Model
from forum.models.columns import Instant, Key, LongText, UserRef


class SynonymGroup(Model):
    """Words and phrases that mean the same, separated by commas: whoever types one finds all."""

    id: Mapped[Key]
    words: Mapped[LongText]
    by_id: Mapped[UserRef]
    at: Mapped[Instant]
