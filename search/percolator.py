"""Kept queries against a few new posts: an index of these posts alone, in memory, with the grammar of all engines."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from search import sqlite_file
from search.documents import Document
from search.plan import Wanted, common_words, often_each, stems_of
from search.query import Query, Word
from search.sqlite_schema import conditions, match

Matches = dict[int, set[int]]
Often = Callable[[list[str]], Mapping[str, int]]


class Percolator:
    """Some posts, of each id one. Costs a search in memory a query, whatever the size of the real index."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        sqlite_file.lay_out(self._connection)
        sqlite_file.add(self._connection, {document.post_id: document for document in documents}.values())

    def matching(self, parsed: Query, is_any: bool = False) -> set[int]:
        """Ids of posts that pass a query: with all its words, or with `is_any` one of them."""
        if parsed.is_empty:
            return set()
        wanted = Wanted(parsed, tuple(word.readings for word in parsed.words), is_any, True)
        rows, given = "post WHERE true", []
        if wanted.has_text:
            rows, given = "words JOIN post ON post.post_id = words.rowid WHERE words MATCH ?", [match(wanted)]
        more, values = conditions(parsed)
        asked = f"SELECT post.post_id FROM {rows}{more}"  # noqa: S608 - conditions are ours, values are bound
        return {post_id for (post_id,) in self._connection.execute(asked, (*given, *values))}

    def all_matching(self, queries: Mapping[int, Query], often: Often, count: int) -> Matches:
        """Of each query, by its key, the posts that a search would list before those with some of the words only.

        `often` says in how many posts of the whole index stems stand, and `count` how many posts it holds: words that
        are common there need not be in a post, as in a search. It is asked about words that make a difference here.
        """
        found = {key: self.matching(parsed) for key, parsed in queries.items()}
        open_ = {key: each for key, each in queries.items() if self._may_find_more(each, found[key])}
        words = dict.fromkeys(word for parsed in open_.values() for word in parsed.words)
        known = often_each(words, often(stems_of(words))) if words else {}
        return found | {key: self.matching(_without_common(each, known, count)) for key, each in open_.items()}

    def _may_find_more(self, parsed: Query, found: set[int]) -> bool:
        return len(parsed.words) + len(parsed.phrases) > 1 and self.matching(parsed, is_any=True) != found

    def close(self) -> None:
        """Forgets the posts."""
        self._connection.close()


def _without_common(parsed: Query, often: Mapping[Word, int], count: int) -> Query:
    common = common_words(parsed, often, count)
    return replace(parsed, words=tuple(word for word in parsed.words if word not in common))
