"""How counts of a word count: more of the same less and less, and less in a long text."""

import numpy as np

from search.bm25 import K1, Saturation


def test_more_of_the_same_counts_less_and_less_and_never_more_than_its_limit():
    threads, counts = np.zeros(4, np.intp), np.array([1, 2, 50, 255], np.uint8)
    parts = Saturation(np.array([10], np.uint16), 10.0).of(threads, counts)
    steps = np.diff(parts)
    assert parts[0] == 1 and steps[0] > steps[2] > 0
    assert parts[-1] < K1 + 1


def test_the_same_count_counts_less_in_a_long_text_than_in_a_short_one():
    short, long = Saturation(np.array([5, 50], np.uint16), 10.0).of(np.arange(2), np.array([1, 1], np.uint8))
    assert short > 1 > long


def test_where_nobody_wrote_anything_nothing_is_divided_by_nothing():
    assert np.isfinite(Saturation(np.array([0], np.uint16), 0.0).of(np.arange(1), np.array([1], np.uint8))).all()
