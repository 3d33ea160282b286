"""One commit of the Whoosh index as search/plan.py reads it: filters as arrays, and matches walked over only once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from whoosh.searching import Searcher

from search.arrays import Array
from search.documents import Hit
from search.plan import Ranked, Wanted
from search.query import Filter, Query
from search.snippets import snippet
from search.whoosh_columns import live, numbers
from search.whoosh_live import LiveBM25F
from search.whoosh_schema import excluded, looked_up, term

PLACES = 9  # of a score: behind them is only the order in which it was summed up
Order = tuple[float, int, int]
"""(score, when it was written, number), each negative, so that the best come first and hidden posts shift no equals."""


class WhooshReader:
    """Keys are Whoosh's own numbers of documents.

    Whoosh's collectors are not used: with a limit they skip weak blocks, count again and err; without one they keep
    sets and look columns up value by value.
    """

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.weighting: LiveBM25F = searcher.weighting

    def count(self) -> int:
        """How many posts there are."""
        return int(self.searcher.doc_count())

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many posts each stem stands."""
        return {stem: self.weighting.often(self.searcher, stem) for stem in stems}

    def written(self, number: int) -> int:
        """When the newest post but `number` was written."""
        leaves = [leaf for leaf, _ in self.searcher.reader().leaf_readers() if leaf.doc_count()]
        instants = np.concatenate([self.weighting.written(leaf)[live(leaf)] for leaf in leaves])
        return int(np.partition(instants, -number - 1)[-number - 1])

    def ranked(self, wanted: Wanted, most: int) -> Ranked:
        """The first `most` matches: by score, or newest first; of equals always the newest."""
        found: list[Order] = []
        for leaf, base in self.searcher.leaf_searchers():
            if not leaf.doc_count():
                continue
            written = self.weighting.written(leaf.reader())
            allowed = self._allowed(leaf, wanted.parsed)
            if wanted.since is not None:
                allowed &= written >= wanted.since
            found += [
                (-round(score, PLACES), -int(written[number]), -number - base)
                for score, number in _matches(leaf, wanted, allowed)
            ]
        return Ranked(len(found), {-number: -score for score, _, number in sorted(found)[:most]})

    def _allowed(self, leaf: Searcher, parsed: Query) -> Array:
        """Which posts of a segment pass every filter and match no exclusion."""
        allowed = live(leaf.reader())
        for condition in parsed.filters:
            allowed &= self._passing(leaf, condition) ^ condition.is_excluded
        for readings in parsed.excluded:
            allowed[numbers(leaf, excluded(readings))] = False
        return allowed

    def _passing(self, leaf: Searcher, condition: Filter) -> Array:
        written = self.weighting.written(leaf.reader())
        if condition.name == "before":
            return written < condition.moment
        if condition.name == "after":
            return written >= condition.moment
        return self.weighting.holding(leaf, term(condition))

    def post_id(self, key: int) -> int:
        """The post that a key stands for."""
        return int(self.searcher.stored_fields(key)["post_id"])

    def hits(self, scores: Mapping[int, float], stems: frozenset[str]) -> Iterator[Hit]:
        """These keys as hits, in their order."""
        for number, score in scores.items():
            stored = self.searcher.stored_fields(number)
            text, places = snippet(stored["shown"], stems)
            yield Hit(int(stored["post_id"]), stored["thread_id"], score, text, places)


def _matches(leaf: Searcher, wanted: Wanted, allowed: Array) -> Iterable[tuple[float, int]]:
    """(score, number) of each allowed post that has what is looked up."""
    if not wanted.has_text:
        return ((0.0, int(number)) for number in np.flatnonzero(allowed))
    if wanted.is_by_time:
        found = numbers(leaf, looked_up(wanted))
        return ((0.0, int(number)) for number in found[allowed[found]])
    return _scores(looked_up(wanted).matcher(leaf), allowed.tobytes())


def _scores(matches: Any, allowed: bytes) -> Iterator[tuple[float, int]]:
    """Walks over the matches, beginning where the first post is that is marked with a one."""
    first = allowed.find(1)
    if first > 0 and matches.is_active() and matches.id() < first:
        matches.skip_to(first)
    while first >= 0 and matches.is_active():
        number = matches.id()
        if allowed[number]:
            yield float(matches.score()), number
        matches.next()
