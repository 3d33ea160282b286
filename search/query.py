"""The one query grammar of every engine: words, "phrases", -word and filters; any input at all parses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from search.dialect import PLAIN, Dialect, Readings
from search.vocabulary import fold, folded_words

LONGEST_QUERY = 2_000
MOST_WORDS = 40
MOST_PHRASES = 8
STATES = ("unanswered", "solved")
DAYS = ("before", "after")
FILTERS = ("is", "tag", "by", "channel", "brand", "lang", *DAYS)
STAFF_FILTERS = ("risk",)

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\0": " "})
_PART = re.compile(
    rf'(?P<minus>-)?(?:(?P<name>{"|".join((*FILTERS, *STAFF_FILTERS))}):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))',
    re.I,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition such as `tag:late-fees`; `is_excluded` where a minus stood before it."""

    name: str
    value: str
    is_excluded: bool = False

    @property
    def moment(self) -> int:
        """Of `before:` and `after:` when the day begins, in microseconds since 1970, UTC."""
        return int(datetime.combine(date.fromisoformat(self.value), datetime.min.time(), UTC).timestamp() * 1_000_000)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and the ways to read it: stems in each language, and its synonyms."""

    typed: str
    readings: Readings


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Each phrase and exclusion is its readings, of which any will do."""

    words: tuple[Word, ...] = ()
    phrases: tuple[Readings, ...] = ()
    excluded: tuple[Readings, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for; a query of exclusions alone asks for everything else."""
        return not (self.words or self.phrases or self.excluded or self.filters)

    @property
    def has_text(self) -> bool:
        """Something to rank by; a query of filters alone is answered newest first."""
        return bool(self.words or self.phrases)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but single words is asked for."""
        return bool(self.phrases or self.excluded or self.filters)

    @property
    def stems(self) -> frozenset[str]:
        """All stems to highlight."""
        readings = (*(word.readings for word in self.words), *self.phrases)
        return frozenset(stem for each in readings for reading in each for stem in reading)


def parse(text: str, dialect: Dialect = PLAIN, is_staff: bool = False) -> Query:
    """Reads a query as typed. Unknown filters are words; what cannot be read is skipped; long queries are cut.

    The filters of staff are words to everybody else.
    """
    parts = list(_PART.finditer(text.translate(_QUOTES)[:LONGEST_QUERY]))
    filters = tuple(found for part in parts if (found := _filter(part, is_staff)))
    texts = [part for part in parts if not _filter(part, is_staff)]
    phrases = (_readings(part["quoted"], dialect) for part in texts if part["quoted"] and not part["minus"])
    excluded = (_readings(part["quoted"] or part["plain"] or "", dialect) for part in texts if part["minus"])
    return Query(
        _words((part for part in texts if not part["minus"] and part["plain"]), dialect),
        tuple(filter(None, phrases))[:MOST_PHRASES],
        tuple(filter(None, excluded))[:MOST_PHRASES],
        filters[:MOST_PHRASES],
    )


def _words(parts: Iterable[re.Match[str]], dialect: Dialect) -> tuple[Word, ...]:
    """Each word once, however often and in whatever form it was typed."""
    typed = [(word, part["plain"]) for part in parts for word in folded_words(part.group())]
    found: dict[Readings, Word] = {}
    place = 0
    for group in dialect.grouped([word for word, _ in typed]):
        readings = dialect.readings(group)
        forms = dict.fromkeys(form for _, form in typed[place : place + len(group)])
        found.setdefault(readings, Word(" ".join(forms), readings))
        place += len(group)
    return tuple(found.values())[:MOST_WORDS]


def _readings(text: str, dialect: Dialect) -> Readings:
    words = folded_words(text)
    return dialect.readings(words) if words else ()


def filter_value(text: str) -> str:
    """The one spelling of an author, tag, channel or brand, the same when indexed and when asked for."""
    return fold(" ".join(text.split()).lstrip("@"))


def _filter(part: re.Match[str], is_staff: bool) -> Filter | None:
    value = filter_value(part["quoted"] or part["plain"] or "")
    name = (part["name"] or "").lower()
    if not value or not name or (name == "is" and value not in STATES) or (name in STAFF_FILTERS and not is_staff):
        return None
    if name in DAYS and (value := _day(value)) == "":
        return None
    return Filter(name, value, bool(part["minus"]))


def _day(text: str) -> str:
    """A day, month or year as the day it begins with; empty where it is none."""
    try:
        return date.fromisoformat((text + "-01-01")[:10] if len(text) in (4, 7) else text).isoformat()
    except ValueError:
        return ""
