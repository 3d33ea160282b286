"""Bulk acts: claiming, resolving, hiding, marking as spam and moving many at once; undoing.py takes them back.

Each act leaves a row with its members and how they stood before. What somebody else has, what is with the admins and
what an author asked to have looked at again is left alone; the row's count says how many were really done.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from forum.database import now
from forum.extensions import db
from forum.models import Post, Thread, User
from forum.services import hidings, tags
from forum.services.writing import masked_line
from moderation import policy
from moderation.models import Bulk, BulkMember, Case
from moderation.services import appeals, attention, cases, casework, claims, order

MOST = 100  # cases in one act
Member = dict[str, Any]


def claim(case_ids: Sequence[int], by: User, at: datetime | None = None) -> Bulk:
    """Take these cases, those that are free."""
    at = at or now()
    return _each(case_ids, "claim", by, "", at, lambda case: claims.claim(case, by, at))


def resolve(case_ids: Sequence[int], by: User, reason: str, at: datetime | None = None) -> Bulk:
    """Be done with these cases, for one reason."""
    at = at or now()
    return _each(case_ids, "resolve", by, reason, at, lambda case: casework.resolve(case, by, reason, at))


def move(case_ids: Sequence[int], by: User, brand_id: int, reason: str = "", at: datetime | None = None) -> Bulk:
    """File the threads of these cases under another brand; their tags stay."""
    at = at or now()
    names = tags.of_threads([case.thread_id for case in _workable(case_ids, by)])

    def act(case: Case) -> None:
        thread = db.session.get_one(Thread, case.thread_id)
        if not order.move(thread, by, brand_id, names.get(thread.id, ()), reason, at):
            raise claims.DoneError

    return _each(case_ids, "move", by, reason, at, act)


def _workable(case_ids: Sequence[int], by: User) -> list[Case]:
    """The cases of these that this person may work on, held against others until the commit."""
    wanted = select(Case).where(Case.id.in_(case_ids[:MOST])).order_by(Case.id).with_for_update()
    found = db.session.scalars(wanted.execution_options(populate_existing=True))
    return [case for case in found if policy.may_work_on(by, case)]


def _each(
    case_ids: Sequence[int], act: str, by: User, reason: str, at: datetime, verb: Callable[[Case], object]
) -> Bulk:
    """Do it to one case after the other; what cannot be done to one of them does not stop the rest."""
    members = []
    for case in _workable(case_ids, by):
        before = how_it_stood(case)
        with suppress(claims.RefusedError):
            verb(case)
            members.append({"case_id": case.id, "post_id": None, "before": before})
    return _kept(act, by, reason, at, members, len(members))


def how_it_stood(case: Case) -> Member:
    """What undoing puts back."""
    instants = {"opened_at": case.opened_at.isoformat(), "due_at": case.due_at.isoformat()}
    return {"state": case.state, "opened_because": case.opened_because, "brand_id": case.brand_id, **instants}


def _kept(act: str, by: User, reason: str, at: datetime, members: Sequence[Member], count: int) -> Bulk:
    bulk = Bulk(act=act, by_id=by.id, reason=reason, at=at, count=count)
    db.session.add(bulk)
    db.session.flush()
    if members:
        db.session.execute(insert(BulkMember), [{"bulk_id": bulk.id, **member} for member in members])
    return bulk


def hide(case_ids: Sequence[int], by: User, reason: str, is_spam: bool = False, at: datetime | None = None) -> Bulk:
    """Hide what was reported in the threads of these cases; where nothing was, their questions."""
    thread_ids = [case.thread_id for case in _workable(case_ids, by)]
    flagged = attention.flagged_posts(thread_ids)
    others = set(thread_ids) - {post.thread_id for post in flagged}
    questions = select(Post.id).where(Post.thread_id.in_(others), Post.kind == "question")
    post_ids = [post.id for post in flagged] + list(db.session.scalars(questions))
    return _hidden(post_ids, by, reason, is_spam, at or now())


def mark_spam(post: Post, by: User, reason: str, is_whole_author: bool = False, at: datetime | None = None) -> Bulk:
    """Mark a post as spam, or at once all that its author ever wrote, here or by the same handle elsewhere."""
    post_ids = ids_by_author_of(post) if is_whole_author else [post.id]
    return _hidden(post_ids, by, reason, True, at or now())


def ids_by_author_of(post: Post) -> list[int]:
    """Ids of all posts by who wrote this one that still stand."""
    if post.author_id is None and post.identity_id is None:
        return [post.id]
    is_theirs = Post.author_id == post.author_id if post.author_id else Post.identity_id == post.identity_id
    return list(db.session.scalars(select(Post.id).where(is_theirs, Post.deleted_at.is_(None)).order_by(Post.id)))


def _hidden(post_ids: Sequence[int], by: User, reason: str, is_spam: bool, at: datetime) -> Bulk:
    """Hide these posts in a handful of statements, however many, and close the cases that have lost their question."""
    reason = masked_line(reason)
    hidden = hidings.hide_many(post_ids, by, reason, at, is_spam)
    thread_ids = sorted({row.thread_id for row in hidden})
    known = list(cases.of_threads(thread_ids).values())
    cases.note_many(known, "hid", at, by.id, note=reason)
    before = {case.id: how_it_stood(case) for case in known if case.state != "resolved"}
    if is_spam:
        _close_with_their_questions(known, {row.thread_id for row in hidden if row.kind == "question"}, by, at)
    attention.keep(thread_ids, at, by.id)
    closed = [case for case in cases.of_threads(thread_ids).values() if case.resolved_at == at and case.id in before]
    members = [{"case_id": None, "post_id": row.id, "before": {}} for row in hidden]
    members += [{"case_id": case.id, "post_id": None, "before": before[case.id]} for case in closed]
    return _kept("spam" if is_spam else "hide", by, reason, at, members, len(hidden))


def _close_with_their_questions(known: Sequence[Case], thread_ids: set[int], by: User, at: datetime) -> None:
    undecided = appeals.asked_in(sorted(thread_ids))
    gone = [
        case
        for case in known
        if case.thread_id in thread_ids and case.state != "resolved" and case.escalated_at is None
    ]
    free = [case for case in gone if claims.holder_id(case, at) in (None, by.id) and case.thread_id not in undecided]
    if free:
        cases.close_many(free, "spam", at, by.id)


def last_of(by: User, since: datetime) -> Bulk | None:
    """The last bulk act of this person since an instant, undone or not."""
    mine = (
        select(Bulk)
        .where(Bulk.by_id == by.id, Bulk.at > since, Bulk.count > 0)
        .order_by(Bulk.at.desc(), Bulk.id.desc())
    )
    return db.session.scalars(mine.limit(1)).one_or_none()


def take_for_undoing(bulk: Bulk, by: User, at: datetime, since: datetime) -> bool:
    """Mark an act as undone: one UPDATE decides between two who try at once. False when it was, or is too old."""
    open_ = (Bulk.id == bulk.id, Bulk.undone_at.is_(None), Bulk.at > since)
    taken = update(Bulk).where(*open_).values(undone_at=at, undone_by_id=by.id).returning(Bulk.id)
    return db.session.scalar(taken.execution_options(synchronize_session=False)) is not None


def members_of(bulk: Bulk) -> list[BulkMember]:
    """What the act was about."""
    return list(db.session.scalars(select(BulkMember).where(BulkMember.bulk_id == bulk.id).order_by(BulkMember.id)))
