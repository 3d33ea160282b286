"""Canned texts: what is filled in, and that nothing said by people becomes markup or is filled in again."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.services import texts

FACTS = {"name": "mara", "title": "It hums", "brand": "Hearth", "me": "ines"}


def test_gaps_are_filled_in_and_others_stay():
    assert texts.filled("Hello {name}, {me} of {brand}: {else} {Name}", FACTS) == (
        "Hello mara, ines of Hearth: {else} {Name}"
    )


def test_a_name_that_looks_like_a_gap_or_a_link_is_only_words():
    tricky = {**FACTS, "name": "{title} [x](http://evil.example) `<b>`\nq"}
    assert texts.filled("Hello {name}", tricky) == "Hello {title} (x)(http://evil.example) '‹b›' q"


@given(st.text(max_size=80))
def test_whatever_somebody_is_called_nothing_around_it_changes(name: str):
    filled = texts.filled("A {name} Z", {"name": name})
    assert filled.startswith("A ")
    assert filled.endswith(" Z")
    assert not set("[]<>`\\\n") & set(filled)


def test_gaps_that_nothing_fills_are_named_once():
    assert texts.unknown_placeholders("{nmae} {name} {nmae} {x y}") == ["nmae"]
