"""Which questions are like this one: BM25 finds some, then words, pairs and n-grams together order them."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cached_property

import numpy as np

from search.arrays import Array, Floats, Ints, best
from search.asked import Asked
from search.bm25 import Saturation, Saturations
from search.documents import Match
from search.scoring import ANSWER_WEIGHT, Scored, Weights, nothing_scored, scored
from search.segments import Segment

CANDIDATES = 200
COMMON_SHARE, COMMON_COUNT, ALWAYS = 0.10, 1_000, 3
GRAM_SHARE, STEM_SHARE, PAIR_SHARE = 0.45, 0.10, 0.05
BM25_SHARE = 1 - GRAM_SHARE - STEM_SHARE - PAIR_SHARE
ABSOLUTE_GRAM_SHARE = 0.7
SHOWN_TERMS = 5
NOBODY = np.zeros(0, np.int64)


class Collection:
    """Several segments as one body of questions: numbers of threads and mean lengths are those of all living ones."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.count = sum(segment.live for segment in self.segments)

    @cached_property
    def saturations(self) -> list[Saturations]:
        """By segment."""
        question = _mean([(part.question.lengths, part.dead) for part in self.segments])
        answer = _mean([(part.answer.lengths, part.dead) for part in self.segments])
        return [
            Saturations(Saturation(part.question.lengths, question), Saturation(part.answer.lengths, answer))
            for part in self.segments
        ]

    @cached_property
    def _barred(self) -> dict[bool, list[Array | None]]:
        """Threads that are not to be found, by whether only answered ones are, and by segment; None for no one."""
        return {
            is_answered_only: [
                _any(part.dead | ~part.answered if is_answered_only else part.dead) for part in self.segments
            ]
            for is_answered_only in (False, True)
        }

    def nearest(self, asked: Asked, limit: int, is_answered_only: bool = True, exclude: Array = NOBODY) -> list[Match]:
        """The `limit` best matches of all threads, best first."""
        weights = self.weights(asked)
        candidates = self._candidates(weights, asked, is_answered_only, exclude)
        return ordered(self._scored(weights, asked, candidates), asked, weights, limit)

    def ranked(self, asked: Asked, threads: Array) -> list[Match]:
        """These threads and no others, best first."""
        weights = self.weights(asked)
        places = [np.flatnonzero(np.isin(part.ids, threads) & ~part.dead) for part in self.segments]
        return ordered(self._scored(weights, asked, places), asked, weights, len(threads))

    def weights(self, asked: Asked) -> Weights:
        """BM25's idf for the rank; idf and length 1 for the cosines, where words unknown here count as very rare."""
        stems = [part.lexicon.stem_places(asked.stems) for part in self.segments]
        grams = [part.lexicon.gram_places(asked.grams) for part in self.segments]
        df = _summed([part.question.df for part in self.segments], stems, len(asked.stems))
        answer_df = _summed([part.answer.df for part in self.segments], stems, len(asked.stems))
        gram_df = _summed([part.gram_df for part in self.segments], grams, len(asked.grams))
        return Weights(
            question=asked.stem_counts * self._idf(df),
            answer=ANSWER_WEIGHT * asked.stem_counts * self._idf(answer_df),
            stem_cosine=self._cosine_weights(asked.stem_counts, df),
            gram_cosine=self._cosine_weights(asked.gram_counts, gram_df),
            pair_cosine=_unit(1 + np.log(asked.pair_counts)),
            is_finder=self._finders(np.maximum(df, answer_df)),
            unknown=np.flatnonzero(df + answer_df == 0),
            stem_places=stems,
            gram_places=grams,
        )

    def _candidates(self, weights: Weights, asked: Asked, is_answered_only: bool, exclude: Array) -> list[Ints]:
        """The CANDIDATES best threads by BM25 over the stems that are not too common, by segment."""
        found, scores = [], [np.zeros(0, np.float32)]
        for number, segment in enumerate(self.segments):
            reached = _reached(segment, self.saturations[number], weights.stem_places[number], weights)
            if (barred := self._barred[is_answered_only][number]) is not None:
                reached[barred] = 0
            if len(exclude):
                reached[np.isin(segment.ids, exclude)] = 0
            found.append(best(reached, CANDIDATES))
            scores.append(reached[found[-1]])
        everything = np.concatenate(scores)
        if len(everything) <= CANDIDATES:
            return found
        least = np.partition(everything, -CANDIDATES)[-CANDIDATES]
        return [docs[score >= least] for docs, score in zip(found, scores[1:], strict=True)]

    def _scored(self, weights: Weights, asked: Asked, candidates: Sequence[Ints]) -> Scored:
        parts = [
            scored(segment, number, self.saturations[number], docs, weights, asked)
            for number, (segment, docs) in enumerate(zip(self.segments, candidates, strict=True))
            if len(docs)
        ]
        if len(parts) == 1:
            return parts[0]
        parts.append(nothing_scored(asked))
        return Scored(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Scored)))

    def _idf(self, df: Array) -> Array:
        return np.log1p((self.count - df + 0.5) / (df + 0.5))

    def _cosine_weights(self, counts: Array, df: Array) -> Array:
        return _unit((1 + np.log(counts)) * (np.log((1 + self.count) / (1 + df)) + 1))

    def _finders(self, df: Array) -> Array:
        known = np.flatnonzero(df)
        is_finder: Array = (df > 0) & (df <= max(COMMON_COUNT, COMMON_SHARE * self.count))
        is_finder[known[np.argsort(df[known], kind="stable")[:ALWAYS]]] = True
        return is_finder


