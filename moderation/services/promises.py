"""The operator's promises, from the settings."""

from datetime import datetime, timedelta

from forum import settings
from moderation import sla


def policy() -> sla.Policy:
    """What this operator promises."""
    given = settings.current()
    return sla.Policy(
        peers_first=timedelta(hours=given.peers_first_hours),
        answer_within=timedelta(hours=given.answer_within_hours),
        high_risk_within=timedelta(hours=given.high_risk_within_hours),
    )


def due_at(since: datetime, is_high: bool = False) -> datetime:
    """By when a question must be answered whose clock began then."""
    return sla.due_at(since, is_high, policy())


def look_by(asked_at: datetime) -> datetime:
    """By when somebody must have looked at what readers reported, or an author asked to have looked at again."""
    return asked_at + timedelta(hours=settings.current().flag_within_hours)


def staff_from(asked_at: datetime) -> datetime:
    """From when a question that nobody has answered is the staff's."""
    return sla.staff_from(asked_at, policy())
