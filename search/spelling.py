"""Did you mean: the words that people write here, and which of them a mistyped one is likely to be."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from pathlib import Path
from uuid import uuid4

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search.locking import only_writer
from search.vocabulary import tokens

SHORTEST, LONGEST = 4, 30
SHORTEST_BEGINNING = 2
MOST_WORDS = 60_000
Often = Callable[[Sequence[str]], Mapping[str, int]]
MOST_BEGINNINGS = 40


class Spelling:
    """Words with how often they were seen, in one file: a memory only, which may be lost.

    What was hidden since lingers in it; so no word is offered that the full text does not find in a readable post.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()
        self._seen: object = None
        self._words: dict[str, int] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Remembers the words of these texts, each once a text; the rarest go when it is too many."""
        new = Counter(word for text in texts for word in {*_words(text)})
        if new:
            with only_writer(self.path):
                self._keep(Counter(self._known()) + new)

    def replace_all(self, texts: Iterable[str]) -> None:
        """Remembers the words of these texts and no others."""
        with only_writer(self.path):
            self._keep(Counter(word for text in texts for word in {*_words(text)}))

    def mend(self, typed: Sequence[str], often: Often) -> list[str] | None:
        """The typed words with those that nobody uses in place of the likeliest that somebody does; None for no change.

        `often` says of words that stand in posts which everybody may read, in how many.
        """
        learnt = [word for word in typed if _is_learnt(word)]
        unknown = set(learnt) - often(learnt).keys()
        meant = {word: found for word in unknown if (found := self._meant(word, often))}
        return [meant.get(word, word) for word in typed] if meant else None

    def completions(self, begun: str, often: Often) -> list[str]:
        """Words that begin so, those in most readable posts first; the shortest of those that are like often."""
        if not SHORTEST_BEGINNING <= len(begun) <= LONGEST:
            return []
        words = self._known()
        likely = nlargest(MOST_BEGINNINGS, (word for word in words if word.startswith(begun)), key=words.__getitem__)
        counts = often(likely)
        return sorted(counts, key=lambda word: (-counts[word], len(word), word))

    def _meant(self, word: str, often: Often) -> str | None:
        """Nearest first, then by how often it stands in readable posts: how often it was seen would tell of others."""
        most = 1 if len(word) < 6 else 2
        near = process.extract(
            word, self._known().keys(), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
        )
        counts = often([name for name, _, _ in near])
        ordered = sorted((distance, -counts[name], name) for name, distance, _ in near if name in counts)
        return ordered[0][2] if ordered else None

    def _known(self) -> dict[str, int]:
        with self._turn:
            try:
                found = self.path.stat()
                state = (found.st_ino, found.st_mtime_ns, found.st_size)
                if state != self._seen:
                    self._words, self._seen = dict(json.loads(self.path.read_text("utf-8"))), state
            except (OSError, ValueError, TypeError):  # not there, or damaged: it is made again as people write
                self._words, self._seen = {}, None
            return self._words

    def _keep(self, words: Counter[str]) -> None:
        making = self.path.with_name(f"{self.path.name}.{uuid4().hex[:6]}")
        making.write_text(json.dumps(dict(words.most_common(MOST_WORDS)), ensure_ascii=False), "utf-8")
        making.replace(self.path)


def _words(text: str) -> Iterable[str]:
    for token in tokens(text):
        if token.kind == "word" and len(token.words) == 1 and _is_learnt(token.words[0]):
            yield token.words[0]


def _is_learnt(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()
