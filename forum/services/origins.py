"""Origins of imported posts: which are known already and where they stand, and which still wait for their parent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select

from forum.database import IN_ONE_STATEMENT
from forum.extensions import db
from forum.models import Echo, Origin, Post, Thread
from forum.services.import_places import Home, Key, Spot

SOURCE = ""  # of files; connectors to networks will name their account here


@dataclass(frozen=True, slots=True)
class Waiter:
    """The opening post of the stub `home`, whose parent has come (`parent_key`). `is_countable`: it can be read."""

    key: Key
    parent_key: Key
    home: Home
    spot: Spot
    identity_id: int | None
    active_at: datetime
    is_countable: bool


@dataclass(slots=True)
class Places:
    """The spots of known posts, each once, and of their threads; those of new posts are added while they are placed."""

    by_key: dict[Key, Spot] = field(default_factory=dict)
    by_post: dict[int, Spot] = field(default_factory=dict)
    homes: dict[int, Home] = field(default_factory=dict)

    def look_up(self, keys: Iterable[Key]) -> None:
        """Learn where these posts stand, as far as they are known, in two statements."""
        wanted = set(keys)
        for row in db.session.execute(_rows().where(_named(Origin.external_id, wanted))):
            self.by_key[row.channel, row.external_id] = self._spot(row)
        for row in db.session.execute(_echoes().where(_named(Echo.external_id, wanted))):
            self.by_key[row.channel, row.external_id] = self.echo(self.question(row), row.identity_id, row.echo_id)

    def question(self, row: Any) -> Spot:
        """The spot of a thread's opening post, from a row with thread_id, question_id, asker_identity_id, is_live."""
        home = Home(row.thread_id, "question", row.asker_identity_id, row.is_live)
        home = self.homes.setdefault(row.thread_id, home)
        spot = self.by_post.setdefault(row.question_id, Spot(home, "question", row.question_id))
        spot.kind = "question"
        return spot

    @staticmethod
    def echo(question: Spot, identity_id: int | None, echo_id: int | None = None) -> Spot:
        """The spot of an echo of this question, by this author."""
        return Spot(question.home, "echo", under=question, echo_id=echo_id, by_id=identity_id)

    def waiting_for(self, keys: Collection[Key]) -> list[Waiter]:
        """The openings of stubs that wait for these posts, in one statement."""
        waiting = _rows().where(Origin.is_waiting, _named(Origin.parent_external_id, keys))
        return [self._waiter(row) for row in db.session.execute(waiting.order_by(Origin.id))]

    def _waiter(self, row: Any) -> Waiter:
        key, parent_key = (row.channel, row.external_id), (row.channel, row.parent_external_id)
        is_countable = row.hidden_at is None and row.deleted_at is None
        spot = self.by_key[key] = self._spot(row)
        return Waiter(key, parent_key, spot.home, spot, row.identity_id, row.active_at, is_countable)

    def _spot(self, row: Any) -> Spot:
        home = self.homes.setdefault(
            row.thread_id, Home(row.thread_id, row.thread_kind, row.asker_identity_id, row.is_live)
        )
        spot = self.of_post(row.post_id, home)
        spot.kind = row.kind
        spot.under = self.of_post(row.parent_id, home) if row.parent_id is not None else None
        return spot

    def of_post(self, post_id: int, home: Home) -> Spot:
        """The spot of a post in this thread; of one that was not looked up only that comments may stand under it."""
        return self.by_post.setdefault(post_id, Spot(home, "answer", post_id))


def _named(column: Any, keys: Collection[Key]) -> ColumnElement[bool]:
    by_channel: dict[str, list[str]] = {}
    for channel, external_id in keys:
        by_channel.setdefault(channel, []).append(external_id)
    table = column.class_
    these = [and_(table.channel == channel, column.in_(ids)) for channel, ids in sorted(by_channel.items())]
    return and_(table.source == SOURCE, or_(False, *these))


def _rows() -> Select[*tuple[Any, ...]]:
    columns = (
        Origin.channel,
        Origin.external_id,
        Origin.parent_external_id,
        Post.id.label("post_id"),
        Post.kind,
        Post.parent_id,
        Post.identity_id,
        Post.hidden_at,
        Post.deleted_at,
        Thread.id.label("thread_id"),
        Thread.kind.label("thread_kind"),
        Thread.asker_identity_id,
        Thread.is_live,
        Thread.active_at,
    )
    return select(*columns).join(Post, Post.id == Origin.post_id).join(Thread, Thread.id == Origin.thread_id)


def _echoes() -> Select[*tuple[Any, ...]]:
    columns = (Echo.id.label("echo_id"), Echo.channel, Echo.external_id, Echo.identity_id, Echo.thread_id)
    rows = select(*columns, Thread.asker_identity_id, Thread.is_live, Post.id.label("question_id"))
    rows = rows.join(Thread, Thread.id == Echo.thread_id)
    return rows.join(Post, and_(Post.thread_id == Echo.thread_id, Post.kind == "question"))


def known(keys: Collection[Key]) -> set[Key]:
    """Those of these posts that came in before, as posts or as echoes."""
    posts = select(Origin.channel, Origin.external_id).where(_named(Origin.external_id, keys))
    echoes = select(Echo.channel, Echo.external_id).where(_named(Echo.external_id, keys))
    return {(row.channel, row.external_id) for row in db.session.execute(posts.union_all(echoes))}


def store(rows: list[dict[str, Any]]) -> None:
    """Keep where new posts came from (each a mapping of Origin's columns)."""
    if rows:
        made = insert(Origin).execution_options(**IN_ONE_STATEMENT)
        db.session.execute(made, [{"source": SOURCE, **row} for row in rows])
