"""Heartbeats: when something that should happen again and again last happened."""

from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Instant, Line


class Heartbeat(Model):
    """When the worker last swept (`sweep`), and when the last backup was taken (`backup`)."""

    name: Mapped[Line] = mapped_column(primary_key=True)
    at: Mapped[Instant]
