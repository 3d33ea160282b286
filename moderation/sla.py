"""When somebody has to act: pure clocks over instants in UTC and the operator's promises."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator promises: an answer within a day, peers first for two hours, high risk within the hour."""

    answer_within: timedelta = timedelta(hours=24)
    peers_first: timedelta = timedelta(hours=2)
    high_risk_within: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        """Refuse promises that cannot be kept: every one takes some time."""
        if min(self.answer_within, self.peers_first, self.high_risk_within) <= timedelta(0):
            raise ValueError("every promise of an SLA policy must be longer than nothing")


def due_at(opened_at: datetime, is_high_risk: bool, policy: Policy) -> datetime:
    """By when a question opened then must be answered; what could do harm never later than what could not."""
    if is_high_risk:
        return opened_at + min(policy.high_risk_within, policy.answer_within)
    return opened_at + policy.answer_within


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """Whether the promise is broken: at the due instant itself it is still kept."""
    return now > due_at


def staff_from(asked_at: datetime, policy: Policy) -> datetime:
    """From when a question that nobody has answered is the staff's, and no longer the peers' alone.

    Never later than it is due: with a short promise peers have half of it.
    """
    return asked_at + min(policy.peers_first, policy.answer_within / 2)
