"""Service levels: how many questions the brand answered, and how soon, by the posts' own times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderation.reports.facts import DAY, NEVER, SECOND, Numbers, facts, micros_of
from moderation.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Levels:
    """What became of the questions (`roots`) asked until an instant.

    Answered: a brand has posted anywhere below. Within 24 h is at most 86,400 s, over is more. Seconds are floats, and
    None where there is nothing to count.
    """

    roots: int
    answered_by_brand: int
    unanswered: int
    unanswered_over_24h: int
    answered_within_24h: int
    response_rate_24h: float | None
    first_response_seconds: dict[str, float | None]


def service_levels(as_of: datetime, channel: str = "", brand: str = "") -> Levels:
    """The levels of all questions as of an instant."""
    found = facts(Scope(as_of, channel, brand))
    return levels(found.asked, found.answered, micros_of(as_of))


def levels(asked: Numbers, answered: Numbers, as_of: int) -> Levels:
    """The levels of questions asked and answered at these instants (NEVER where they are not)."""
    is_answered = answered != NEVER
    took = answered[is_answered] - asked[is_answered]
    roots, within = len(asked), int((took <= DAY).sum())
    return Levels(
        roots=roots,
        answered_by_brand=len(took),
        unanswered=roots - len(took),
        unanswered_over_24h=int((as_of - asked[~is_answered] > DAY).sum()),
        answered_within_24h=within,
        response_rate_24h=round(within / roots, 4) if roots else None,
        first_response_seconds={"median": quantile(took / SECOND, 0.5), "p90": quantile(took / SECOND, 0.9)},
    )


def quantile(values: NDArray[Any], share: float) -> float | None:
    """The value below which this share of the values lies, by linear interpolation; None of nothing."""
    return float(np.quantile(values, share)) if len(values) else None
