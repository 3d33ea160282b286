"""Who is asked first: whoever answered such things well, often and lately; and nobody who did not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from search.experts import FADING, Activity, Answered, activity_score, ranked, recency

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
THEO, KETTLE, NILS = 1, 2, 3
LATELY = Activity(4, NOW - timedelta(days=1))


def people(*answered: Answered, **active: Activity) -> list[int]:
    activities = {{"theo": THEO, "kettle": KETTLE, "nils": NILS}[name]: each for name, each in active.items()}
    return [expert.person for expert in ranked(answered, activities, NOW)]


def test_whoever_answered_lately_goes_before_whoever_left_long_ago_though_both_know():
    near = Answered(THEO, 7, 0.9), Answered(KETTLE, 8, 0.5)
    assert people(*near, theo=Activity(40, NOW - timedelta(days=400)), kettle=LATELY) == [KETTLE, THEO]


def test_of_two_equally_active_people_the_one_who_solved_such_a_thing_goes_first():
    near = Answered(THEO, 7, 0.2, worth=0.3), Answered(KETTLE, 8, 0.9, is_accepted=True)
    assert people(*near, theo=LATELY, kettle=LATELY) == [KETTLE, THEO]


def test_nobody_is_named_who_never_answered_anything_like_it_or_is_not_active():
    near = Answered(THEO, 7, 0.0), Answered(KETTLE, 8, 0.5, worth=0.0), Answered(NILS, 9, 0.5)
    assert people(*near, theo=LATELY, kettle=LATELY) == []
    assert ranked([], {THEO: LATELY}, NOW) == []


def test_the_reason_is_the_nearest_thread_that_was_answered_well():
    near = [Answered(THEO, 7, 0.4, True), Answered(THEO, 8, 0.9, False, 0.3), Answered(THEO, 7, 0.4, True)]
    (expert,) = ranked(near, {THEO: LATELY}, NOW)
    assert (expert.thread_id, expert.is_accepted, expert.near) == (7, True, 2)


def test_a_person_fades_with_time_and_the_future_counts_as_now():
    assert recency(NOW, NOW) == 1
    assert recency(NOW + timedelta(hours=1), NOW) == 1
    assert 0.36 < recency(NOW - FADING, NOW) < 0.37
    assert activity_score(Activity(9, NOW), NOW) > activity_score(Activity(3, NOW), NOW)


answers = st.builds(
    Answered,
    person=st.integers(1, 6),
    thread_id=st.integers(1, 9),
    score=st.floats(0, 1),
    is_accepted=st.booleans(),
    worth=st.floats(0, 1),
)
activities = st.dictionaries(
    st.integers(1, 6),
    st.builds(Activity, st.integers(1, 99), st.integers(0, 900).map(lambda d: NOW - timedelta(days=d))),
)


@given(st.lists(answers), activities, st.integers(0, 5))
def test_each_person_is_named_once_best_first_whatever_the_order_of_the_facts(near, active, limit):
    found = ranked(near, active, NOW, limit)
    assert len({expert.person for expert in found}) == len(found) <= limit
    assert [expert.score for expert in found] == sorted((expert.score for expert in found), reverse=True)
    assert [(expert.person, expert.thread_id) for expert in ranked(near[::-1], active, NOW, limit)] == [
        (expert.person, expert.thread_id) for expert in found
    ]
