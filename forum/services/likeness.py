"""Which questions are near a known issue: by the same index that suggests earlier questions, and its cutoff."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum import engines
from forum.database import now
from forum.extensions import db
from forum.models import IssueLink, KnownIssue, Thread
from forum.services import indexing, issues, listing
from search.documents import IndexDamaged

LATELY = timedelta(days=14)  # questions this young are looked through when an issue is declared
MOST = 500


def near(title: str, body: str) -> Any | None:
    """The open issue (id, thread_id, title, people_count, score) that a draft is about; None when there is none."""
    known = {row.id: row for row in db.session.execute(_open())}
    if not known:
        return None
    confirmed = select(IssueLink.thread_id, IssueLink.issue_id).where(IssueLink.issue_id.in_(known))
    confirmed = confirmed.where(IssueLink.ended_at.is_(None), IssueLink.by_id.is_not(None)).limit(MOST)
    issue_of = {row.thread_id: row.issue_id for row in db.session.execute(confirmed)}
    issue_of |= {row.thread_id: row.id for row in known.values()}
    for text in (f"{title}\n{body[: indexing.BEGINNING]}", title):
        for thread_id, score in _alike(text, list(issue_of)):
            row = known[issue_of[thread_id]]
            return {**row._mapping, "score": score}
    return None


def _open() -> Any:
    rows = select(KnownIssue.id, KnownIssue.thread_id, Thread.title, KnownIssue.people_count)
    rows = rows.join(Thread, Thread.id == KnownIssue.thread_id).where(*listing.is_listed())
    return rows.where(KnownIssue.mended_at.is_(None), KnownIssue.withdrawn_at.is_(None)).limit(MOST)


def _alike(text: str, thread_ids: Sequence[int]) -> list[tuple[int, float]]:
    """Those of these threads that are similar enough to a text, best first; none while the index is broken."""
    if not text.strip() or not thread_ids:
        return []
    try:
        index = engines.similarity()
        return [(each.thread_id, each.score) for each in index.ranked(text, thread_ids) if each.score >= index.cutoff]
    except IndexDamaged:
        current_app.logger.warning("the index of similar questions is damaged")
        return []


def link_asked(thread_ids: Sequence[int]) -> None:
    """Let new questions belong to the open issue that they are about."""
    for question in indexing.questions(_linkable(thread_ids)):
        found = near(question.title, question.body)
        if found is not None and found["thread_id"] != question.thread_id:
            issues.link(question.thread_id, db.session.get_one(KnownIssue, found["id"]), None, found["score"])


def link_earlier(issue_thread_id: int) -> None:
    """Let the open questions of the last days belong to an issue that was just declared."""
    issue = issues.of_thread(issue_thread_id)
    if issue is None or issue.mended_at is not None:
        return
    for own in indexing.questions([issue_thread_id]):
        for thread_id, score in _alike(own.text, _linkable(None, but=issue_thread_id)):
            issues.link(thread_id, issue, None, score)


def _linkable(thread_ids: Sequence[int] | None, but: int = 0) -> list[int]:
    """Live questions that are no issue themselves: these, or those of the last days that nothing has solved."""
    rows = select(Thread.id).where(Thread.kind == "question", Thread.is_live, *listing.is_listed(), Thread.id != but)
    declared = select(KnownIssue.thread_id).where(KnownIssue.withdrawn_at.is_(None))
    rows = rows.where(Thread.id.not_in(declared))
    if thread_ids is not None:
        return list(db.session.scalars(rows.where(Thread.id.in_(thread_ids))))
    rows = rows.where(Thread.solved_at.is_(None), Thread.created_at > now() - LATELY)
    return list(db.session.scalars(rows.order_by(Thread.id.desc()).limit(MOST)))
