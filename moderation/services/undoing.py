"""Undoing a bulk act: each member by its reverse verb, once, within a day, unless something happened since."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from forum.database import now
from forum.events import record_many
from forum.extensions import db
from forum.models import Hiding, Post, Thread, ThreadMove, User
from forum.services import flags, hidings, tags
from moderation.models import Appeal, Bulk, BulkMember, Case
from moderation.services import attention, bulk, cases, claims, order

WITHIN = timedelta(hours=24)
WORD = "undone"


class TooLateError(Exception):
    """The act was undone already, or more than a day ago done."""


def undo(act: Bulk, by: User, at: datetime | None = None) -> int:
    """Take a bulk act back; how many cases or posts are as they were. Raises TooLateError."""
    at = at or now()
    if not bulk.take_for_undoing(act, by, at, at - WITHIN):
        raise TooLateError
    members = bulk.members_of(act)
    verb = {"claim": _release, "resolve": _reopen, "move": _move_back}.get(act.act, _show)
    return verb(act, members, by, at)


def _cases_of(members: Sequence[BulkMember]) -> list[tuple[Case, BulkMember]]:
    """The members that are cases, held against others until the commit."""
    wanted = {member.case_id: member for member in members if member.case_id is not None}
    rows = select(Case).where(Case.id.in_(list(wanted))).order_by(Case.id).with_for_update()
    found = db.session.scalars(rows.execution_options(populate_existing=True))
    return [(case, wanted[case.id]) for case in found]


def _release(act: Bulk, members: Sequence[BulkMember], by: User, at: datetime) -> int:
    """Give back what was taken by this act, not what its doer had before or took again since."""
    holder = db.session.get_one(User, act.by_id)
    return sum(claims.release(case, holder, at) for case, _ in _cases_of(members) if case.claimed_at == act.at)


def _reopen(act: Bulk, members: Sequence[BulkMember], by: User, at: datetime) -> int:
    """Open what is still closed by this act; reports that were declined with it wait again."""
    closed = [(case, member) for case, member in _cases_of(members) if case.resolved_at == act.at]
    thread_ids = [case.thread_id for case, _ in closed]
    flags.raise_again(list(db.session.scalars(select(Post.id).where(Post.thread_id.in_(thread_ids)))), act.at)
    for case, member in closed:
        _put_back(case, member)
    _tell(closed, by, at)
    _count_again(thread_ids)
    return len(closed)


def _put_back(case: Case, member: BulkMember) -> None:
    before = member.before
    case.state, case.opened_because = before["state"], before["opened_because"]
    case.opened_at, case.due_at = (datetime.fromisoformat(before[name]) for name in ("opened_at", "due_at"))
    case.resolved_at = case.resolved_by_id = None


def _tell(closed: Sequence[tuple[Case, BulkMember]], by: User, at: datetime) -> None:
    db.session.flush()
    cases.note_many([case for case, _ in closed], "undone", at, by.id)
    common = {"name": "case.reopened", "by_id": by.id, "at": at}
    record_many(
        [{**common, "thread_id": case.thread_id, "facts": {"case_id": case.id, "because": WORD}} for case, _ in closed]
    )


def _count_again(thread_ids: Sequence[int]) -> None:
    """What waits again waited before: it neither opens a case anew nor moves its due time."""
    waiting = flags.raised_in(thread_ids)
    for case in cases.of_threads(thread_ids).values():
        case.flag_count = waiting.get(case.thread_id, 0)
    db.session.flush()


def _show(act: Bulk, members: Sequence[BulkMember], by: User, at: datetime) -> int:
    """Show what is still hidden by this act, but not what an author asked another moderator to look at."""
    wanted = [member.post_id for member in members if member.post_id is not None]
    still = select(Hiding.post_id).where(Hiding.post_id.in_(wanted), Hiding.lifted_at.is_(None), Hiding.at == act.at)
    asked = select(Appeal.post_id).where(Appeal.state == "asked")
    post_ids = list(db.session.scalars(still.where(Hiding.post_id.not_in(asked))))
    flags.raise_again(post_ids, act.at)
    shown = hidings.show_many(post_ids, by, "", at, because=WORD)
    closed = [(case, member) for case, member in _cases_of(members) if case.resolved_at == act.at]
    for case, member in closed:
        _put_back(case, member)
    _tell(closed, by, at)
    thread_ids = sorted({row.thread_id for row in shown})
    _count_again(thread_ids)
    attention.keep(thread_ids, at, by.id)
    return len(shown)


def _move_back(act: Bulk, members: Sequence[BulkMember], by: User, at: datetime) -> int:
    """Move back what nobody has moved on since."""
    last = _last_moves([case.thread_id for case, _ in _cases_of(members)])
    moved = [(case, member) for case, member in _cases_of(members) if last.get(case.thread_id) == act.at]
    names = tags.of_threads([case.thread_id for case, _ in moved])
    return sum(
        order.move(
            db.session.get_one(Thread, case.thread_id),
            by,
            member.before["brand_id"],
            names.get(case.thread_id, ()),
            "",
            at,
        )
        for case, member in moved
    )


def _last_moves(thread_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these threads was moved last."""
    rows = select(ThreadMove.thread_id, func.max(ThreadMove.at)).where(ThreadMove.thread_id.in_(thread_ids))
    return {row[0]: row[1] for row in db.session.execute(rows.group_by(ThreadMove.thread_id))}
