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
_PICTURE = re.compile(  # Extended_Pictographic, so that joiners make one picture of two
    "["
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618"
    "\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660"
    "\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7"
    "\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea"
    "\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714\u2716\u271d\u2721\u2728"
    "\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004"
    "\U0001f02c-\U0001f02f\U0001f094-\U0001f09f\U0001f0af\U0001f0b0\U0001f0c0\U0001f0cf\U0001f0d0"
    "\U0001f0f6-\U0001f0ff\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f1af-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f23c-\U0001f23f\U0001f249-\U0001f25f\U0001f266-\U0001f321\U0001f324-\U0001f393"
    "\U0001f396\U0001f397\U0001f399-\U0001f39b\U0001f39e-\U0001f3f0\U0001f3f3-\U0001f3f5"
    "\U0001f3f7-\U0001f3fa\U0001f400-\U0001f4fd\U0001f4ff-\U0001f53d\U0001f549-\U0001f54e"
    "\U0001f550-\U0001f567\U0001f56f\U0001f570\U0001f573-\U0001f57a\U0001f587\U0001f58a-\U0001f58d"
    "\U0001f590\U0001f595\U0001f596\U0001f5a4\U0001f5a5\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc"
    "\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8"
    "\U0001f5ef\U0001f5f3\U0001f5fa-\U0001f64f\U0001f680-\U0001f6c5\U0001f6cb-\U0001f6d2"
    "\U0001f6d5-\U0001f6e5\U0001f6e9\U0001f6eb-\U0001f6f0\U0001f6f3-\U0001f6ff\U0001f7dc-\U0001f7f0"
    "\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f\U0001f888-\U0001f88f"
    "\U0001f8ae\U0001f8af\U0001f8bc-\U0001f8bf\U0001f8c2-\U0001f8cf\U0001f8d9-\U0001f8ff"
    "\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f9ff\U0001fa58-\U0001fa5f"
    "\U0001fa6e-\U0001faff\U0001fc00-\U0001fffd"
    "]"
)
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
    """Where sentences end, but for places within a link or a letter."""
    links = [match.span() for match in _LINK.finditer(text)]
    for found in _END.finditer(text):
        place = found.end()
        is_in_letter = place < len(text) and _joins(text[place - 1], text[place])
        if not is_in_letter and not any(start < place < end for start, end in links):
            yield place


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
