"""What a thread's page says about known issues: whether it is one, belongs to one, or is pinned; in one statement."""

from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from forum.database import UtcDateTime
from forum.models import IssueLink, KnownIssue, Pin, Thread
from forum.services import pins

_Own = aliased(KnownIssue, name="own_issue")
_Known = aliased(KnownIssue, name="known_issue_above")
_Home = aliased(Thread, name="issue_thread")


def beside_thread(rows: Select[Any]) -> Select[Any]:
    """Join and add to a statement over threads: issue_… of its own, known_… of the one it belongs to, is_pinned."""
    own = and_(_Own.thread_id == Thread.id, _Own.withdrawn_at.is_(None))
    known = and_(_Known.id == IssueLink.issue_id, _Known.withdrawn_at.is_(None))
    home = and_(_Home.id == _Known.thread_id, _Home.hidden_at.is_(None), _Home.deleted_at.is_(None))
    rows = rows.outerjoin(_Own, own)
    rows = rows.outerjoin(IssueLink, and_(IssueLink.thread_id == Thread.id, IssueLink.ended_at.is_(None)))
    rows = rows.outerjoin(_Known, known).outerjoin(_Home, home)
    return rows.add_columns(*_columns())


def _columns() -> tuple[Any, ...]:
    present = bindparam("present", type_=UtcDateTime)
    return (
        _Own.id.label("issue_id"),
        _Own.people_count.label("issue_people"),
        _Own.mended_at.label("issue_mended_at"),
        _Own.mended_text.label("issue_mended_text"),
        _Home.id.label("known_thread_id"),
        _Home.title.label("known_title"),
        _Known.people_count.label("known_people"),
        _Known.mended_at.label("known_mended_at"),
        _Known.mended_text.label("known_mended_text"),
        IssueLink.by_id.label("known_by_id"),
        select(Pin.id).where(Pin.thread_id == Thread.id, *pins.is_up(present)).exists().label("is_pinned"),
    )
