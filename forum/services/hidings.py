"""Hiding posts and showing them again, one or many in a handful of statements; counters follow from the rows."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, insert, select, update

from forum.events import record_many
from forum.extensions import db
from forum.models import Acceptance, EarlierSolution, Hiding, Post, Thread, User
from forum.services import flags, holding, notifications, pseudonyms, publiclog

_FRESH = {"synchronize_session": False}


def hide_many(post_ids: Sequence[int], by: User, reason: str, at: datetime, is_spam: bool = False) -> list[Any]:
    """Hide these posts: stubs stay, each author is told once, the public log has one line, reports are upheld.

    Gives the rows (id, thread_id, kind, account_id) that were hidden by this; gone and hidden ones are left alone.
    """
    thread_ids = _hold(post_ids)
    stands = (Post.id.in_(post_ids), Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    hidden = _changed(update(Post).where(*stands).values(hidden_at=at), thread_ids)
    if not hidden:
        return []
    first = {"thread_id": hidden[0].thread_id, "post_id": hidden[0].id, "count": len(hidden)}
    line = publiclog.write("spam" if is_spam else "hid", by.id, reason, at, **first)
    common = {"public_act_id": line, "by_id": by.id, "reason": reason, "is_spam": is_spam, "at": at}
    db.session.execute(insert(Hiding), [{"post_id": row.id, "lifted_reason": "", **common} for row in hidden])
    _tell("hidden", hidden, by, at, reason)
    flags.uphold(hidden, by, at)
    record_many([{"name": "post.hidden", **_where(row, by, at), "facts": {"reason": reason}} for row in hidden])
    return hidden


def show_many(post_ids: Sequence[int], by: User, reason: str, at: datetime, because: str = "") -> list[Any]:
    """Show hidden posts again; the public log keeps both acts. Gives the rows that were shown by this."""
    thread_ids = _hold(post_ids)
    hidden = (Post.id.in_(post_ids), Post.hidden_at.is_not(None))
    shown = _changed(update(Post).where(*hidden).values(hidden_at=None), thread_ids)
    if not shown:
        return []
    open_ = update(Hiding).where(Hiding.post_id.in_([row.id for row in shown]), Hiding.lifted_at.is_(None))
    lifted = open_.values(lifted_by_id=by.id, lifted_reason=reason, lifted_at=at).returning(Hiding)
    hidings = list(db.session.scalars(lifted.execution_options(populate_existing=True, **_FRESH)))
    publiclog.lift_hidings(hidings, by.id, reason, at, because)
    flags.overturn([row.id for row in shown], by, at)
    if because != "appeal":  # whoever decides about an appeal tells its author
        _tell("shown", shown, by, at, reason)
    record_many([{"name": "post.shown", **_where(row, by, at)} for row in shown])
    return shown


def _hold(post_ids: Sequence[int]) -> list[int]:
    """Ids of the threads of these posts, held against others until the commit, always in one order."""
    db.session.flush()
    elsewhere = select(EarlierSolution.thread_id).where(EarlierSolution.post_id.in_(post_ids))
    found = select(Post.thread_id).where(Post.id.in_(post_ids)).union(elsewhere)
    return holding.hold_all(found)


def _changed(statement: Any, thread_ids: Sequence[int]) -> list[Any]:
    """Run it and let counters and whoever has read these rows before know."""
    account = pseudonyms.account(Post).label("account_id")
    columns = (Post.id, Post.thread_id, Post.kind, account)
    found = db.session.execute(statement.returning(*columns).execution_options(**_FRESH)).all()
    if found:
        recount(thread_ids)
    changed = {(Post, row.id) for row in found} | {(Thread, thread_id) for thread_id in thread_ids}
    for known in list(db.session.identity_map.values()):
        if (type(known), getattr(known, "id", None)) in changed:
            db.session.expire(known)
    return sorted(found, key=lambda row: row.id)


def recount(thread_ids: Sequence[int]) -> None:
    """Let what these threads repeat of their posts be what the posts say: answers, solved, hidden."""
    answers = select(func.count()).where(Post.thread_id == Thread.id, Post.kind == "answer", *_stands())
    solved = select(Acceptance.at).join(Post, Post.id == Acceptance.post_id)
    solved = solved.where(Acceptance.thread_id == Thread.id, *_stands())
    earlier = select(EarlierSolution.at).join(Post, Post.id == EarlierSolution.post_id)
    earlier = earlier.where(EarlierSolution.thread_id == Thread.id, *_stands())
    question = select(Post.hidden_at).where(Post.thread_id == Thread.id, Post.kind == "question").limit(1)
    repeated = {"answer_count": answers, "solved_at": solved, "hidden_at": question}
    values: dict[str, Any] = {name: query.correlate(Thread).scalar_subquery() for name, query in repeated.items()}
    values["solved_at"] = func.coalesce(values["solved_at"], earlier.correlate(Thread).scalar_subquery())
    counted = update(Thread).where(Thread.id.in_(thread_ids)).values(**values)
    db.session.execute(counted.execution_options(**_FRESH))


def _stands() -> tuple[Any, ...]:
    return Post.hidden_at.is_(None), Post.deleted_at.is_(None)


def _tell(what: str, rows: Sequence[Any], by: User, at: datetime, reason: str) -> None:
    """One notice an author, however many of their posts it is about."""
    mine = sorted((row for row in rows if row.account_id), key=lambda row: (row.account_id, row.id))
    for account_id, group in groupby(mine, key=lambda row: row.account_id):
        first, *others = group
        notifications.tell(account_id, f"{'posts' if others else 'post'}.{what}", first, by.id, at, reason)


def _where(row: Any, by: User, at: datetime) -> dict[str, Any]:
    return {"thread_id": row.thread_id, "post_id": row.id, "by_id": by.id, "at": at}
