"""The second stage: words and character n-grams of some threads of one segment compared with an asked question."""

from dataclasses import dataclass

import numpy as np

from search.arrays import Array, Ints, Lists, lists_of, names_of
from search.asked import Asked
from search.bm25 import Saturation, Saturations, saturated
from search.boosts import boost
from search.grams import gram_names
from search.lexicon import Lexicon
from search.postings import Postings
from search.segments import Segment

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
class Scored:
    """Threads with their BM25, three cosines with the asked question, their boost, and which of its stems each has."""

    ids: Ints
    bm25: Array
    gram_cosine: Array
    stem_cosine: Array
    pair_cosine: Array
    boost: Array
    has_stem: Array


def scored(
    segment: Segment, number: int, saturations: Saturations, docs: Ints, weights: Weights, asked: Asked
) -> Scored:
    """All scores of the threads `docs` of segment `number`: every stem, n-gram and pair that was asked counts."""
    sizes, words = segment.texts.take(docs)
    words = words.astype(np.intp)  # other integers are slow to look up by
    rows = np.repeat(np.arange(len(docs)), sizes)
    places = weights.stem_places[number]
    distinct, which = _distinct(words, len(segment.lexicon.words))
    columns = _marked(places, len(segment.lexicon.stems)).take(segment.lexicon.word_stems.take(distinct)).take(which)
    known = np.flatnonzero(columns >= 0)
    stems = _table(rows[known], columns[known], len(docs), len(places))
    grams = lists_of(*segment.lexicon.word_grams.take(distinct))
    meant = stems.astype(np.float64)
    for stem in weights.unknown[:MOST_UNKNOWN]:  # what nobody uses may be a slip of what looks like it
        likeness = _likeness(segment.lexicon, grams, asked.readable[stem]).take(which)
        like = np.flatnonzero(likeness)
        np.maximum.at(meant[:, stem], rows[like], likeness[like])
    question = saturated(meant, saturations.question.slopes(docs)[:, None]) @ weights.question
    shared = _shared_grams(segment, grams, weights.gram_places[number])
    return Scored(
        ids=segment.ids[docs],
        bm25=question + _answer_scores(segment.answer, saturations.answer, docs, places, weights),
        gram_cosine=_logs(_gram_table(shared, rows, which, (len(docs), len(asked.grams))))
        @ weights.gram_cosine
        / np.maximum(1e-9, segment.gram_norms[docs]),
        stem_cosine=_logs(stems) @ weights.stem_cosine / np.maximum(1e-9, segment.stem_norms[docs]),
        pair_cosine=_pair_cosines(columns, known, rows, weights.pair_cosine, asked, sizes),
        boost=boost(segment.solved[docs], segment.votes[docs], segment.days[docs], asked.today),
        has_stem=stems > 0,
    )


def nothing_scored(asked: Asked) -> Scored:
    """The scores of no thread at all."""
    none = np.zeros(0)
    return Scored(np.zeros(0, np.int64), none, none, none, none, none, np.zeros((0, len(asked.stems)), np.bool_))


def _answer_scores(answers: Postings, saturation: Saturation, docs: Ints, places: Ints, weights: Weights) -> Array:
    scores, slopes = np.zeros(len(docs)), saturation.slopes(docs)
    for stem in np.flatnonzero(places >= 0):
        holders, counts = answers.of(places[stem])
        if len(holders):
            found = np.minimum(np.searchsorted(holders, docs), len(holders) - 1)
            times = np.where(holders[found] == docs, counts[found], 0)
            scores += weights.answer[stem] * saturated(times, slopes)
    return scores


def _distinct(words: Array, size: int) -> tuple[Array, Array]:
    """(the different ones of these words, which of them each is); `size` words there are."""
    is_here = np.zeros(size, np.bool_)
    is_here[words] = True
    distinct = np.flatnonzero(is_here)
    places = np.empty(size, np.intp)
    places[distinct] = np.arange(len(distinct))
    return distinct, places.take(words)


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


def _likeness(lexicon: Lexicon, grams: Lists, word: str) -> Array:
    """How much each list of n-grams looks like a word that nobody uses: the square of Dice's share, or 0."""
    names = names_of(gram_names(word))
    is_common = _marked(lexicon.gram_places(np.unique(names)), len(lexicon.grams)).take(grams.items) >= 0
    dice = 2 * _sums(grams, is_common.astype(np.intp)) / (np.diff(grams.starts) + len(names))
    return np.where(dice >= ALIKE, np.minimum(dice, 1) ** 2, 0)


def _pair_cosines(columns: Array, known: Ints, rows: Ints, weights: Array, asked: Asked, sizes: Ints) -> Array:
    """How many of the asked pairs of stems stand in each thread, both by the length of their vectors.

    columns: which asked stem each word of the threads is, -1 for none, and `known` where it is one; rows: whose word it
    is; sizes: words of each thread.
    """
    edge, other = len(asked.stems), len(asked.stems) + 1
    which = np.full((other + 1) ** 2, -1, np.intp)
    which[asked.pairs[:, 0] * (other + 1) + asked.pairs[:, 1]] = np.arange(len(asked.pairs))
    stems, owners, ends = columns[known], rows[known], np.cumsum(sizes)
    before = np.full(len(known), other)
    follows = np.flatnonzero(np.diff(known) == 1)
    before[follows + 1] = stems[follows]
    before[known == (ends - sizes)[owners]] = edge
    is_last = known == ends[owners] - 1
    found = which[np.concatenate((before * (other + 1) + stems, stems[is_last] * (other + 1) + edge))]
    is_asked = found >= 0
    has_pair = np.zeros((len(sizes), len(asked.pairs)))
    has_pair[np.concatenate((owners, owners[is_last]))[is_asked], found[is_asked]] = 1
    cosines: Array = has_pair @ weights / np.sqrt(sizes + 1)
    return cosines


def _sums(lists: Lists, values: Array) -> Array:
    """The sum of each list's values; no list is empty, as even the shortest word is an n-gram."""
    return np.add.reduceat(values, lists.starts[:-1])


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
