"""One immutable part of the similarity index: built from questions, joined from several, with its dead marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from typing import TypeVar

import numpy as np

from search import lexicon as lexicons
from search import postings
from search.arrays import Array, Ints, Lists, lists_of
from search.boosts import day_of
from search.documents import Question
from search.lexicon import Lexicon, Spelt, lexicon_of
from search.postings import Postings
from search.vocabulary import stem, words

LONGEST = 400
MOST_VOTES = 1_000
FACTS = ("ids", "answered", "solved", "votes", "days")
Item = TypeVar("Item")
CHUNK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """n threads. One a thread: ids, answered, dead, and gram_norms and stem_norms, lengths of its two vectors.

    solved, votes (of its answer) and days (when it was asked, since 1970) are what raises it among equals.
    A vector's parts are 1 + ln(count): nothing on the side of the documents depends on other documents.
    text_starts[n+1], text_words: the words of each question in order, as places in the lexicon.
    gram_df[G]: in how many living questions each n-gram stands.
    """

    ids: Array
    answered: Array
    dead: Array
    solved: Array
    votes: Array
    days: Array
    gram_norms: Array
    stem_norms: Array
    text_starts: Array
    text_words: Array
    gram_df: Array
    lexicon: Lexicon
    question: Postings
    answer: Postings

    @property
    def texts(self) -> Lists:
        """Words by thread."""
        return Lists(self.text_starts, self.text_words)

    @property
    def live(self) -> int:
        """How many threads count."""
        return len(self.ids) - int(np.count_nonzero(self.dead))

    def without(self, thread_ids: Array) -> "Segment":
        """The same with these threads dead and no longer counted; itself when none of them lives here."""
        gone = np.isin(self.ids, thread_ids) & ~self.dead
        if not gone.any():
            return self
        dead = self.dead | gone
        fewer = self.gram_df - _gram_counts(self, np.flatnonzero(gone))[0]
        question, answer = self.question.without(dead), self.answer.without(dead)
        return replace(self, dead=dead, gram_df=fewer, question=question, answer=answer)


def built(questions: Sequence[Question]) -> Segment:
    """A segment of these questions; texts are cut after LONGEST words."""
    known: dict[Spelt, int] = {}
    stems: dict[str, int] = {}
    texts = _numbered((_spelt(item.text, item.lang) for item in questions), known)
    answers = _numbered((starmap(stem, _spelt(item.answer, item.lang)) for item in questions), stems)
    lexicon = lexicon_of(list(known), stems)
    docs = np.repeat(np.arange(len(questions)), np.diff(answers.starts))
    segment = _indexed(
        _facts(questions),
        texts,
        lexicon,
        postings.posted(answers.items, docs, len(lexicon.stems), len(questions)),
    )
    gram_df, gram_norms = _gram_counts(segment, np.arange(len(questions)))
    return replace(segment, gram_df=gram_df, gram_norms=gram_norms)


def joined(parts: Sequence[Segment]) -> Segment:
    """One segment of all living threads, as if built at once but for the order of names."""
    keeps = [np.flatnonzero(~part.dead) for part in parts]
    lexicon, maps = lexicons.joined([part.lexicon for part in parts])
    taken = [part.texts.take(keep) for part, keep in zip(parts, keeps, strict=True)]
    texts = [where.words[items] for where, (_, items) in zip(maps, taken, strict=True)]
    gram_df = np.zeros(len(lexicon.grams), np.int32)
    for part, where in zip(parts, maps, strict=True):
        gram_df[where.grams] += part.gram_df
    answers = [part.answer for part in parts]
    facts = {
        name: np.concatenate([getattr(part, name)[keep] for part, keep in zip(parts, keeps, strict=True)])
        for name in FACTS
    }
    segment = _indexed(
        facts,
        lists_of(np.concatenate([sizes for sizes, _ in taken]), np.concatenate(texts)),
        lexicon,
        postings.joined(answers, [where.stems for where in maps], keeps, len(lexicon.stems)),
    )
    gram_norms = np.concatenate([part.gram_norms[keep] for part, keep in zip(parts, keeps, strict=True)])
    return replace(segment, gram_df=gram_df, gram_norms=gram_norms)


def _facts(questions: Sequence[Question]) -> dict[str, Array]:
    """What a thread bears besides its words, by name of the array."""
    votes = [min(max(item.votes, -MOST_VOTES), MOST_VOTES) for item in questions]
    return {
        "ids": np.array([item.thread_id for item in questions], np.int64),
        "answered": np.array([item.is_answered for item in questions], np.bool_),
        "solved": np.array([item.is_solved for item in questions], np.bool_),
        "votes": np.array(votes, np.int16),
        "days": np.array([day_of(item.asked_at) for item in questions], np.int32),
    }


def _spelt(text: str, lang: str) -> Iterator[Spelt]:
    return ((word, lang) for word in words(text))


def _indexed(facts: dict[str, Array], texts: Lists, lexicon: Lexicon, answer: Postings) -> Segment:
    """All but what is known of n-grams."""
    count = len(facts["ids"])
    docs = np.repeat(np.arange(count), np.diff(texts.starts))
    question = postings.posted(lexicon.word_stems[texts.items].astype(np.int64), docs, len(lexicon.stems), count)
    return Segment(
        **facts,
        dead=np.zeros(count, np.bool_),
        gram_norms=np.zeros(0, np.float32),
        stem_norms=_norms(question.docs, question.counts, count),
        text_starts=texts.starts,
        text_words=texts.items.astype(np.uint32),
        gram_df=np.zeros(0, np.int32),
        lexicon=lexicon,
        question=question,
        answer=answer,
    )


def _numbered(texts: Iterable[Iterable[Item]], known: dict[Item, int]) -> Lists:
    """Texts as lists of places in `known`, which gains what is new in them."""
    rows = [[known.setdefault(word, len(known)) for word in list(text)[:LONGEST]] for text in texts]
    sizes = np.array([len(row) for row in rows], np.int64)
    return lists_of(sizes, np.fromiter((item for row in rows for item in row), np.int64, int(sizes.sum())))


def _gram_counts(segment: Segment, docs: Ints) -> tuple[Array, Array]:
    """(in how many of `docs` each n-gram stands [G], length of each one's n-gram vector [len(docs)])."""
    df = np.zeros(len(segment.lexicon.grams), np.int32)
    norms = [np.zeros(0, np.float32)]
    for start in range(0, len(docs), CHUNK):
        sizes, items = segment.texts.take(docs[start : start + CHUNK])
        rows = np.repeat(np.arange(len(sizes)), sizes)
        sizes_of, grams = segment.lexicon.word_grams.take(items.astype(np.int64))
        keys, counts = np.unique(np.repeat(rows, sizes_of) * max(1, len(df)) + grams, return_counts=True)
        rows, grams = np.divmod(keys, max(1, len(df)))
        df += np.bincount(grams, minlength=len(df)).astype(np.int32)
        norms.append(_norms(rows, counts, len(sizes)))
    return df, np.concatenate(norms)


def _norms(rows: Array, counts: Array, size: int) -> Array:
    """Lengths of `size` vectors whose parts are 1 + ln(count)."""
    parts = (1 + np.log(counts.astype(np.float64))) ** 2
    return np.sqrt(np.bincount(rows, parts, minlength=size)).astype(np.float32)
