"""Did you mean: the words that people write here, and which of them a mistyped one is likely to be."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search.locking import only_writer
from search.vocabulary import tokens

SHORTEST, LONGEST = 4, 30
MOST_WORDS = 60_000
Known = Callable[[Sequence[str]], set[str]]
NEAR = 5


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

    def mend(self, typed: Sequence[str], known: Known) -> list[str] | None:
        """The typed words with those that nobody uses in place of the likeliest that somebody does; None for no change.

        `known` says which words stand in a post that everybody may read.
        """
        learnt = [word for word in typed if _is_learnt(word)]
        unknown = set(learnt) - known(learnt)
        meant = {word: found for word in unknown if (found := self._meant(word, known))}
        return [meant.get(word, word) for word in typed] if meant else None

    def _meant(self, word: str, known: Known) -> str | None:
        words = self._known()
        most = 1 if len(word) < 6 else 2
        near = process.extract(
            word, words.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=NEAR, processor=None
        )
        ordered = sorted((distance, -words[name], name) for name, distance, _ in near)
        readable = known([name for _, _, name in ordered])
        return next((name for _, _, name in ordered if name in readable), None)

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
