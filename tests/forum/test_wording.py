"""When two posts say the same, and when they only seem to."""

import pytest

from forum import wording

SECRET = "a secret of forty letters, as long as needed"
CALM = "The heater in my kitchen makes a strange noise every morning when it starts and I would like to know how to make it stop"


def is_same(one: str, other: str) -> bool:
    first, second = wording.of(one, SECRET), wording.of(other, SECRET)
    if first is None or second is None:
        return False
    shares = bool(set(enumerate(first.bands)) & set(enumerate(second.bands)))
    return first.key == second.key or (shares and wording.is_near(first.text, second.text, lambda text: None))


@pytest.mark.parametrize(
    "other",
    [
        f"RT @mara: {CALM}",
        f"Please share! RT @mara: @LanternetHelp {CALM} via @somebody",
        f"@LanternetHelp {CALM.upper()}!!! 😡😡😡 https://t.co/abc",
        CALM.replace("strange", "stra\u00adnge").replace("noise", "no\u200bise").replace(" my ", "  my\n"),
        CALM.replace("noise", "noi\u017fe"),
        f"\u201c{CALM}\u201d @a @b",
        f"{CALM} soon",
    ],
)
def test_another_dress_is_the_same(other):
    assert is_same(CALM, other)


@pytest.mark.parametrize(
    "other",
    [
        CALM.replace("would like", "would not like"),
        CALM.replace("noise", "smell"),
        f"{CALM} or my son gets hurt",
        f"{CALM} my son was burned",
        f"{CALM} 2",
        f"{CALM} fixed",
        CALM.replace("heater", "heater at 12 Elm Street"),
        CALM.removesuffix(" and I would like to know how to make it stop"),
    ],
)
def test_what_somebody_adds_or_turns_is_theirs(other):
    assert not is_same(CALM, other)


@pytest.mark.parametrize(
    "one", ["I am injured", "I was hurt by your heater last night", "thank you", "please help me @brand", "", "@a @b"]
)
def test_short_texts_are_the_same_only_to_the_letter(one):
    assert not is_same(one, one.replace("am", "am not").replace("was", "was not") + " ok")


def test_what_many_say_of_different_things_is_nobodys_echo():
    for text in ("thank you!", "@brand please help", "DM sent", "is the worst"):
        assert wording.of(text, SECRET) is None


def test_a_key_tells_nothing_without_the_secret():
    masked = wording.of(CALM + " 4111 1111 1111 1111", SECRET, is_masked=True)
    assert masked is not None and not masked.text and not masked.bands
    other = wording.of(CALM + " 4111 1111 1111 1111", SECRET[::-1], is_masked=True)
    assert other is not None and other.key != masked.key
