"""A question that is being asked, in the form that ranking compares: its stems, pairs of them, and n-grams, counted."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from search.arrays import Array, Ints, names_of
from search.dialect import PLAIN, Dialect
from search.grams import gram_names, name_of
from search.languages import guess
from search.vocabulary import stem, words

LONGEST = 400


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Different stems and n-grams by name, how often each stands in the text, and a readable word for each stem.

    pairs[P, 2]: which stems stand side by side, as places in `stems`; its length stands for the beginning and the end.
    `today`, in days since 1970, is when it is asked; 0 where age does not matter.
    """

    stems: Array
    stem_counts: Array
    grams: Array
    gram_counts: Array
    pairs: Ints
    pair_counts: Array
    readable: tuple[str, ...]
    today: int = 0


def asked(text: str, dialect: Dialect = PLAIN, today: int = 0) -> Asked:
    """Reads at most LONGEST words of a text, in the language it seems to be in; synonyms count as if said, too."""
    spelt = words(text)[:LONGEST]
    said, lang = [*dialect.said(spelt)], guess(text, dialect.languages)
    readable: dict[str, str] = {}
    for word in said:
        readable.setdefault(stem(word, lang), word)
    stems = Counter(stem(word, lang) for word in said)
    grams = Counter(chain.from_iterable(map(gram_names, spelt)))
    pairs = _pairs([stem(word, lang) for word in spelt], {item: place for place, item in enumerate(stems)})
    return Asked(
        stems=names_of(map(name_of, stems)),
        stem_counts=np.fromiter(stems.values(), np.float64, len(stems)),
        grams=names_of(grams),
        gram_counts=np.fromiter(grams.values(), np.float64, len(grams)),
        pairs=np.array([*pairs], np.int64).reshape(-1, 2),
        pair_counts=np.fromiter(pairs.values(), np.float64, len(pairs)),
        readable=tuple(readable[item] for item in stems),
        today=today,
    )


def _pairs(stems: list[str], places: dict[str, int]) -> Counter[tuple[int, int]]:
    """What stands side by side, the beginning and the end included."""
    edge = len(places)
    line = [edge, *(places[item] for item in stems), edge]
    return Counter(pairwise(line))
