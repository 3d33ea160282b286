"""The strip plot: where the dots lie, which are late, and what is left out when there are too many."""

from itertools import pairwise

import pytest

from moderation.reports.strip_plot import DAY, HOUR, LANES, MINUTE, MOST_DOTS, place, sampled, strip_plot

WEEK = 7 * DAY


def test_the_line_is_logarithmic_from_a_minute_to_a_week():
    assert place(MINUTE, WEEK) == 0
    assert place(WEEK, WEEK) == 100
    assert place(HOUR, WEEK) - place(6 * MINUTE, WEEK) == pytest.approx(
        place(10 * HOUR, WEEK) - place(HOUR, WEEK), abs=0.02
    )


def test_what_is_shorter_than_a_minute_stands_at_the_beginning():
    assert [dot.x for dot in strip_plot([(1, -5.0), (2, 0.0), (3, 59.0)]).dots] == [0, 0, 0]


def test_the_line_grows_with_the_longest_and_no_dot_lies_beyond():
    assert strip_plot([(1, HOUR)]).ticks[-1].seconds == WEEK
    assert strip_plot([(1, WEEK + 1)]).ticks[-1].seconds == 30 * DAY
    plot = strip_plot([(1, 40 * 365 * DAY)])
    assert (plot.dots[0].x, plot.ticks[-1].x) == (100, 100)


def test_exactly_a_day_is_not_late_and_lies_on_the_limit():
    on_time, late = strip_plot([(1, DAY), (2, DAY + 1)]).dots
    assert (on_time.is_late, late.is_late) == (False, True)
    assert on_time.x == strip_plot([]).limit.x


def test_up_to_four_hundred_each_question_is_a_dot():
    plot = strip_plot([(key, 60.0 + key) for key in range(MOST_DOTS)])
    assert [dot.key for dot in plot.dots] == list(range(MOST_DOTS))


def test_more_are_sampled_evenly_with_the_quickest_and_the_slowest():
    plot = strip_plot([(key, 60.0 * key) for key in range(4_321)])
    keys = [dot.key for dot in plot.dots]
    steps = {after - before for before, after in pairwise(keys)}
    assert (len(set(keys)), plot.total, keys[0], keys[-1]) == (MOST_DOTS, 4_321, 0, 4_320)
    assert steps == {10, 11}


def test_one_more_than_there_is_room_for_leaves_exactly_one_out():
    assert len(set(sampled([(key, 1.0) for key in range(MOST_DOTS + 1)], MOST_DOTS))) == MOST_DOTS


def test_dots_of_the_same_duration_do_not_hide_one_another():
    dots = strip_plot([(key, HOUR) for key in range(LANES)]).dots
    assert sorted(dot.lane for dot in dots) == list(range(LANES))
    crowded = strip_plot([(key, HOUR) for key in range(10 * LANES)]).dots
    assert {sum(dot.lane == lane for dot in crowded) for lane in range(LANES)} == {10}


def test_a_lonely_dot_lies_in_the_middle():
    assert strip_plot([(1, HOUR)]).dots[0].lane == LANES // 2


def test_nothing_gives_an_empty_line_with_its_marks():
    plot = strip_plot([])
    assert not plot.dots
    assert [tick.seconds for tick in plot.ticks] == [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, WEEK]
