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
    """What each stem, n-gram and pair of stems of the asked question weighs in this collection.

    is_finder: the stems that find candidates; unknown: places of those that no thread has, maybe misspelt.
    stem_places and gram_places say for each segment where it has them, -1 for those that it has not.
    """

    question: Array
    answer: Array
    stem_cosine: Array
    gram_cosine: Array
    pair_cosine: Array
    is_finder: Array
    unknown: Ints
    stem_places: list[Ints]
    gram_places: list[Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """K1 (1 - B + B length / mean length) of every thread: how soon more of the same word stops to count."""

    question: Floats
    answer: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Threads with their BM25, three cosines with the asked question, their boost, and which of its stems each has."""

    ids: Ints
    bm25: Array
    gram_cosine: Array
    stem_cosine: Array
    pair_cosine: Array
    boost: Array
    has_stem: Array


def scored(segment: Segment, number: int, slopes: Slopes, docs: Ints, weights: Weights, asked: Asked) -> Scored:
    """All scores of the threads `docs` of segment `number`: every stem, n-gram and pair that was asked counts."""
    sizes, words = segment.texts.take(docs)
    words = words.astype(np.intp)  # other integers are slow to look up by
    rows = np.repeat(np.arange(len(docs)), sizes)
    places = weights.stem_places[number]
    columns = _marked(places, len(segment.lexicon.stems)).take(segment.lexicon.word_stems[words])
    known = np.flatnonzero(columns >= 0)
    stems = _table(rows[known], columns[known], len(docs), len(places))
    distinct, which = _distinct(words, len(segment.lexicon.words))
    grams = lists_of(*segment.lexicon.word_grams.take(distinct))
    shared = _shared_grams(segment, grams, weights.gram_places[number])
    meant = stems.astype(np.float64)
    for stem in weights.unknown[:MOST_UNKNOWN]:
        np.maximum.at(meant[:, stem], rows, _likeness(segment, grams, asked.readable[stem])[which])
    question = saturated(meant, slopes.question[docs][:, None]) @ weights.question
    return Scored(
        ids=segment.ids[docs],
        bm25=question + _answer_scores(segment.answer, slopes.answer, docs, places, weights),
        gram_cosine=_logs(_gram_table(shared, rows, which, (len(docs), len(asked.grams))))
        @ weights.gram_cosine
        / np.maximum(1e-9, segment.gram_norms[docs]),
        stem_cosine=_logs(stems) @ weights.stem_cosine / np.maximum(1e-9, segment.stem_norms[docs]),
        pair_cosine=_pair_cosines(columns, sizes, weights.pair_cosine, asked),
        boost=boost(segment.solved[docs], segment.votes[docs], segment.days[docs], asked.today),
        has_stem=stems > 0,
    )


def nothing_scored(asked: Asked) -> Scored:
    """The scores of no thread at all."""
    none = np.zeros(0)
    return Scored(np.zeros(0, np.int64), none, none, none, none, none, np.zeros((0, len(asked.stems)), np.bool_))


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


def _distinct(words: Array, size: int) -> tuple[Array, Array]:
    """(the different ones of these words, which of them each is); `size` words there are."""
    is_here = np.zeros(size, np.bool_)
    is_here[words] = True
    distinct = np.flatnonzero(is_here)
    places = np.empty(size, np.intp)
    places[distinct] = np.arange(len(distinct))
    return distinct, places[words]


def _shared_grams(segment: Segment, grams: Lists, places: Ints) -> Lists:
    """Which asked n-grams are in each of these lists; every different word is looked at once, and most have none."""
    columns = _marked(places, len(segment.lexicon.grams)).take(grams.items)
    known = np.flatnonzero(columns >= 0)
    owners = np.repeat(np.arange(len(grams)), np.diff(grams.starts))[known]
    return lists_of(np.bincount(owners, minlength=len(grams)), columns[known])


def _gram_table(shared: Lists, rows: Ints, which: Array, shape: tuple[int, int]) -> Array:
    """How often each asked n-gram stands in each thread, whose words are lists `which` of `shared`."""
    with_any = np.flatnonzero((np.diff(shared.starts) > 0)[which])
    sizes, columns = shared.take(which[with_any])
    return _table(np.repeat(rows[with_any], sizes), columns, *shape)


def _likeness(segment: Segment, grams: Lists, word: str) -> Array:
    """How much each list of n-grams looks like a word that nobody uses: the square of Dice's share, or 0."""
    names = names_of(gram_names(word))
    places = segment.lexicon.gram_places(np.unique(names))
    is_common = _marked(places, len(segment.lexicon.grams)).take(grams.items) >= 0
    dice = 2 * _sums(grams, is_common) / (np.diff(grams.starts) + len(names))
    return np.where(dice >= ALIKE, np.minimum(dice, 1) ** 2, 0)


def _pair_cosines(columns: Array, sizes: Ints, weights: Array, asked: Asked) -> Array:
    """How many of the asked pairs of stems stand in each thread, both by the length of their vectors.

    columns: which asked stem each word of the threads is, -1 for none; sizes: words of each thread.
    """
    edge, count = len(asked.stems), len(sizes)
    rows = np.repeat(np.arange(count), sizes + 1)
    line = np.full(len(rows) + 1, edge, np.int32)
    line[np.arange(len(columns)) + np.repeat(np.arange(count), sizes) + 1] = columns
    wide = edge + 2  # one more than the edge for what is no asked stem
    line[line < 0] = edge + 1
    which = np.full(wide * wide, -1, np.int32)
    which[asked.pairs[:, 0] * wide + asked.pairs[:, 1]] = np.arange(len(asked.pairs))
    found = which[line[:-1] * wide + line[1:]]
    known = np.flatnonzero(found >= 0)
    has_pair = np.zeros((count, len(asked.pairs)), np.bool_)
    has_pair[rows[known], found[known]] = True
    cosines: Array = has_pair @ weights / np.sqrt(sizes + 1)
    return cosines


def _sums(lists: Lists, values: Array) -> Array:
    """The sum of each list's values; each by itself, so that no other list shows in its last digit."""
    return np.bincount(np.repeat(np.arange(len(lists)), np.diff(lists.starts)), values, len(lists))


def _marked(places: Ints, size: int) -> Array:
    """Which asked item each of `size` items is; -1 for none."""
    marks = np.full(size, -1, np.int32)
    known = np.flatnonzero(places >= 0)
    marks[places[known]] = known
    return marks


def _table(rows: Array, columns: Array, row_count: int, column_count: int) -> Array:
    keys = rows * column_count + columns
    return np.bincount(keys, minlength=row_count * column_count).reshape(row_count, column_count)


def _logs(counts: Array) -> Array:
    return _LOGS[np.minimum(counts, len(_LOGS) - 1)]
