"""The second stage: words and character n-grams of some threads of one segment compared with an asked question."""

from dataclasses import dataclass

import numpy as np

from search.arrays import Array, Floats, Ints, Lists, lists_of, names_of
from search.asked import Asked
from search.boosts import boost
from search.grams import gram_names
from search.postings import Postings
from search.segments import Segment

K1, B = 1.2, 0.75
ANSWER_WEIGHT = 0.2
ALIKE, MOST_UNKNOWN = 0.5, 8
_LOGS = np.concatenate(([0.0], 1 + np.log(np.arange(1, 1_000))))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What each stem and n-gram of the asked question weighs in this collection.

    is_finder: the stems that find candidates; unknown: places of those that no thread has, maybe misspelt.
    """

    question: Array
    answer: Array
    stem_cosine: Array
    gram_cosine: Array
    is_finder: Array
    unknown: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """K1 (1 - B + B length / mean length) of every thread: how soon more of the same word stops to count."""

    question: Floats
    answer: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Threads with their BM25, both cosines with the asked question, their boost, and which of its stems each has."""

    ids: Ints
    bm25: Array
    gram_cosine: Array
    stem_cosine: Array
    boost: Array
    has_stem: Array


def scored(segment: Segment, slopes: Slopes, docs: Ints, weights: Weights, asked: Asked) -> Scored:
    """All scores of the threads `docs`, every stem and n-gram of the asked question counted."""
    sizes, words = segment.texts.take(docs)
    rows = np.repeat(np.arange(len(docs)), sizes)
    places = segment.lexicon.stem_places(asked.stems)
    columns = _columns(places, len(segment.lexicon.stems))[segment.lexicon.word_stems[words]]
    stems = _table(rows[columns >= 0], columns[columns >= 0], len(docs), len(places))
    distinct, which = np.unique(words, return_inverse=True)
    shared = _shared_grams(segment, distinct, asked)
    sizes, columns = shared.take(which)
    grams = _table(np.repeat(rows, sizes), columns, len(docs), len(asked.grams))
    meant = stems.astype(np.float64)
    for stem in weights.unknown[:MOST_UNKNOWN]:
        np.maximum.at(meant[:, stem], rows, _likeness(segment, distinct, shared, asked, stem)[which])
    question = saturated(meant, slopes.question[docs][:, None]) @ weights.question
    return Scored(
        ids=segment.ids[docs],
        bm25=question + _answer_scores(segment.answer, slopes.answer, docs, places, weights),
        gram_cosine=_logs(grams) @ weights.gram_cosine / np.maximum(1e-9, segment.gram_norms[docs]),
        stem_cosine=_logs(stems) @ weights.stem_cosine / np.maximum(1e-9, segment.stem_norms[docs]),
        boost=boost(segment.solved[docs], segment.votes[docs], segment.days[docs], asked.today),
        has_stem=stems > 0,
    )


def nothing_scored(asked: Asked) -> Scored:
    """The scores of no thread at all."""
    none = np.zeros(0)
    return Scored(np.zeros(0, np.int64), none, none, none, none, np.zeros((0, len(asked.stems)), np.bool_))


def saturated(counts: Array, slopes: Array) -> Array:
    """BM25's part of a count, between 0 and K1 + 1."""
    parts: Array = (K1 + 1) * counts / (counts + slopes)
    return parts


def _answer_scores(answers: Postings, slopes: Floats, docs: Ints, places: Ints, weights: Weights) -> Array:
    scores = np.zeros(len(docs))
    for stem in np.flatnonzero(places >= 0):
        holders, counts = answers.of(places[stem])
        if len(holders):
            found = np.minimum(np.searchsorted(holders, docs), len(holders) - 1)
            times = np.where(holders[found] == docs, counts[found], 0)
            scores += weights.answer[stem] * saturated(times, slopes[docs])
    return scores


def _shared_grams(segment: Segment, words: Array, asked: Asked) -> Lists:
    """The asked n-grams in each of these words. Every different word is looked at once: most have none of them."""
    sizes, grams = segment.lexicon.word_grams.take(words.astype(np.int64))
    columns = _columns(segment.lexicon.gram_places(asked.grams), len(segment.lexicon.grams))[grams]
    owners = np.repeat(np.arange(len(words)), sizes)[columns >= 0]
    return lists_of(np.bincount(owners, minlength=len(words)), columns[columns >= 0])


def _likeness(segment: Segment, words: Array, shared: Lists, asked: Asked, stem: int) -> Array:
    """How much each word looks like an asked word that nobody uses: the square of Dice's share of n-grams, or 0."""
    names = names_of(gram_names(asked.readable[stem]))
    common = np.concatenate(([0], np.cumsum(np.isin(asked.grams[shared.items], names))))
    sizes = segment.lexicon.word_grams.starts[words + 1] - segment.lexicon.word_grams.starts[words]
    dice = 2 * (common[shared.starts[1:]] - common[shared.starts[:-1]]) / (sizes + len(names))
    return np.where(dice >= ALIKE, np.minimum(dice, 1) ** 2, 0)


def _columns(places: Ints, size: int) -> Array:
    """Which asked item each of `size` items is; -1 for none."""
    columns = np.full(size, -1, np.int32)
    known = np.flatnonzero(places >= 0)
    columns[places[known]] = known
    return columns


def _table(rows: Array, columns: Array, row_count: int, column_count: int) -> Array:
    keys = rows * column_count + columns
    return np.bincount(keys, minlength=row_count * column_count).reshape(row_count, column_count)


def _logs(counts: Array) -> Array:
    return _LOGS[np.minimum(counts, len(_LOGS) - 1)]
