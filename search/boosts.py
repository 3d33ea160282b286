"""What raises an answer among equally like ones: small, explicit amounts on a rank that lies between 0 and 1."""

from datetime import datetime

import numpy as np

from search.arrays import Array

ACCEPTED = 0.02
VOTES, MANY_VOTES = 0.02, 20
FRESH, HALF_LIFE = 0.01, 365.0
_DAY = 86_400
_VOTED = VOTES * np.log1p(np.arange(MANY_VOTES + 1)) / np.log1p(MANY_VOTES)


def day_of(at: datetime | None) -> int:
    """Days since 1970; 0 for an unknown instant, which counts as old."""
    return int(at.timestamp() // _DAY) if at else 0


def boost(solved: Array, votes: Array, days: Array, today: int) -> Array:
    """Of each thread: its answer was accepted, how it was voted (MANY_VOTES count whole), how old it is.

    `today` 0 leaves age out.
    """
    raised: Array = ACCEPTED * solved + _VOTED.take(votes, mode="clip")
    if today:
        raised += FRESH * np.exp2(np.minimum(0, days - today) / HALF_LIFE)
    return raised
