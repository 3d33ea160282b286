"""The full-text engine behind a URL: the protocol every engine keeps, and the door that opens one."""

import shutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from search.documents import Document, Results, Sort
from search.locking import only_writer
from search.plan import DEEPEST as DEEPEST
from search.query import Query

ENGINES = {
    "whoosh": ("whoosh_index", "WhooshIndex"),
    "sqlite": ("sqlite_index", "SqliteIndex"),
    "postgresql": ("postgresql_index", "PostgresqlIndex"),
}
PAGE = 20


class Index(Protocol):
    """Full text over posts. One process writes at a time, any number read and see a commit with their next search.

    Every method raises IndexDamaged when the files cannot be used, and writing raises IndexBusy when another writer
    does not finish; nothing else is raised, whatever is searched for.
    """

    def write(self, documents: Iterable[Document], gone_posts: Iterable[int] = ()) -> None:
        """Adds or replaces `documents` and forgets `gone_posts`, in one commit."""

    def replace_all(self, documents: Iterable[Document]) -> int:
        """Makes the index hold exactly `documents` in one commit; the old one is read until then. Says how many."""

    def search(
        self, parsed: Query, limit: int = PAGE, sort: Sort = "relevance", offset: int = 0, after: int | None = None
    ) -> Results:
        """One page of hits, which begins after the post `after` where that is still found, else at number `offset`.

        Filters alone come newest first; nothing deeper than DEEPEST hits is shown.
        """

    def often(self, stems: Iterable[str]) -> dict[str, int]:
        """In how many posts that are held now each of these stems stands, without those that stand in none."""

    def count(self) -> int:
        """How many posts are held now."""

    def post_ids(self) -> set[int]:
        """Ids of all posts held, to compare with the database."""

    def close(self) -> None:
        """Lets go of files; the index may be used again."""

    def set_aside(self) -> None:
        """Puts what is damaged out of the way, so that the next write begins anew."""


def open_index(url: str) -> Index:
    """The engine for an address; the folder of an embedded one is made when needed.

    `whoosh:/path/to/folder`, `sqlite:/path/to/folder` or `postgresql://user@host/database`. Raises ValueError.
    """
    scheme, _, path = url.partition(":")
    if scheme not in ENGINES or not path:
        raise ValueError(
            f"no search engine for {url!r}: use whoosh:/path/to/folder, sqlite:/path/to/folder or postgresql://…"
        )
    module, name = ENGINES[scheme]
    engine = getattr(import_module(f"search.{module}"), name)
    opened: Index = engine(url if scheme == "postgresql" else Path(path.removeprefix("//")))
    return opened


def set_aside(folder: Path, keep: int = 2) -> Path | None:
    """Moves a damaged index out of the way for a look later, and removes all but the newest `keep` moved before.

    Returns where it went; None when there was nothing. The next write makes a new index in its place.
    """
    with only_writer(folder):
        return _moved(folder, keep) if folder.exists() else None


def _moved(folder: Path, keep: int) -> Path:
    older = sorted(folder.parent.glob(f"{folder.name}.damaged-*"), key=lambda path: path.stat().st_mtime_ns)
    for path in older[: max(0, len(older) - keep + 1)]:
        shutil.rmtree(path, ignore_errors=True)
    target = folder.with_name(f"{folder.name}.damaged-{uuid4().hex[:8]}")
    folder.rename(target)
    return target
