"""From what score on something is similar on this site: judged by everyday questions that it cannot answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from search.asked import Asked, asked

BACKGROUND_FILE = Path(__file__).with_name("background.txt")
PERCENTILE = 95
LOWEST, HIGHEST = 0.25, 0.60
FEWEST = 20
GROWTH = 1.25


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Below `score` nothing is similar; found when the index held `count` threads, 0 for the one to start with."""

    score: float = 0.28
    count: int = 0

    def is_stale(self, count: int) -> bool:
        """The index has changed so much that the cutoff should be found anew; a very small one says nothing."""
        return count >= FEWEST and not self.count / GROWTH < count < self.count * GROWTH


@cache
def background() -> tuple[Asked, ...]:
    """Our own everyday questions, ready to be asked."""
    lines = BACKGROUND_FILE.read_text("utf-8").splitlines()
    return tuple(asked(line) for line in lines if not line.startswith("#"))


def calibrated(best_score: Callable[[Asked], float], count: int) -> Cutoff:
    """The score that all but one in twenty background questions stay below, within bounds that hold everywhere."""
    score = float(np.percentile([best_score(question) for question in background()], PERCENTILE))
    return Cutoff(round(min(max(score, LOWEST), HIGHEST), 4), count)
