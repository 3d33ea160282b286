"""Character n-grams of words: those in one word, and a table of them for many words."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from search.arrays import Lists, lists_of

LETTERS = 3
BULK = 20_000


def name_of(text: str) -> int:
    """A 64-bit number that stands for a word, stem or n-gram in every file and process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def grams(word: str) -> list[str]:
    """The word's n-grams with a space at each end, as scikit-learn's `char_wb` makes them; repeats are kept."""
    padded = f" {word} "
    return [padded[start : start + LETTERS] for start in range(max(1, len(padded) - LETTERS + 1))]


@lru_cache(maxsize=10_000)
def gram_names(word: str) -> tuple[int, ...]:
    """The numbers of a word's n-grams."""
    return tuple(name_of(gram) for gram in grams(word))


def gram_table(words: Sequence[str]) -> tuple[list[str], Lists]:
    """(the different n-grams, those of each word as indices with repeats). Many words at once go to scikit-learn."""
    return _table_by_scikit(words) if len(words) >= BULK else _table(words)


def _table(words: Sequence[str]) -> tuple[list[str], Lists]:
    known: dict[str, int] = {}
    rows = [[known.setdefault(gram, len(known)) for gram in grams(word)] for word in words]
    items = np.array([index for row in rows for index in row], np.int64)
    return list(known), lists_of(np.array([len(row) for row in rows], np.int64), items)


def _table_by_scikit(words: Sequence[str]) -> tuple[list[str], Lists]:
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(analyzer="char_wb", ngram_range=(LETTERS, LETTERS), lowercase=False)
    counts = counter.fit_transform(words)
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    return counter.get_feature_names_out().tolist(), lists_of(sizes, np.repeat(counts.indices, counts.data))
