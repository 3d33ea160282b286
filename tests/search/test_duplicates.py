"""Which of two questions may be the same: enough words, enough likeness, and no number that tells them apart."""

from search.documents import Match
from search.duplicates import are_told_apart, same

STORY = (
    "Ember loses the mesh\n"
    + "since the storm last week the small one in our garden house drops off at seven and is back at eight"
)
TERMS = ("ember", "mesh", "loses", "the")


def held(score: float, terms: tuple[str, ...] = TERMS, asked: str = STORY, cutoff: float = 0.3) -> bool:
    return bool(same(asked, [Match(1, score, 0.0, terms)], {1: "Ember loses mesh\n"}, cutoff))


def test_a_short_question_has_to_be_nearer_than_one_that_tells_a_story():
    assert held(0.58) and not held(0.56)
    assert held(0.69, asked="Ember loses the mesh") and not held(0.67, asked="Ember loses the mesh")


def test_one_long_word_does_not_decide():
    assert not held(0.9, ("coronavirus", "is", "what"))


def test_on_a_site_where_everything_is_alike_it_has_to_be_nearer():
    assert not held(0.69, cutoff=0.6) and held(0.71, cutoff=0.6)


def test_numbers_tell_apart_when_each_title_has_one_of_its_own():
    assert are_told_apart("Error 4001 since 4.3.0", "Error 4002 since 4.3.0\nError 4001 was before")
    assert not are_told_apart("Error 4001 since the update", "Error 4001 on two Wicks, 2 a day")
    assert not are_told_apart("Where is it?\n12 of them", "Where is it?\n13 of them")
    assert not are_told_apart("@115854 help me", "@33810 help me")


def test_of_a_storm_the_first_one_counts():
    matches = [Match(number, 1.0 - number / 1e4, 0.0, TERMS) for number in (3, 1, 2)]
    assert [match.thread_id for match in same(STORY, matches, dict.fromkeys((1, 2, 3), STORY), 0.3)] == [1, 2, 3]
