"""Text made comparable for the detectors: one form of digits, spaces and dashes, with the way back to the original."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

#: Stands where something is already hidden: a character that no detector accepts.
HIDDEN = "\ufffc"

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_NAME_OR_URL = re.compile(
    r"(?<!\w)@\w+|(?:https?://|www\.)[^\s<>\"]+|(?<![\w.-])(?:[\w-]{1,63}+\.){1,5}[a-z]{2,12}/[^\s<>\"]+", re.I
)


class Span(NamedTuple):
    """A piece of text by code points, the end exclusive."""

    start: int
    end: int


class _Folds(dict[int, str]):
    """Folds of single characters for str.translate, learned as they are met; what has no fold stays itself."""

    def __missing__(self, code: int) -> str:
        self[code] = fold = _fold(chr(code))
        return fold


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Zs":
        return " "
    if character in "\u2018\u2019\u02bc`":
        return "'"
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character


_FOLDS = _Folds()


@dataclass(frozen=True)
class Reading:
    """A text as the detectors see it; `origin` maps its positions to the original's, None where they are the same."""

    text: str
    origin: Sequence[int] | None = None

    @cached_property
    def has_digits(self) -> bool:
        """Whether a digit of any script is in it: without one, most detectors need not look."""
        return re.search(r"\d", self.text) is not None

    @cached_property
    def prose(self) -> "Reading":
        """The same reading with @names and URLs blotted out: digits in them are ids, not phones or accounts."""
        if "@" not in self.text and "." not in self.text:
            return self
        return self.without(Span(*match.span()) for match in _NAME_OR_URL.finditer(self.text))

    def before(self, span: Span, length: int) -> str:
        """Up to `length` characters in front of the span."""
        return self.text[max(0, span.start - length) : span.start]

    def after(self, span: Span, length: int) -> str:
        """Up to `length` characters behind the span."""
        return self.text[span.end : span.end + length]

    def without(self, spans: Iterable[Span]) -> "Reading":
        """The same reading with these spans blotted out."""
        pieces, end = [], 0
        for start, stop in sorted(spans):
            pieces += [self.text[end:start], HIDDEN * (stop - start)]
            end = stop
        return Reading("".join([*pieces, self.text[end:]]), self.origin)

    def original(self, span: Span) -> Span:
        """Where the span lies in the text that was read."""
        if self.origin is None:
            return span
        return Span(self.origin[span.start], self.origin[span.end - 1] + 1)


def read(text: str) -> Reading:
    """The reading of a text: digits, spaces, dashes and full-width forms folded, invisible characters left out."""
    if text.isascii():
        return Reading(text)
    if not _INVISIBLE.search(text):
        return Reading(text.translate(_FOLDS))
    origin = [place for place, character in enumerate(text) if not _INVISIBLE.match(character)]
    return Reading("".join(text[place] for place in origin).translate(_FOLDS), origin)


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order and without overlaps; of two that touch, the one that begins first, then the longer."""
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            end = span.end
            yield span
