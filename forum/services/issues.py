"""Known issues: staff say that a trouble is known; questions near it belong to it; all hear when it is mended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, case, cast, func, null, select, union, update

from forum.database import insert_missing, now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import Affected, Echo, IssueLink, KnownIssue, Notification, Thread, User
from forum.services import following, listing, notifications, pseudonyms
from forum.services.notifications import Told
from forum.services.writing import masked_line

LATELY = timedelta(days=30)  # so long a mended issue is still shown among the known ones


def of_thread(thread_id: int) -> KnownIssue | None:
    """The issue that this thread is about, mended or not; None where nobody declared one, or it was withdrawn."""
    declared = select(KnownIssue).where(KnownIssue.thread_id == thread_id, KnownIssue.withdrawn_at.is_(None))
    return db.session.scalars(declared).one_or_none()


def declare(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that the trouble of this thread is known. False when that was said already."""
    at = at or now()
    row = {"thread_id": thread_id, "by_id": by.id, "at": at, "people_count": 0, "mended_text": ""}
    fresh = rows_changed(db.session, insert_missing(db.session, KnownIssue).values(row).on_conflict_do_nothing())
    withdrawn = update(KnownIssue).where(KnownIssue.thread_id == thread_id, KnownIssue.withdrawn_at.is_not(None))
    again = 0 if fresh else rows_changed(db.session, withdrawn.values(withdrawn_at=None, at=at, by_id=by.id))
    if not fresh and not again:
        return False
    following.begin([(thread_id, by.id)], at)
    recount([thread_id])
    record("issue.declared", thread_id, by_id=by.id, at=at)
    return True


def withdraw(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that it is no known issue after all; its questions stand alone again. False when it was none."""
    issue, at = of_thread(thread_id), at or now()
    if issue is None:
        return False
    issue.withdrawn_at = at
    record("issue.withdrawn", thread_id, by_id=by.id, at=at)
    return True


def mend(thread_id: int, by: User, text: str, at: datetime | None = None) -> bool:
    """Say that it is mended, with a word about it: the worker tells everyone whom it concerns. False when it was so."""
    issue, at = of_thread(thread_id), at or now()
    if issue is not None:
        db.session.refresh(issue, with_for_update=True)  # of two who say so at once, one is heard
    if issue is None or issue.mended_at is not None:
        return False
    issue.mended_at, issue.mended_by_id, issue.mended_text = at, by.id, masked_line(text, is_brand=True)
    record("issue.mended", thread_id, by_id=by.id, at=at)
    return True


def reopen(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that it is not mended after all. False when nobody had said so."""
    issue, at = of_thread(thread_id), at or now()
    if issue is None or issue.mended_at is None:
        return False
    issue.mended_at, issue.mended_by_id, issue.mended_text = None, None, ""
    record("issue.reopened", thread_id, by_id=by.id, at=at)
    return True


def link(thread_id: int, issue: KnownIssue, by: User | None, score: float = 0.0, at: datetime | None = None) -> bool:
    """Let a question belong to an issue: for good when staff say so; the worker's word never overrules theirs."""
    at = at or now()
    by_id = by.id if by else None
    above = select(KnownIssue.thread_id).join(IssueLink, IssueLink.issue_id == KnownIssue.id)
    before = list(db.session.scalars(above.where(IssueLink.thread_id == thread_id)))
    row = {"thread_id": thread_id, "issue_id": issue.id, "score": score, "by_id": by_id, "at": at}
    made = rows_changed(db.session, insert_missing(db.session, IssueLink).values(row).on_conflict_do_nothing())
    if not made and by is not None:
        kept = {"issue_id": issue.id, "by_id": by.id, "at": at, "ended_at": None}
        made = rows_changed(db.session, update(IssueLink).where(IssueLink.thread_id == thread_id).values(**kept))
    if made:
        recount([issue.thread_id, *before])
        event = record("issue.linked", thread_id, by_id=by_id, at=at, issue_thread_id=issue.thread_id)
        _tell_asker(thread_id, by_id, at, event.id)
    return bool(made)


def _tell_asker(thread_id: int, by_id: int | None, at: datetime, event_id: int) -> None:
    """Leave a notice for who asked, where they have an account; once, though staff confirm what the worker found."""
    asker_id = pseudonyms.account(Thread)
    asker = select(asker_id.label("user_id")).where(Thread.id == thread_id, asker_id.is_not(None))
    before = select(Notification.id).where(Notification.thread_id == thread_id, Notification.kind == "issue.linked")
    told = Told("issue.linked", thread_id, None, by_id, at, event_id=event_id)
    notifications.leave(asker.where(~before.exists(), asker_id.is_distinct_from(by_id)), told)


def unlink(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that a question does not belong to the issue; it is not found again. False when it did not."""
    at = at or now()
    row = db.session.get(IssueLink, thread_id, populate_existing=True)
    if row is None or row.ended_at is not None:
        return False
    row.ended_at, row.by_id = at, by.id
    db.session.flush()
    recount([db.session.get_one(KnownIssue, row.issue_id).thread_id])
    record("issue.unlinked", thread_id, by_id=by.id, at=at)
    return True


def recount(thread_ids: Sequence[int]) -> None:
    """Count the people of the issues in or above these threads anew, each person once; imported askers count, too."""
    above = select(IssueLink.issue_id).where(IssueLink.thread_id.in_(thread_ids))
    found = select(KnownIssue).where(KnownIssue.thread_id.in_(thread_ids) | KnownIssue.id.in_(above))
    for issue in db.session.scalars(found):
        issue.people_count = db.session.scalar(_people(issue)) or 0
    db.session.flush()


def _people(issue: KnownIssue) -> Any:
    """How many accounts and identities elsewhere have the trouble of an issue."""
    linked = select(IssueLink.thread_id).where(IssueLink.issue_id == issue.id, IssueLink.ended_at.is_(None))
    is_question = (Thread.id == issue.thread_id) & (Thread.kind == "question")
    elsewhere = case((Thread.behind_id.is_(None), Thread.asker_identity_id))  # a pseudonym is nobody beside its account
    asked = select(pseudonyms.account(Thread), elsewhere).where(Thread.id.in_(linked) | is_question)
    is_theirs = Affected.thread_id.in_(linked) | (Affected.thread_id == issue.thread_id)
    joined = select(Affected.user_id, cast(null(), Integer)).where(is_theirs)
    stands = asked.where(Thread.deleted_at.is_(None))
    is_theirs = Echo.thread_id.in_(linked) | (Echo.thread_id == issue.thread_id)
    echoed = select(cast(null(), Integer), Echo.identity_id).where(is_theirs)
    return select(func.count()).select_from(union(stands, joined, echoed).subquery())


def known(instant: datetime) -> list[Any]:
    """What is known now, and what was mended lately: thread_id, title, people_count, at, mended_at, mended_text."""
    rows = select(
        KnownIssue.thread_id,
        Thread.title,
        KnownIssue.people_count,
        KnownIssue.at,
        KnownIssue.mended_at,
        KnownIssue.mended_text,
    )
    rows = rows.join(Thread, Thread.id == KnownIssue.thread_id).where(*listing.is_listed())
    is_news = KnownIssue.mended_at.is_(None) | (KnownIssue.mended_at > instant - LATELY)
    rows = rows.where(KnownIssue.withdrawn_at.is_(None), is_news)
    return list(db.session.execute(rows.order_by(KnownIssue.mended_at.is_not(None), KnownIssue.at.desc()).limit(100)))
