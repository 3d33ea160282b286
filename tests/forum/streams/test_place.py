"""A place in the event table: whatever the order of commits and wherever the stream breaks, each event is heard once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.services.news import Place


@given(st.permutations(range(1, 15)), st.lists(st.integers(0, 14), max_size=4), st.randoms())
def test_each_event_is_heard_once_in_any_order_and_over_any_break(order: list[int], breaks: list[int], chance):
    place, heard = Place(0), []
    for step, _ in enumerate(order, start=1):
        committed = order[:step]
        if step in breaks:
            place = Place.read(str(place))
        for key in sorted(committed):
            if not place.has(key):
                heard.append(key)
                place = place.after([key])
        missing = set(range(1, max(committed))) - set(committed)
        if chance.random() < 0.5:
            place = place.after((), min(missing) - 1 if missing else max(committed))
    assert sorted(heard) == list(range(1, 15))
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize("text", ["", "x", "1.x", "-1", "1..2", "9" * 18, ".".join(["1"] * 400), "１"])
def test_what_is_no_place_is_none(text: str):
    assert Place.read(text) is None


def test_a_place_is_a_number_where_nothing_is_missing():
    assert str(Place(94).after([95, 97])) == "94.95.97"
    assert str(Place(94).after([95, 97], 97)) == "97"
