"""How every engine answers a query: which words decide, when some of them are enough, and what a page of hits is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import accumulate
from typing import Protocol

from search.documents import Document, Hit, Results, Sort
from search.query import Query, filter_value

FEW = 10
COMMON_SHARE = 0.02
COMMON_COUNT = 200
RELAXED_POSTINGS, RELAXED_WORDS = 6_000, 3
STORED_LENGTH = 4_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a hit must hold: all phrases, and all `words` (stems), or with `is_any` at least one of them.

    With `is_any` and a phrase no word is needed. Without phrases and words every post is wanted. Filters and
    exclusions of `parsed` hold besides.
    """

    parsed: Query
    words: tuple[str, ...]
    is_any: bool
    is_by_time: bool

    @property
    def has_text(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.words or self.parsed.phrases)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Keys of the engine's own with scores, best first, and how many there are in all."""

    total: int
    scores: dict[int, float]


class Reader(Protocol):
    """One state of an index, as an engine reads it."""

    def count(self) -> int:
        """How many posts there are."""

    def often(self, stems: Iterable[str]) -> Mapping[str, int]:
        """In how many posts each stem stands."""

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """The first `most` matches: by score, or newest first."""

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterable[Hit]:
        """These keys as hits, in their order."""


def answered(reader: Reader, parsed: Query, sort: Sort, offset: int, limit: int) -> Results:
    """One page: posts with every word that decides; where those are few, posts with some of the words follow."""
    often = reader.often(stem for stem, _ in parsed.words)
    common = common_words(parsed, often, reader.count())
    is_by_time = sort == "new" or not parsed.has_text
    stems = tuple(stem for stem, _ in parsed.words if stem not in common)
    found, is_relaxed = reader.ranked(Wanted(parsed, stems, False, is_by_time), offset + limit + FEW), False
    if found.total < FEW and len(parsed.words) > 1:
        some = reader.ranked(Wanted(parsed, rarest(stems, often), True, is_by_time), offset + limit + FEW)
        is_relaxed = some.total > found.total
        found = some if is_by_time else Ranked(some.total, found.scores | _others(some.scores, found.scores))
    page = dict([*found.scores.items()][offset : offset + limit])
    return Results(
        found.total, tuple(reader.hits(page, parsed.stems)), is_relaxed, tuple(dict.fromkeys(common.values()))
    )


def _others(some: Mapping[int, float], known: Mapping[int, float]) -> dict[int, float]:
    return {key: score for key, score in some.items() if key not in known}


def common_words(parsed: Query, often: Mapping[str, int], count: int) -> dict[str, str]:
    """Words of the query in too many of `count` posts to decide anything, but never all: the rarest is kept.

    `often` says in how many posts each stem stands.
    """
    limit = max(COMMON_COUNT, COMMON_SHARE * count)
    left_out = {stem: typed for stem, typed in parsed.words if often[stem] > limit}
    if len(left_out) == len(parsed.words) and left_out and not parsed.phrases:
        left_out.pop(min(left_out, key=lambda stem: often[stem]))
    return left_out


def rarest(stems: Sequence[str], often: Mapping[str, int]) -> tuple[str, ...]:
    """Of many stems the rarest, as many as may be looked up in time, but at least RELAXED_WORDS."""
    ordered = sorted(stems, key=lambda stem: often[stem])
    sums = accumulate(often[stem] for stem in ordered)
    return tuple(
        stem
        for place, (stem, total) in enumerate(zip(ordered, sums, strict=True))
        if total <= RELAXED_POSTINGS or place < RELAXED_WORDS
    )


def states(document: Document) -> tuple[str, ...]:
    """The words after `is:` that hold for a post."""
    held = (("unanswered", document.is_unanswered), ("solved", document.is_solved))
    return tuple(name for name, holds in held if holds)


def tags(document: Document) -> tuple[str, ...]:
    """The tags as a filter asks for them, each once."""
    return tuple(dict.fromkeys(filter_value(tag).replace(",", " ") for tag in document.tags))


def shown(document: Document) -> str:
    """The text that snippets are cut from."""
    return (document.body.strip() or document.title)[:STORED_LENGTH]


def microseconds(document: Document) -> int:
    """When it was written, in microseconds since 1970, UTC."""
    return int(document.created_at.astimezone(UTC).timestamp() * 1_000_000)
