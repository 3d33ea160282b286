"""Scores of Whoosh that know only posts which are held now: its own counts remember deleted ones until a merge."""

from math import log
from typing import Any

import numpy as np
from whoosh.scoring import BM25F, BaseScorer, BM25FScorer
from whoosh.searching import Searcher

from search.arrays import Array, Ints
from search.whoosh_columns import LENGTHS, created, length_bytes, numbers

MOST_HELD = 32
TYPICAL_LENGTH = 40.0  # stems of a post: an average would tell of posts that were taken out


class LiveBM25F(BM25F):  # type: ignore[misc]
    """BM25 over live posts. One for each commit that is read, as it keeps what it has counted."""

    def __init__(self) -> None:
        super().__init__()
        self._often: dict[str, int] = {}
        self._lengths: dict[Any, bytes] = {}
        self._written: dict[Any, Ints] = {}
        self._holding: dict[Any, Array] = {}

    def lengths(self, leaf: Any) -> bytes:
        """The length of every post of a segment, as bytes."""
        if leaf not in self._lengths:
            self._lengths[leaf] = length_bytes(leaf)
        return self._lengths[leaf]

    def written(self, leaf: Any) -> Ints:
        """When every post of a segment was written, in microseconds since 1970."""
        if leaf not in self._written:
            self._written[leaf] = created(leaf)
        return self._written[leaf]

    def often(self, searcher: Searcher, stem: str) -> int:
        """In how many live posts a stem stands."""
        if stem not in self._often:
            leaves = (leaf for leaf, _ in searcher.reader().leaf_readers())
            self._often[stem] = sum(_live(leaf, stem) for leaf in leaves if ("text", stem) in leaf)
        return self._often[stem]

    def holding(self, leaf: Searcher, term: Any) -> Array:
        """Which posts of a segment hold a term. Filters are few and asked for again, on the next page if not before."""
        key = leaf.reader(), term
        if key not in self._holding:
            if len(self._holding) >= MOST_HELD:
                self._holding.clear()
            self._holding[key] = np.zeros(leaf.doc_count_all(), np.bool_)
            self._holding[key][numbers(leaf, term)] = True
        return self._holding[key]

    def idf(self, searcher: Searcher, fieldname: str, text: Any) -> float:
        """How much a stem tells; other fields filter only, and count alike."""
        if fieldname != "text":
            return 1.0
        parent = searcher.get_parent()
        stem = text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text
        return log(max(1, parent.doc_count()) / (self.often(parent, stem) + 1)) + 1.0

    def scorer(self, searcher: Searcher, fieldname: str, text: Any, qf: int = 1) -> BaseScorer:
        """The score of one stem in a post."""
        if not searcher.schema[fieldname].scorable:
            return super().scorer(searcher, fieldname, text, qf)
        return _Scorer(searcher, fieldname, text, self.B, self.K1, qf)


class _Scorer(BM25FScorer):  # type: ignore[misc]
    def __init__(self, searcher: Searcher, fieldname: str, text: Any, b: float, k1: float, qf: int) -> None:
        self.idf = searcher.get_parent().idf(fieldname, text)
        self.avgfl, self.B, self.K1, self.qf = TYPICAL_LENGTH, b, k1, qf
        self.setup(searcher, fieldname, text)
        self.lengths = searcher.get_parent().weighting.lengths(searcher.reader())
        self.slopes = [k1 * ((1 - b) + b * length / TYPICAL_LENGTH) for length in LENGTHS]

    def score(self, matcher: Any) -> float:
        """BM25 of the post that the matcher stands at."""
        weight = matcher.weight()
        return float(self.idf * (weight * (self.K1 + 1)) / (weight + self.slopes[self.lengths[matcher.id()]]))


def _live(leaf: Any, stem: str) -> int:
    often = int(leaf.doc_frequency("text", stem))
    deleted = leaf.deleted_docs_set
    return often - _among(leaf.postings("text", stem).child, deleted) if deleted else often


def _among(postings: Any, numbers: frozenset[int]) -> int:
    """How many of these postings are among these numbers; read block by block, as one by one costs more."""
    postings.reset()
    if not hasattr(postings, "_next_block"):  # a few that lie in the dictionary itself
        return sum(number in numbers for number in postings.all_ids())
    found = 0
    while postings.is_active():
        postings.id()
        found += len(numbers.intersection(postings._ids))
        postings._next_block()
    return found
