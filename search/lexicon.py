"""The words of one segment: the stem and the n-grams of each, all as 64-bit names so that no text is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.arrays import Array, Ints, Lists, lists_of, names_of, places, union
from search.grams import gram_table, name_of
from search.vocabulary import ENGLISH, stem

Spelt = tuple[str, str]
"""A folded word, and the language that it is in."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """words[W] with word_stems[W] and word i's n-grams gram_ids[gram_starts[i] : gram_starts[i + 1]], repeats kept.

    stems[V] and grams[G] are what those indices mean; stem_order and gram_order sort them for looking up.
    """

    words: Array
    word_stems: Array
    gram_starts: Array
    gram_ids: Array
    stems: Array
    stem_order: Array
    grams: Array
    gram_order: Array

    @property
    def word_grams(self) -> Lists:
        """N-grams by word."""
        return Lists(self.gram_starts, self.gram_ids)

    def stem_places(self, names: Array) -> Ints:
        """Indices of stems by name; -1 for those that are not here."""
        return places(self.stems, self.stem_order, names)

    def gram_places(self, names: Array) -> Ints:
        """Indices of n-grams by name; -1 for those that are not here."""
        return places(self.grams, self.gram_order, names)


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Where a joined lexicon has what a part called word i, stem i, n-gram i."""

    words: Ints
    stems: Ints
    grams: Ints


def lexicon_of(words: Sequence[Spelt], stems: dict[str, int]) -> Lexicon:
    """The lexicon of these words, in their order; `stems` are the stems known already, and gains those of the words."""
    word_stems = np.array([stems.setdefault(stem(*word), len(stems)) for word in words], np.int64)
    grams, table = gram_table([word for word, _ in words])
    names = _names(word if lang == ENGLISH else f"{lang}:{word}" for word, lang in words)
    return _sorted(names, word_stems, table, _names(stems), _names(grams))


def joined(parts: Sequence[Lexicon]) -> tuple[Lexicon, list[Maps]]:
    """One lexicon of all words, and for each part where its words, stems and n-grams went."""
    words, word_maps, first = union([part.words for part in parts])
    stems, stem_maps, _ = union([part.stems for part in parts])
    grams, gram_maps, _ = union([part.grams for part in parts])
    word_stems = np.concatenate([where[part.word_stems] for part, where in zip(parts, stem_maps, strict=True)])
    ids = np.concatenate([where[part.gram_ids] for part, where in zip(parts, gram_maps, strict=True)])
    table = lists_of(np.concatenate([np.diff(part.gram_starts) for part in parts]), ids)
    lexicon = _sorted(words, word_stems[first], lists_of(*table.take(first)), stems, grams)
    return lexicon, [Maps(*where) for where in zip(word_maps, stem_maps, gram_maps, strict=True)]


def _sorted(words: Array, word_stems: Array, table: Lists, stems: Array, grams: Array) -> Lexicon:
    return Lexicon(
        words=words,
        word_stems=word_stems.astype(np.uint32),
        gram_starts=table.starts,
        gram_ids=table.items.astype(np.uint32),
        stems=stems,
        stem_order=np.argsort(stems).astype(np.uint32),
        grams=grams,
        gram_order=np.argsort(grams).astype(np.uint32),
    )


def _names(texts: Iterable[str]) -> Array:
    return names_of(name_of(text) for text in texts)
