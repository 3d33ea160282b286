"""Folding one question into another that says the same, when a post shows that both belong together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from forum.database import IN_ONE_STATEMENT
from forum.events import record
from forum.extensions import db
from forum.models import (
    Bookmark,
    Duplicate,
    Echo,
    EchoTelling,
    Event,
    JoinedThread,
    KeptDraft,
    LedgerEntry,
    Origin,
    Parting,
    Post,
    Thread,
)
from forum.services import hidings
from forum.services.import_moves import columns_to_threads

_Gone = aliased(Thread, name="gone")


@dataclass(frozen=True, slots=True)
class Fold:
    """A thread and its opening post that go, and those that they go to."""

    thread_id: int
    question_id: int
    into_id: int
    into_question_id: int


def plan(home: Any, threads: Sequence[Any]) -> tuple[list[Fold], set[int]]:
    """What can be folded into `home`, and the ids of all threads that stay: whatever a person has touched does."""
    others = {row.thread_id: row for row in threads if row.thread_id != home.thread_id}
    held = _touched([*others, home.thread_id]) | _passed_over(home.thread_id, list(others)) if others else set()
    folds = [
        Fold(row.thread_id, row.question_id, home.thread_id, home.question_id)
        for row in others.values()
        if row.thread_id not in held
    ]
    return folds, {home.thread_id, *(others.keys() & held)}


def _touched(thread_ids: Sequence[int]) -> set[int]:
    """Threads in which somebody here has acted or written, to which they led others, or which they have parted."""
    acted = select(Event.thread_id).where(Event.thread_id.in_(thread_ids), Event.by_id.is_not(None))
    is_from_here = or_(Post.author_id.is_not(None), Post.behind_id.is_not(None))
    wrote = select(Post.thread_id).where(Post.thread_id.in_(thread_ids), is_from_here)
    kept = select(Post.thread_id).join(Bookmark, Bookmark.post_id == Post.id).where(Post.thread_id.in_(thread_ids))
    named = (KeptDraft.thread_id, Duplicate.said_id, Duplicate.of_id, Parting.thread_id, Parting.from_id)
    more = [select(column).where(column.in_(thread_ids)) for column in named]
    return {thread_id for thread_id in db.session.scalars(acted.union(wrote, kept, *more)) if thread_id is not None}


def _passed_over(home_id: int, thread_ids: Sequence[int]) -> set[int]:
    """Threads with echoes that a note made at home, that all there were told, would cover when they stood there."""
    told = select(func.max(EchoTelling.last_echo_id)).where(EchoTelling.thread_id == home_id).scalar_subquery()
    return set(db.session.scalars(select(Echo.thread_id).where(Echo.thread_id.in_(thread_ids), Echo.id <= told)))


def write(folds: Sequence[Fold], at: Any) -> None:
    """Let the questions of these threads be echoes, and all that stood below them stand below the others."""
    if not folds:
        return
    rows = [{"stub": each.thread_id, "home": each.into_id, "opening": each.question_id} for each in folds]
    for row, each in zip(rows, folds, strict=True):
        row["question"] = each.into_question_id
    _turn(folds, at)
    for statement in _statements():
        db.session.connection().execute(statement, rows)
    db.session.expire_all()
    homes = sorted({each.into_id for each in folds})
    hidings.recount(homes)
    for home in homes:
        gone = [each for each in folds if each.into_id == home]
        thread_ids, post_ids = [*(each.thread_id for each in gone), home], [each.question_id for each in gone]
        record("questions.joined", home, at=at, threads=thread_ids, posts=post_ids)


def _turn(folds: Sequence[Fold], at: Any) -> None:
    """Make an echo of each question, and let the ledger say so."""
    homes = {each.question_id: each.into_id for each in folds}
    columns = (Post.id, Post.identity_id, Post.body, Post.created_at.label("said_at"))
    origin = (Origin.channel, Origin.source, Origin.external_id, Origin.url, Origin.extra)
    found = select(*columns, *origin).join(Origin, Origin.post_id == Post.id).where(Post.id.in_(list(homes)))
    rows = [
        {**row._mapping, "thread_id": homes[row.id], "at": at} for row in db.session.execute(found.order_by(Post.id))
    ]
    post_ids = [row.pop("id") for row in rows]
    made = insert(Echo).returning(Echo.id, sort_by_parameter_order=True).execution_options(**IN_ONE_STATEMENT)
    ids = list(db.session.scalars(made, rows))
    told: Any = bindparam("post")
    is_theirs = LedgerEntry.post_id == told
    turned = update(LedgerEntry).where(is_theirs, LedgerEntry.disposition == "thread").values(disposition="echo")
    named = update(LedgerEntry).where(is_theirs).values(echo_id=bindparam("echo"), post_id=None)
    pairs = [{"post": post_id, "echo": echo_id} for post_id, echo_id in zip(post_ids, ids, strict=True)]
    db.session.connection().execute(turned, [{"post": post_id} for post_id in post_ids])
    db.session.connection().execute(named, pairs)


def _statements() -> Sequence[Any]:
    gone: Any = bindparam("stub")
    home: Any = bindparam("home")
    opening: Any = bindparam("opening")
    last = select(_Gone.active_at).where(_Gone.id == gone).scalar_subquery()
    return [
        update(Thread).where(Thread.id == home, Thread.active_at < last).values(active_at=last),
        update(Post).where(Post.parent_id == opening).values(parent_id=bindparam("question")),
        update(Post).where(Post.thread_id == gone, Post.id != opening).values(thread_id=home),
        delete(Origin).where(Origin.post_id == opening),
        update(Origin).where(Origin.thread_id == gone).values(thread_id=home),
        delete(JoinedThread).where(JoinedThread.thread_id == gone),
        insert(JoinedThread).values(thread_id=gone, into_id=home, question_id=opening),
        *(update(column.table).where(column == gone).values({column: home}) for column in columns_to_threads()),
        delete(Post).where(Post.id == opening),
        delete(Thread).where(Thread.id == gone),
    ]
