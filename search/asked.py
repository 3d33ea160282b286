"""A question that is being asked, in the form that ranking compares: its words, stems and n-grams with their counts."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

import numpy as np

from search.arrays import Array, names_of
from search.grams import gram_names, name_of
from search.vocabulary import stem, words

LONGEST = 400


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Different stems and n-grams by name, how often each stands in the text, and a readable word for each stem."""

    stems: Array
    stem_counts: Array
    grams: Array
    gram_counts: Array
    readable: tuple[str, ...]


def asked(text: str) -> Asked:
    """Reads at most LONGEST words of a text."""
    spelt = words(text)[:LONGEST]
    readable: dict[str, str] = {}
    for word in spelt:
        readable.setdefault(stem(word), word)
    stems = Counter(map(stem, spelt))
    grams = Counter(chain.from_iterable(map(gram_names, spelt)))
    return Asked(
        names_of(map(name_of, stems)),
        np.fromiter(stems.values(), np.float64, len(stems)),
        names_of(grams),
        np.fromiter(grams.values(), np.float64, len(grams)),
        tuple(readable[item] for item in stems),
    )
