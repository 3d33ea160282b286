"""Heartbeats: noted by what happens again and again, read by who wants to know whether it still does."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum.database import now
from forum.extensions import db
from forum.models import Heartbeat

SWEEP, BACKUP = "sweep", "backup"


def beat(name: str, at: datetime | None = None) -> None:
    """Note that this happened now."""
    db.session.merge(Heartbeat(name=name, at=at or now()))


def sweep() -> None:
    """The worker is alive: what its sweep does first."""
    beat(SWEEP)


def last(name: str) -> datetime | None:
    """When this last happened."""
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def take_turn(name: str, every: timedelta, at: datetime) -> bool:
    """Whether it is time again for what happens once in a while; it is noted as done now."""
    before = last(name)
    if before is not None and before > at - every:
        return False
    beat(name, at)
    return True
