"""Stubs that join their thread: when the parent of a waiting post has come, all that stood below it moves there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, false, update

from forum.extensions import db
from forum.models import LedgerEntry, Origin, Post, Thread
from forum.services.import_places import Home, below
from forum.services.origins import Places, Waiter

#: Tables whose rows are moved by the statements below; and what the index proposed, which goes with the thread.
_NOT_THEIRS = {"post", "origin", "duplicate_proposal"}


@dataclass(slots=True)
class Moves:
    """Which stubs go where. Found in memory first, so that each post is moved once, to where it stays."""

    places: Places
    done: list[Waiter] = field(default_factory=list)
    stubs: dict[Home, Waiter] = field(default_factory=dict)
    circles: list[list[Waiter]] = field(default_factory=list)

    @property
    def all_moved(self) -> list[Waiter]:
        """The openings of all stubs that are stubs of their own no more, those of circles included."""
        return [*self.done, *(waiter for circle in self.circles for waiter in circle)]

    def settle(self, waiters: Iterable[Waiter]) -> None:
        """Find the final place of each of these, those above first: a stub may hang on a stub that moves, too."""
        self.stubs = {waiter.home: waiter for waiter in waiters}
        for start in list(self.stubs):
            home, chain = start, dict[Home, Waiter]()
            while home in self.stubs and home not in chain:
                chain[home] = self.stubs[home]
                home = self.places.by_key[chain[home].parent_key].home.final
            above = list(chain)
            if home in chain:
                self._cut(above[above.index(home) :])
                above = above[: above.index(home)]
            for stub in reversed(above):
                self._adopt(self.stubs.pop(stub))

    def _cut(self, circle: list[Home]) -> None:
        """These stubs hang on each other in a circle: they become one stub, whose opening is found by the caller."""
        self.circles.append([self.stubs.pop(stub) for stub in circle])

    def _adopt(self, waiter: Waiter) -> None:
        stub, spot = waiter.home, waiter.spot
        place = below(self.places.by_key[waiter.parent_key], waiter.identity_id)
        stub.moved_to = spot.home = place.home
        spot.kind, spot.under = place.kind, place.under
        self.done.append(waiter)

    def write(self) -> None:
        """Move the posts of every stub that found its thread, with what hangs on them, and take the empty stub away."""
        rows = [_row(waiter) for waiter in self.done]
        if not rows:
            return
        run = db.session.connection().execute
        for statement in _statements():
            run(statement, rows)
        forget([row["stub"] for row in rows])


def _row(waiter: Waiter) -> dict[str, Any]:
    spot = waiter.spot
    return {
        "stub": waiter.home.id,
        "home": spot.home.final.id,
        "opening": spot.post_id,
        "becomes": spot.kind,
        "above": spot.standing.post_id if spot.kind == "comment" else None,
        "beneath": spot.standing.post_id,
    }


@cache
def _statements() -> Sequence[Any]:
    """What moving takes, each run once for all stubs; bound to the names of `_row`."""
    stub: Any = bindparam("stub")
    home: Any = bindparam("home")
    opening: Any = bindparam("opening")
    others = {"thread_id": home, "kind": "comment", "parent_id": bindparam("beneath")}
    itself = {"thread_id": home, "kind": bindparam("becomes"), "parent_id": bindparam("above")}
    found = {"is_waiting": false()}
    return [
        update(Post).where(Post.thread_id == stub, Post.id != opening).values(**others),
        update(Post).where(Post.id == opening).values(**itself),
        update(Origin).where(Origin.thread_id == stub).values(thread_id=home),
        update(Origin).where(Origin.post_id == opening).values(**found),
        update(LedgerEntry).where(LedgerEntry.post_id == opening, _is_waiting()).values(disposition="reply"),
        *(update(column.table).where(column == stub).values({column: home}) for column in columns_to_threads()),
    ]


def _is_waiting() -> Any:
    return LedgerEntry.disposition == "waiting"


def columns_to_threads() -> list[Any]:
    """Columns of all packages that name a thread and may name another: what people did on a stub goes along."""
    found = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            names_a_thread = any(key.column.table is Thread.__table__ for key in column.foreign_keys)
            if names_a_thread and table.name not in _NOT_THEIRS and not (column.primary_key or column.unique):
                found.append(column)
    return found


def forget(stub_ids: Sequence[int]) -> None:
    """Take away stubs that are empty now (one by one: there may be more than a statement can name)."""
    if stub_ids:
        empty = delete(Thread).where(Thread.id == bindparam("stub"), Thread.kind == "stub")
        db.session.connection().execute(empty, [{"stub": stub_id} for stub_id in stub_ids])