def ordered(found: Scored, asked: Asked, weights: Weights, limit: int) -> list[Match]:
    """The best `limit` matches: words, pairs and n-grams, each by its maximum, and boosts; equal ones by thread."""
    if not len(found.ids):
        return []
    rank = (
        BM25_SHARE * _of_maximum(found.bm25)
        + GRAM_SHARE * _of_maximum(found.gram_cosine)
        + STEM_SHARE * _of_maximum(found.stem_cosine)
        + PAIR_SHARE * _of_maximum(found.pair_cosine)
        + found.boost
    )
    absolute = ABSOLUTE_GRAM_SHARE * found.gram_cosine + (1 - ABSOLUTE_GRAM_SHARE) * found.stem_cosine
    rarest = np.argsort(-weights.stem_cosine, kind="stable")
    return [
        Match(
            thread_id=int(found.ids[place]),
            score=float(min(1.0, absolute[place])),
            rank_score=float(rank[place]),
            shared_terms=tuple(asked.readable[stem] for stem in rarest if found.has_stem[place, stem])[:SHOWN_TERMS],
        )
        for place in np.lexsort((found.ids, -np.round(rank, 6)))[:limit]
    ]


def _unit(weights: Array) -> Array:
    """The vector in length 1."""
    return weights / max(1e-12, float(np.sqrt(weights @ weights)))


def _reached(segment: Segment, saturations: Saturations, places: Ints, weights: Weights) -> Floats:
    """First stage: BM25 of every thread over the finding stems, as float32."""
    scores = np.zeros(len(segment.ids), np.float32)
    for stem in np.flatnonzero(weights.is_finder & (places >= 0)):
        for side, saturation, weight in (
            (segment.question, saturations.question, weights.question[stem]),
            (segment.answer, saturations.answer, weights.answer[stem]),
        ):
            docs, counts = side.of(places[stem])
            if len(docs):
                docs = docs.astype(np.intp)  # other integers are slow to look up by
                np.add.at(scores, docs, np.float32(weight) * saturation.of(docs, counts))
    return scores


def _summed(numbers: Sequence[Array], places: Sequence[Ints], size: int) -> Array:
    total = np.zeros(size)
    for part, where in zip(numbers, places, strict=True):
        known = where >= 0
        total[known] += part[where[known]]
    return total


def _mean(parts: Sequence[tuple[Array, Array]]) -> float:
    counted = [lengths[~dead & (lengths > 0)] for lengths, dead in parts]
    return sum(int(part.sum(dtype=np.int64)) for part in counted) / max(1, sum(len(part) for part in counted))


def _any(marks: Array) -> Array | None:
    return marks if marks.any() else None


def _of_maximum(scores: Array) -> Array:
    return scores / max(1e-12, float(scores.max()))
