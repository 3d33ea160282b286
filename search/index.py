"""The full-text engine behind a URL: the protocol every engine keeps, and the door that opens one."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from search.documents import Document, Results, Sort
from search.locking import only_writer

PAGE = 20
DEEPEST = 1_000


class Index(Protocol):
    """Full text over posts. One process writes at a time, any number read and see a commit with their next search.

    Every method raises IndexDamaged when the files cannot be used, and writing raises IndexBusy when another writer
    does not finish; nothing else is raised, whatever is searched for.
    """

    def write(self, documents: Iterable[Document], gone_posts: Iterable[int] = ()) -> None:
        """Adds or replaces `documents` and forgets `gone_posts`, in one commit."""

    def replace_all(self, documents: Iterable[Document]) -> int:
        """Makes the index hold exactly `documents` in one commit; the old one is read until then. Says how many."""

    def search(self, query: str, limit: int = PAGE, sort: Sort = "relevance", offset: int = 0) -> Results:
        """One page of hits. Filters alone come newest first; nothing deeper than DEEPEST hits is shown."""

    def post_ids(self) -> set[int]:
        """Ids of all posts held, to compare with the database."""

    def close(self) -> None:
        """Lets go of files; the index may be used again."""


def open_index(url: str) -> Index:
    """The engine for an address such as `whoosh:/var/lib/frontporch/fulltext`; the folder is made when needed."""
    scheme, _, path = url.partition(":")
    if scheme != "whoosh" or not path:
        raise ValueError(f"no search engine for {url!r}: use whoosh:/path/to/folder")
    from search.whoosh_index import WhooshIndex

    return WhooshIndex(Path(path.removeprefix("//")))


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
