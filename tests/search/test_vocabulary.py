"""What words a text has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import vocabulary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Routers", ["routers"]),
        ("CAFÉ ﬁbre", ["cafe", "fibre"]),
        ("can't", ["can", "not"]),
        ("cant", ["can", "not"]),
        ("can’t", ["can", "not"]),
        ("pls help", ["please", "help"]),
        ("Wi-Fi", ["wifi"]),
        ("reset-button", ["reset", "button"]),
        ("2.4 GHz", ["2.4", "ghz"]),
        ("#BatteryLife", ["battery", "life"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_different_spellings_are_the_same_words(typed: str, meant: list[str]):
    assert vocabulary.words(typed) == meant


def test_similarity_does_not_look_at_handles_addresses_and_emoji():
    assert vocabulary.words("@LanternetHelp help 😡 https://lanternet.example/reset") == ["help"]


def test_handles_addresses_and_emoji_can_be_searched_for():
    found = vocabulary.terms("@LanternetHelp 😡 https://lanternet.example/reset @help@lanternet.example")
    assert "lanternethelp" in found
    assert "😡" in found
    assert "reset" in found
    assert found.count("lanternet") == 2


def test_a_face_says_how_somebody_feels():
    assert vocabulary.terms("no signal :(") == ["no", "signal", "sad"]


def test_inflections_share_a_stem():
    assert len({vocabulary.stem(word) for word in ("disconnect", "disconnects", "disconnected", "disconnecting")}) == 1


def test_common_words_are_kept_because_short_questions_need_them():
    assert vocabulary.words("how do I get in") == ["how", "do", "i", "get", "in"]


def test_slang_is_read_from_the_file_an_operator_edits():
    assert len(vocabulary.slang()) > 150
    assert vocabulary.slang()["btw"] == ("by", "the", "way")
    assert all(short == vocabulary.fold(short) for short in vocabulary.slang())


def test_places_of_tokens_point_into_the_text():
    text = "Café's wifi: can't log-in"
    assert [text[token.start : token.end] for token in vocabulary.tokens(text)] == ["Café's", "wifi", "can't", "log-in"]


@given(st.text())
def test_any_text_at_all_has_words(text: str):
    for token in vocabulary.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.words
        assert all(word and len(word) <= vocabulary.LONGEST_WORD for word in token.words)


def test_a_very_long_word_is_cut():
    assert vocabulary.words("x" * 20_000) == ["x" * vocabulary.LONGEST_WORD]
