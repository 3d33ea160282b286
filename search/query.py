"""The one query grammar of every engine: words, "phrases", -word and filters; any input at all parses."""

import re
from dataclasses import dataclass

from search.vocabulary import fold, terms

LONGEST_QUERY = 2_000
MOST_WORDS = 40
MOST_PHRASES = 8
STATES = ("unanswered", "solved")
FILTERS = ("is", "tag", "by", "channel", "brand")

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\0": " "})
_PART = re.compile(
    rf'(?P<minus>-)?(?:(?P<name>{"|".join(FILTERS)}):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.I
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition such as `tag:late-fees`; `is_excluded` where a minus stood before it."""

    name: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `words` are (stem, as typed); phrases and exclusions are tuples of stems, never empty."""

    words: tuple[tuple[str, str], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
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
    def stems(self) -> frozenset[str]:
        """All stems to highlight."""
        return frozenset(stem for stem, _ in self.words).union(*self.phrases)


def parse(text: str) -> Query:
    """Reads a query as typed. Unknown filters are words; what cannot be read is skipped; long queries are cut."""
    parts = list(_PART.finditer(text.translate(_QUOTES)[:LONGEST_QUERY]))
    filters = tuple(found for part in parts if (found := _filter(part)))
    texts = [part for part in parts if not _filter(part)]
    words: dict[str, str] = {}
    for part in texts:
        if not part["minus"] and part["plain"]:
            words.update((stem, part["plain"]) for stem in terms(part.group()) if stem not in words)
    phrases = [tuple(terms(part["quoted"])) for part in texts if part["quoted"] and not part["minus"]]
    excluded = [tuple(terms(part["quoted"] or part["plain"] or "")) for part in texts if part["minus"]]
    return Query(
        tuple(words.items())[:MOST_WORDS],
        tuple(filter(None, phrases))[:MOST_PHRASES],
        tuple(filter(None, excluded))[:MOST_PHRASES],
        filters[:MOST_PHRASES],
    )


def filter_value(text: str) -> str:
    """The one spelling of an author, tag, channel or brand, the same when indexed and when asked for."""
    return fold(" ".join(text.split()).lstrip("@"))


def _filter(part: re.Match[str]) -> Filter | None:
    value = filter_value(part["quoted"] or part["plain"] or "")
    name = (part["name"] or "").lower()
    if not value or not name or (name == "is" and value not in STATES):
        return None
    return Filter(name, value, bool(part["minus"]))
