"""Words cut to what a network takes: never over its limit, at a sentence if one ends, never within a link or letter."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["chars", "graphemes", "weighted"]
Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """How long a post of a network may be, and what it counts: code points, graphemes, or X's weights."""

    max_chars: int
    char_unit: Unit = "chars"


_X = Capabilities(280, "weighted")
CAPABILITIES = {
    "twitter": _X,
    "x": _X,
    "bluesky": Capabilities(300, "graphemes"),
    "mastodon": Capabilities(500),
    "reddit": Capabilities(10_000),
}
OTHERS = Capabilities(10_000)
LINK_WEIGHT = 23  # of any link on X, however long
ELLIPSIS = "…"

_LINK = re.compile(r"https?://[^\s<>\"\[\]]+", re.I)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?![\w@-])", re.I)  # X makes links of these as well
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+|\n)")
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001fbff]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_TONE_OR_TAG = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\uff9e\uff9f]")
_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


def capabilities(channel: str) -> Capabilities:
    """What a network takes; of one that is not known something long."""
    return CAPABILITIES.get(channel, OTHERS)


def length(text: str, unit: Unit) -> int:
    """How long a text is for a network that counts like this."""
    if unit == "chars":
        return len(text)
    if unit == "graphemes":
        return len(graphemes(text))
    return _weight(text)


def fitted(text: str, link: str, limits: Capabilities) -> str:
    """The text with the link below it, no longer than the network takes: whole, or cut at a sentence, else at a word.

    Where not even the link fits, the text goes alone.
    """
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())

    def with_link(words: str) -> str:
        return "\n".join(part for part in (words, link) if part)

    def fits(words: str) -> bool:
        return length(with_link(words), limits.char_unit) <= limits.max_chars

    if not fits(""):
        return fitted(text, "", limits) if link else ""
    if fits(text):
        return with_link(text)
    return with_link(_longest(_ends(text), text, fits) or _cut(text, fits))


def _longest(places: Iterator[int], text: str, fits: Fits) -> str:
    """The longest beginning that ends at one of these (ascending) places and fits; "" when none does."""
    best = ""
    for place in places:
        words = text[:place].rstrip()
        if not fits(words):
            break
        best = words
    return best


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, but for places within a link."""
    links = [match.span() for match in _LINK.finditer(text)]
    for found in _END.finditer(text):
        if not any(start < found.end() < end for start, end in links):
            yield found.end()


def _cut(text: str, fits: Fits) -> str:
    """The longest beginning with an ellipsis: before a space, else before a letter; links stay whole or go."""
    best = at_space = ""
    words = ""
    for atom in _atoms(text):
        if atom.isspace() and best:
            at_space = best
        words += atom
        if not fits(words.rstrip() + ELLIPSIS):
            break
        best = words.rstrip()
    chosen = at_space if len(at_space) > len(best) // 2 else best
    return chosen + ELLIPSIS if chosen else ""


def _atoms(text: str) -> Iterator[str]:
    """What must not be cut: links, and graphemes between them."""
    end = 0
    for link in _LINK.finditer(text):
        yield from graphemes(text[end : link.start()])
        yield link[0]
        end = link.end()
    yield from graphemes(text[end:])


def graphemes(text: str) -> list[str]:
    """What people take for one letter or picture each, by the rules of Unicode (UAX 29) that matter here."""
    found: list[str] = []
    for letter in text:
        if found and _joins(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _joins(before: str, letter: str) -> bool:
    """Whether a code point belongs to the grapheme before it."""
    last = before[-1]
    if letter == "\n":
        return before == "\r"
    if unicodedata.category(last) in ("Cc", "Zl", "Zp"):
        return False
    if letter in (_JOINER, _NON_JOINER) or _TONE_OR_TAG.match(letter):
        return True
    if unicodedata.category(letter) in ("Mn", "Me", "Mc"):
        return True
    if last == _JOINER:
        return bool(_PICTURE.match(letter) and _PICTURE.match(before))
    if _FLAG.match(letter):
        return len(before) % 2 == 1 and all(map(_FLAG.match, before))
    return _is_syllable(last, letter)


def _is_syllable(last: str, letter: str) -> bool:
    """Whether two parts of Hangul stand in one syllable."""
    a, b = _hangul(last), _hangul(letter)
    return (a, b) in {("L", "L"), ("L", "V"), ("L", "S"), ("V", "V"), ("V", "T"), ("S", "V"), ("S", "T"), ("T", "T")}


def _hangul(letter: str) -> str:
    code = ord(letter)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    return "S" if 0xAC00 <= code <= 0xD7A3 else ""


def _weight(text: str) -> int:
    """X's weights: a link 23, a picture 2, a light letter 1, others 2; a bare address at least as much as a link."""
    text = unicodedata.normalize("NFC", text)
    total, end = 0, 0
    for link in _LINK.finditer(text):
        total += _weight_of_words(text[end : link.start()]) + LINK_WEIGHT
        end = link.end()
    return total + _weight_of_words(text[end:])


def _weight_of_words(text: str) -> int:
    short = sum(max(0, LINK_WEIGHT - len(bare[0])) for bare in _BARE.finditer(text))
    return short + sum(map(_weight_of_grapheme, graphemes(text)))


def _weight_of_grapheme(grapheme: str) -> int:
    is_picture = len(grapheme) > 1 and (_PICTURE.match(grapheme) or _FLAG.match(grapheme))
    if is_picture and not _LIGHT.match(grapheme):
        return 2
    return sum(1 if _LIGHT.match(letter) else 2 for letter in grapheme)
