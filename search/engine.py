"""What all engines do alike: reading is one snapshot, asked by the rules of search/plan.py."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TypeVar

from search.documents import Results, Sort
from search.index import PAGE
from search.plan import DEEPEST, Place, Reader, answered
from search.query import Query

Found = TypeVar("Found")


class Engine(ABC):
    """The reading half of search.index.Index; an engine says how one state of it is read."""

    @abstractmethod
    def _ask(self, use: Callable[[Reader], Found]) -> Found | None:
        """What comes of the newest state; None where no index has been written yet."""

    def search(
        self, parsed: Query, limit: int = PAGE, sort: Sort = "relevance", offset: int = 0, after: int | None = None
    ) -> Results:
        """See the protocol: very common words are left out; fewer than ten hits with all words bring some words."""
        if parsed.is_empty or limit < 1:
            return Results()
        place = Place(max(0, min(offset, DEEPEST)), after)
        return self._ask(lambda reader: answered(reader, parsed, sort, place, min(limit, DEEPEST))) or Results()

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """Of those that stand in a post, in how many."""
        asked = [*stems]
        counts = self._ask(lambda reader: reader.often(asked)) or {}
        return {stem: count for stem, count in counts.items() if count}

    def count(self) -> int:
        """How many posts are held now."""
        return self._ask(lambda reader: reader.count()) or 0
