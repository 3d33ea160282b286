"""The numpy tools of the similarity index."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from search.arrays import best, lists_of, places, spread, union

scores = arrays(np.float32, st.integers(0, 3_000), elements=st.integers(0, 50).map(float))


@settings(max_examples=25, deadline=None)
@given(scores, st.integers(1, 8))
def test_the_best_are_found_without_sorting_everything(values: np.ndarray, count: int):
    found = values[best(values, count)]
    assert sorted(found.tolist(), reverse=True) == sorted(values[values > 0].tolist(), reverse=True)[:count]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=20))
def test_ranges_are_spread_one_after_the_other(ranges: list[tuple[int, int]]):
    starts, counts = (np.array([pair[side] for pair in ranges], np.int64) for side in (0, 1))
    assert spread(starts, counts).tolist() == [start + step for start, count in ranges for step in range(count)]


def test_lists_are_taken_in_any_order():
    lists = lists_of(np.array([2, 0, 1]), np.array([7, 8, 9]))
    sizes, items = lists.take(np.array([2, 1, 0]))
    assert len(lists) == 3
    assert (sizes.tolist(), items.tolist()) == ([1, 0, 2], [9, 7, 8])


def test_names_are_found_where_they_stand():
    names = np.array([30, 10, 20], np.uint64)
    wanted = np.array([10, 11, 30, 99], np.uint64)
    assert places(names, np.argsort(names).astype(np.uint32), wanted).tolist() == [1, -1, 0, -1]
    assert places(names[:0], np.zeros(0, np.uint32), wanted).tolist() == [-1] * 4


def test_joined_names_say_where_each_part_went():
    names, maps, first = union([np.array([5, 3], np.uint64), np.array([3, 9], np.uint64)])
    assert names.tolist() == [5, 3, 9]
    assert [where.tolist() for where in maps] == [[0, 1], [1, 2]]
    assert first.tolist() == [0, 1, 3]
