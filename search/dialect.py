"""How a site speaks: its languages, and the words that its operator says mean the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from search.vocabulary import ENGLISH, folded_words, stem

Reading = tuple[str, ...]
Readings = tuple[Reading, ...]
"""Ways to read one word: each is the stems that must stand together."""


@dataclass(frozen=True)
class Dialect:
    """`languages` by code, the first is the site's own; `synonyms` are groups of words or phrases, as typed."""

    languages: tuple[str, ...] = (ENGLISH,)
    synonyms: tuple[tuple[str, ...], ...] = ()

    def readings(self, words: Sequence[str]) -> Readings:
        """Folded words that belong together, and all that means the same, by their stems in every language."""
        meant = (tuple(words), *self._alike.get(tuple(words), ()))
        stems = (tuple(stem(word, lang) for word in each) for each in meant for lang in self.languages)
        return tuple(dict.fromkeys(stems))

    def grouped(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """A text's folded words one by one, but those that the operator knows as one name together."""
        place = 0
        while place < len(words):
            sizes = range(min(self._longest, len(words) - place), 1, -1)
            size = next((size for size in sizes if tuple(words[place : place + size]) in self._alike), 1)
            yield tuple(words[place : place + size])
            place += size

    def said(self, words: Sequence[str]) -> Iterator[str]:
        """A text's folded words, each followed by the words of its synonyms."""
        for group in self.grouped(words):
            for each in (group, *self._alike.get(group, ())):
                yield from each

    @cached_property
    def _alike(self) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for group in self.synonyms:
            names = [*_names(group)]
            for name in names:
                found[name] = (*found.get(name, ()), *(other for other in names if other != name))
        return found

    @cached_property
    def _longest(self) -> int:
        return max((len(name) for name in self._alike), default=1)


def _names(group: Iterable[str]) -> Iterator[tuple[str, ...]]:
    names = dict.fromkeys(tuple(folded_words(name)) for name in group)
    return (name for name in names if name)


PLAIN = Dialect()
