"""BM25's part of a word: more of the same stops to count, sooner in a short text than in a long one."""

from typing import NamedTuple

import numpy as np

from search.arrays import Array, Floats, Ints

K1, B = 1.2, 0.75


class Saturation:
    """How much the counts of one side (questions, or answers) of a segment's threads count, at this mean length."""

    def __init__(self, lengths: Array, mean: float) -> None:
        self._slopes: Floats = (K1 * (1 - B + B * lengths / max(mean, 1e-9))).astype(np.float32)

    def slopes(self, docs: Ints) -> Floats:
        """Of each of these threads K1 (1 - B + B length / mean length): the count that is half of what is possible."""
        return self._slopes[docs]

    def of(self, docs: Ints, counts: Array) -> Floats:
        """Of each thread that has a word so often: between 0 and K1 + 1."""
        return saturated(counts.astype(np.float32), self._slopes.take(docs))


class Saturations(NamedTuple):
    """Of a segment's two sides."""

    question: Saturation
    answer: Saturation


def saturated(counts: Array, slopes: Array) -> Array:
    """What counts count at these slopes."""
    parts: Array = (K1 + 1) * counts / (counts + slopes)
    return parts
