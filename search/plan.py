"""How every engine answers a query: which words decide, when some of them are enough, and what a page of hits is."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import accumulate
from typing import Protocol

from search.dialect import Readings
from search.documents import Document, Hit, Results, Sort
from search.query import Query, Word, filter_value

FEW = 10
COMMON_SHARE = 0.02
COMMON_COUNT = 200
RELAXED_POSTINGS, RELAXED_WORDS = 6_000, 3
EVERYWHERE = 6_000  # posts: of one word in more than these only the newest are looked at
STORED_LENGTH = 4_000
DEEPEST = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a hit must hold: all phrases, and all `words` (each by any of its readings), or with `is_any` one of them.

    With `is_any` and a phrase no word is needed. Without phrases and words every post is wanted. Filters and
    exclusions of `parsed` hold besides. `since`, in microseconds since 1970: older posts are not looked at; only
    given with one stem and nothing besides.
    """

    parsed: Query
    words: tuple[Readings, ...]
    is_any: bool
    is_by_time: bool
    since: int | None = None

    @property
    def has_text(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.words or self.parsed.phrases)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the post that ended the one before, else at a number."""

    offset: int = 0
    after: int | None = None


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

    def written(self, number: int) -> int:
        """When the newest post but `number` was written, in microseconds since 1970; there are more than that."""

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """The first `most` matches: by score, or newest first."""

    def post_id(self, key: int) -> int:
        """The post that a key stands for."""

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterable[Hit]:
        """These keys as hits, in their order."""


def answered(reader: Reader, parsed: Query, sort: Sort, place: Place, limit: int) -> Results:
    """One page: posts with every word that decides; where those are few, posts with some of the words follow."""
    often = often_each(parsed.words, reader.often(stems_of(parsed.words)))
    count = reader.count()
    common = common_words(parsed, often, count)
    is_by_time = sort == "new" or not parsed.has_text
    words = tuple(word.readings for word in parsed.words if word not in common)
    most = (place.offset if place.after is None else DEEPEST) + limit + FEW
    since = _since(reader, parsed, words, often, count)
    found, is_relaxed = reader.ranked(Wanted(parsed, words, False, is_by_time, since), most), False
    if found.total < FEW and len(parsed.words) > 1 and since is None:
        some = reader.ranked(Wanted(parsed, rarest(parsed, common, often), True, is_by_time), most)
        is_relaxed = some.total > found.total
        found = some if is_by_time else Ranked(some.total, found.scores | _others(some.scores, found.scores))
    start = _start(reader, found, place)
    page = dict([*found.scores.items()][start : start + limit])
    ignored = tuple(dict.fromkeys(word.typed for word in common))
    hits = tuple(reader.hits(page, parsed.stems))
    return Results(found.total, hits, is_relaxed, ignored, start, since is not None)


def _since(
    reader: Reader, parsed: Query, words: Sequence[Readings], often: Mapping[Word, int], count: int
) -> int | None:
    """From when on posts are looked at, so that some EVERYWHERE of them have a word that is in very many; else None.

    Such a word says nothing about relevance, and to score every post that has it takes longer than people wait.
    """
    if parsed.is_narrowed or [len(reading) for readings in words for reading in readings] != [1]:
        return None
    most = next(often[word] for word in parsed.words if word.readings == words[0])
    return reader.written(count * EVERYWHERE // most) if most > EVERYWHERE else None


def _start(reader: Reader, found: Ranked, place: Place) -> int:
    """Behind the last post of the page before, wherever it stands now; where it is gone, at its old number."""
    if place.after is not None:
        for number, key in enumerate(found.scores, 1):
            if reader.post_id(key) == place.after:
                return number
    return place.offset


def stems_of(words: Iterable[Word]) -> list[str]:
    """The stems of all readings, each once."""
    return list(dict.fromkeys(stem for word in words for reading in word.readings for stem in reading))


def often_each(words: Iterable[Word], known: Mapping[str, int]) -> dict[Word, int]:
    """In how many posts each word may stand at most: of a reading the rarest stem, of several readings all.

    `known` says in how many posts a stem stands; those that it does not name stand in none.
    """
    return {word: sum(min(known.get(stem, 0) for stem in reading) for reading in word.readings) for word in words}


def _others(some: Mapping[int, float], known: Mapping[int, float]) -> dict[int, float]:
    return {key: score for key, score in some.items() if key not in known}


def common_words(parsed: Query, often: Mapping[Word, int], count: int) -> tuple[Word, ...]:
    """Words of the query in too many of `count` posts to decide anything, but never all: the rarest is kept."""
    limit = max(COMMON_COUNT, COMMON_SHARE * count)
    left_out = [word for word in parsed.words if often[word] > limit]
    if len(left_out) == len(parsed.words) and left_out and not parsed.phrases:
        left_out.remove(min(left_out, key=lambda word: often[word]))
    return tuple(left_out)


def rarest(parsed: Query, common: Container[Word], often: Mapping[Word, int]) -> tuple[Readings, ...]:
    """Of many words the rarest, as many as may be looked up in time, but at least RELAXED_WORDS."""
    ordered = sorted((word for word in parsed.words if word not in common), key=lambda word: often[word])
    sums = accumulate(often[word] for word in ordered)
    return tuple(
        word.readings
        for place, (word, total) in enumerate(zip(ordered, sums, strict=True))
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
