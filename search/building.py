"""Segments made from questions, and one segment made from the living threads of several."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from search.arrays import Array, Ints, spread, vector_lengths
from search.documents import Question
from search.grams import gram_table, name_of
from search.segments import Segment, gram_counts, live_df
from search.vocabulary import stem, words

LONGEST = 400
MOST = 255
NONE = np.zeros(0, np.int64)

Rows = tuple[Ints, Array]
"""Many lists in one: (size of each, all items one after the other)."""


def built(questions: Sequence[Question]) -> Segment:
    """A segment of these questions; texts are cut after LONGEST words."""
    known: dict[str, int] = {}
    stems: dict[str, int] = {}
    texts = _numbered((words(f"{item.title}\n{item.body}") for item in questions), known)
    word_stems = [stems.setdefault(stem(word), len(stems)) for word in known]
    sizes, answers = _numbered((map(stem, words(item.answer)) for item in questions), stems)
    grams, word_grams = gram_table(list(known))
    threads = (np.array([item.thread_id for item in questions], np.int64), np.array([item.is_answered for item in questions], np.bool_))
    names = (_names(known), _names(stems), _names(grams))
    docs = np.repeat(np.arange(len(questions)), sizes)
    segment = _indexed(threads, names, texts, word_grams, np.array(word_stems, np.int64), _counted(answers, docs, len(sizes)))
    df, norms = gram_counts(segment, np.arange(len(questions)))
    return replace(segment, gram_df=df, gram_norms=norms)


def joined(segments: Sequence[Segment]) -> Segment:
    """One segment of all living threads, equal to one built from them at once but for the order of names."""
    keeps = [np.flatnonzero(~segment.dead) for segment in segments]
    known, word_maps, first = _union([segment.words for segment in segments])
    stems, stem_maps, _ = _union([segment.stems for segment in segments])
    grams, gram_maps, _ = _union([segment.grams for segment in segments])
    threads = (_kept(segments, keeps, "ids"), _kept(segments, keeps, "answered"))
    texts = _texts(segments, keeps, word_maps)
    word_stems = _mapped(segments, stem_maps, "word_stems")[first]
    sizes = np.concatenate([np.diff(segment.gram_starts) for segment in segments])
    word_grams = _mapped(segments, gram_maps, "gram_ids")[spread((np.cumsum(sizes) - sizes)[first], sizes[first])]
    answers = _answers(segments, keeps, stem_maps)
    segment = _indexed(threads, (known, stems, grams), texts, (sizes[first], word_grams), word_stems, answers)
    df = np.zeros(len(grams), np.int32)
    for part, places in zip(segments, gram_maps, strict=True):
        df[places] += part.gram_df
    return replace(segment, gram_df=df, gram_norms=_kept(segments, keeps, "gram_norms"))
