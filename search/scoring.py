"""The second stage: words and character n-grams of a few threads of one segment compared with an asked question."""

from dataclasses import dataclass

import numpy as np

from search.arrays import Array, Floats, Ints
from search.asked import Asked
from search.segments import Segment

@dataclass(frozen=True, slots=True)
class Weights:
    """What each stem and n-gram of the asked question weighs in this collection, and which stems find candidates."""

    question: Array
    answer: Array
    stem_cosine: Array
    gram_cosine: Array
    is_finder: Array


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with their BM25, both cosines with the asked question, and which of its stems each one has."""

    ids: Ints
    bm25: Array
    gram_cosine: Array
    stem_cosine: Array
    has_stem: Array


def _scored(segment: Segment, slope: tuple[Floats, Floats], docs: Ints, weights: Weights, asked: Asked) -> Scored:
    sizes, words = segment.texts.take(docs)
    rows = np.repeat(np.arange(len(docs)), sizes)
    places = segment.lexicon.stem_places(asked.stems)
    stems = _counts(rows, segment.lexicon.word_stems[words], places, len(segment.lexicon.stems), len(docs))
    sizes, grams = segment.lexicon.word_grams.take(words.astype(np.int64))
    gram_places = segment.lexicon.gram_places(asked.grams)
    counts = _counts(np.repeat(rows, sizes), grams, gram_places, len(segment.lexicon.grams), len(docs))
    bm25 = (K1 + 1) * (stems / (stems + slope[0][docs][:, None])) @ weights.question
    return Scored(
        ids=segment.ids[docs],
        bm25=bm25 + (K1 + 1) * _answer_scores(segment, slope[1], docs, places, weights),
        gram_cosine=_LOGS[np.minimum(counts, len(_LOGS) - 1)] @ weights.gram_cosine / np.maximum(1e-9, segment.gram_norms[docs]),
        stem_cosine=_LOGS[np.minimum(stems, len(_LOGS) - 1)] @ weights.stem_cosine / np.maximum(1e-9, segment.stem_norms[docs]),
        has_stem=stems > 0,
    )


def _answer_scores(segment: Segment, slopes: Floats, docs: Ints, places: Ints, weights: Weights) -> Array:
    scores = np.zeros(len(docs))
    for stem in np.flatnonzero(places >= 0):
        holders, counts = segment.answer.of(places[stem])
        if len(holders):
            found = np.minimum(np.searchsorted(holders, docs), len(holders) - 1)
            times = np.where(holders[found] == docs, counts[found], 0)
            scores += weights.answer[stem] * times / (times + slopes[docs])
    return scores


def _counts(rows: Ints, items: Array, places: Ints, size: int, row_count: int) -> Array:
    """How often each asked item stands in each row [row_count, len(places)]."""
    column = np.full(size, -1, np.int32)
    known = np.flatnonzero(places >= 0)
    column[places[known]] = known
    columns = column[items]
    keys = (rows * len(places) + columns)[columns >= 0]
    return np.bincount(keys, minlength=row_count * len(places)).reshape(row_count, len(places))


