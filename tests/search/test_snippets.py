"""The piece of a post that shows why it was found."""

from hypothesis import given
from hypothesis import strategies as st

from search.snippets import WIDTH, snippet

FILLER = "It worked for years and then one day it simply did not. " * 8


def marked(text: str, *stems: str) -> list[str]:
    shown, places = snippet(text, frozenset(stems))
    return [shown[start:end] for start, end in places]


def test_a_short_post_is_shown_whole_with_its_words_marked():
    shown, places = snippet("Reset the router,\n then RESETTING helps", frozenset({"reset"}))
    assert shown == "Reset the router, then RESETTING helps"
    assert [shown[start:end] for start, end in places] == ["Reset", "RESETTING"]


def test_a_long_post_is_shown_where_most_words_are():
    shown, places = snippet(f"{FILLER} router {FILLER} reset the router now {FILLER}", frozenset({"reset", "router"}))
    assert "reset the router now" in shown
    assert len(shown) <= WIDTH
    assert len(places) == 2


def test_slang_is_marked_where_it_stands():
    assert marked("pls help", "pleas") == ["pls"]


def test_markup_in_a_post_stays_text():
    shown, _ = snippet("<b>router</b> & <script>alert(1)</script>", frozenset({"router"}))
    assert shown == "<b>router</b> & <script>alert(1)</script>"


@given(st.text(max_size=2_000), st.sets(st.text(max_size=5)))
def test_marks_always_lie_inside_what_is_shown(text: str, stems: set[str]):
    shown, places = snippet(text, frozenset(stems))
    assert len(shown) <= max(WIDTH, 1)
    assert all(0 <= start < end <= len(shown) for start, end in places)
