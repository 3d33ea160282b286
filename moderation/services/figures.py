"""Figures about cases, for machines that watch: how many are open, dangerous and late."""

from collections.abc import Iterator

from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.meters import Figure
from moderation.models import Alarm, Case
from moderation.models.case import AT_ONCE


def figures() -> Iterator[Figure]:
    """Open cases, and alarms that nobody has answered."""
    columns = (
        func.count().label("open"),
        func.count().filter(Case.urgency == AT_ONCE).label("high"),
        func.count().filter(Case.due_at < now()).label("overdue"),
    )
    row = db.session.execute(select(*columns).where(Case.state == "open")).one()
    yield Figure("cases_open", "Cases in which staff have the next word.", row.open)
    yield Figure("cases_high", "Open cases that could do harm.", row.high)
    yield Figure("cases_overdue", "Open cases past their due time.", row.overdue)
    unanswered = select(func.count()).select_from(Alarm).where(Alarm.ended_at.is_(None))
    yield Figure("alarms_open", "Alarms that nobody has answered.", db.session.scalar(unanswered) or 0)
