"""The query grammar: what people type, and what it asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import MOST_WORDS, Filter, Query, Word, parse


def stems(query: Query) -> list[str]:
    return [word.readings[0][0] for word in query.words]


def test_words_are_stems_that_remember_how_they_were_typed():
    assert parse("Routers rebooting").words == (Word("Routers", (("router",),)), Word("rebooting", (("reboot",),)))


def test_quotes_make_a_phrase_and_minus_leaves_out():
    query = parse('"guest network" -password -"old app" slow')
    assert query.phrases == ((("guest", "network"),),)
    assert query.excluded == ((("password",),), (("old", "app"),))
    assert stems(query) == ["slow"]


def test_filters_are_read_in_any_case_and_with_quotes():
    query = parse('IS:Unanswered tag:"late fees" by:@Mara CHANNEL:twitter brand:Lanternet -tag:spam')
    assert query.filters == (
        Filter("is", "unanswered"),
        Filter("tag", "late fees"),
        Filter("by", "mara"),
        Filter("channel", "twitter"),
        Filter("brand", "lanternet"),
        Filter("tag", "spam", is_excluded=True),
    )
    assert not query.has_text


@pytest.mark.parametrize("typed", ["is:open", "colour:red", "tag:", "https://lanternet.example"])
def test_what_is_no_filter_is_words(typed: str):
    query = parse(typed)
    assert not query.filters
    assert query.words


@pytest.mark.parametrize("typed", ["", "   ", "-", '"', '""', "\0", "!!!", '-""'])
def test_nothing_asked_for_is_an_empty_query(typed: str):
    assert parse(typed).is_empty


def test_curly_and_unbalanced_quotes_are_read_as_meant():
    assert parse("“guest network”").phrases == ((("guest", "network"),),)
    assert parse('slow "guest network').phrases == ((("guest", "network"),),)


def test_a_hyphen_inside_a_word_is_no_minus():
    query = parse("re-boot wi-fi")
    assert not query.excluded
    assert stems(query) == ["re", "boot", "wifi"]


def test_very_long_queries_are_cut():
    query = parse(" ".join(f"word{number}" for number in range(5_000)))
    assert len(query.words) == MOST_WORDS


@given(st.text())
def test_any_input_at_all_parses(typed: str):
    query = parse(typed)
    assert all(query.phrases)
    assert all(query.excluded)
