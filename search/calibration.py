"""From what score on something is similar on this site: judged by everyday questions that it cannot answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from search.asked import Asked, asked

BACKGROUND_FILE = Path(__file__).with_name("background.txt")
PERCENTILE = 95
LOWEST, HIGHEST = 0.25, 0.60
FEWEST = 20
GROWTH = 1.25
ENOUGH, REACH = 300, 0.12


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Below `score` nothing is similar.

    `background` was found when the index held `count` threads, 0 for the one to start with; `learnt` from people, once
    enough of them have said that something solved it.
    """

    background: float = 0.28
    count: int = 0
    learnt: float | None = None

    @property
    def score(self) -> float:
        """What holds now: people's word before our own questions'."""
        return self.background if self.learnt is None else self.learnt

    def is_stale(self, count: int) -> bool:
        """The index has changed so much that the cutoff should be found anew; a very small one says nothing."""
        return count >= FEWEST and not self.count / GROWTH < count < self.count * GROWTH


FIRST = Cutoff()


@cache
def background() -> tuple[Asked, ...]:
    """Our own everyday questions, ready to be asked."""
    lines = BACKGROUND_FILE.read_text("utf-8").splitlines()
    return tuple(asked(line) for line in lines if not line.startswith("#"))


def learnt(outcomes: Sequence[tuple[float, bool]], background: float) -> float | None:
    """The score that best tells what solved it from what was shown in vain; None while ENOUGH have not said so.

    outcomes: (score, whether it solved it) of what was shown. It stays within REACH of the background's, so that a few
    odd weeks cannot silence the place or fill it with noise.
    """
    helped = np.array([score for score, is_solved in outcomes if is_solved])
    in_vain = np.array([score for score, is_solved in outcomes if not is_solved])
    if len(helped) < ENOUGH or len(in_vain) < ENOUGH:
        return None
    tried = np.round(np.linspace(background - REACH, background + REACH, 41), 4)
    kept = [(helped >= score).mean() - (in_vain >= score).mean() for score in tried]
    return float(min(max(tried[int(np.argmax(kept))], LOWEST), HIGHEST))


def calibrated(best_score: Callable[[Asked], float], count: int, before: Cutoff = FIRST) -> Cutoff:
    """The score that all but one in twenty background questions stay below, within bounds that hold everywhere."""
    score = float(np.percentile([best_score(question) for question in background()], PERCENTILE))
    return replace(before, background=round(min(max(score, LOWEST), HIGHEST), 4), count=count)
