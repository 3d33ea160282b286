"""Words fitted to a network: never over its limit, whole where they fit, and no link or letter is ever cut."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum.channels.fitting import CAPABILITIES, Capabilities, capabilities, fitted, graphemes, length

LINK = "https://help.lanternet.example/posts/4711"
FAMILY, FLAG = "👩‍👩‍👧‍👦", "🇩🇪"
WORDS = st.text(alphabet=st.sampled_from("aeé ñ\n.!?。日本e\u0301👍🏽👩\u200d🔬🇩🇪한" + "ภ\u0e34"), max_size=400)
LINKS = st.lists(st.sampled_from([LINK, "https://a.example/b.c?d=1", "see", "lantern.example", FAMILY]), max_size=60)
LIMITS = st.sampled_from(
    [*CAPABILITIES.values(), Capabilities(60, "weighted"), Capabilities(45, "graphemes"), Capabilities(5)]
)


def texts() -> st.SearchStrategy[str]:
    return st.tuples(WORDS, LINKS, WORDS).map(lambda parts: f"{parts[0]} {' '.join(parts[1])} {parts[2]}")


@given(texts(), LIMITS)
def test_it_is_never_over_the_limit(text: str, limits: Capabilities):
    assert length(fitted(text, LINK, limits), limits.char_unit) <= limits.max_chars


@given(texts(), LIMITS)
def test_no_link_is_cut(text: str, limits: Capabilities):
    whole = set(re.findall(r"https?://\S+", text)) | {LINK}
    assert set(re.findall(r"https?://[^\s…]+", fitted(text, LINK, limits))) <= whole


@given(texts(), LIMITS)
@example("  ???? \u0301", Capabilities(5))
@example("??。\u0301??", Capabilities(5))
def test_no_letter_is_cut(text: str, limits: Capabilities):
    import regex

    def letters(words: str) -> list[str]:
        """Word by word, for an accent after a space belongs to no letter before it."""
        return [letter for word in words.split() for letter in regex.findall(r"\X", word)]

    kept = letters(fitted(text, "", limits).removesuffix("…"))
    assert kept == letters(text)[: len(kept)]


@given(texts())
@example("🇩\u200d🇩")
def test_graphemes_are_those_of_unicode(text: str):
    import regex

    assert graphemes(text) == regex.findall(r"\X", text)


@given(st.text(max_size=60))
def test_graphemes_put_together_are_the_text(text: str):
    assert "".join(graphemes(text)) == text


def test_what_fits_stays_whole_with_the_link_below():
    assert fitted("Choose channel 36.", LINK, capabilities("mastodon")) == f"Choose channel 36.\n{LINK}"


def test_what_is_too_long_is_cut_at_a_sentence():
    text = "Choose channel 36. It has no radar. " + "Then restart both points and wait a while. " * 20
    said = fitted(text, LINK, capabilities("twitter"))
    words, link = said.rsplit("\n", 1)
    assert link == LINK
    assert words.startswith("Choose channel 36. It has no radar. Then")
    assert words.endswith(".")
    assert 200 < length(said, "weighted") <= 280


def test_a_sentence_without_an_end_is_cut_at_a_word():
    said = fitted("channel " * 60, "", capabilities("twitter"))
    assert said.endswith("channel…")
    assert fitted("ж" * 400, "", capabilities("bluesky")) == "ж" * 299 + "…"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("hello", 5),
        (LINK, 23),
        (f"see {LINK}.", 28 - 1),
        ("日本", 4),
        (FAMILY, 2),
        (FLAG, 2),
        ("é", 1),
        ("e\u0301", 1),
        ("a.co", 23),
    ],
)
def test_x_weighs_links_and_letters(text: str, weight: int):
    assert length(text, "weighted") == weight


def test_a_family_is_one_grapheme_and_seven_code_points():
    assert (length(FAMILY, "graphemes"), length(FAMILY, "chars")) == (1, 7)


def test_a_network_we_do_not_know_takes_something_long():
    assert capabilities("carrier-pigeon").max_chars == 10_000
