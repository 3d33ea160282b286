"""What readers and authors ask moderators to look at: reports and appeals open a thread's case and keep its counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum.extensions import db
from forum.models import Flag, Post, User
from forum.services import flags
from moderation.models import ASKED, Assessment, Case
from moderation.services import appeals, cases, claims, promises


def keep(thread_ids: Sequence[int], at: datetime, by_id: int | None = None) -> None:
    """Let cases agree with the reports and appeals that wait; the rows decide, so it may be called at will.

    More of them open a case, or put it back among those that need staff; once none is left, a case that was there for
    them alone is done with, by whoever settled the last one.
    """
    appeals.end_where_gone(thread_ids, at)
    raised, asked = flags.raised_in(thread_ids), appeals.asked_in(thread_ids)
    known = cases.of_threads(thread_ids)
    settled = []
    for thread_id in sorted({*known, *raised, *asked}):
        counts = raised.get(thread_id, 0), asked.get(thread_id, 0)
        case = known.get(thread_id) or _opened(thread_id, "appealed" if counts[1] else "flagged", at)
        if _is_settled(case, counts, at, by_id):
            settled.append(case)
        _count(case, counts, at)
    if settled:
        cases.close_many(settled, "settled", at, by_id)
    db.session.flush()


def _opened(thread_id: int, because: str, at: datetime) -> Case:
    found = db.session.scalars(select(Assessment).where(Assessment.thread_id == thread_id)).one_or_none()
    risk, reasons = (found.score, found.reasons) if found else (0.0, [])
    return cases.open_case(cases.Opening(thread_id, because, promises.look_by(at), risk, reasons), at)


def _is_settled(case: Case, counts: tuple[int, int], at: datetime, by_id: int | None) -> bool:
    """Whether the last report or appeal of a case that was there only for them has just been settled."""
    was_asked = case.flag_count > 0 or case.appeal_count > 0
    is_over = was_asked and not any(counts) and case.state != "resolved" and case.opened_because in ASKED
    return is_over and claims.holder_id(case, at) in (None, by_id) and case.escalated_at is None


def _count(case: Case, counts: tuple[int, int], at: datetime) -> None:
    has_more_flags, has_more_appeals = counts[0] > case.flag_count, counts[1] > case.appeal_count
    case.flag_count, case.appeal_count = counts
    if not (has_more_flags or has_more_appeals):
        return
    because = "appealed" if has_more_appeals else "flagged"
    if case.state == "resolved":
        cases.reopen(case, because, at)
    elif case.state == "pending":
        cases.need_staff(case, because, at)
    case.due_at = min(case.due_at, promises.look_by(at))
    cases.note_act(case, because, at)


def decline(post: Post, by: User, at: datetime) -> bool:
    """Leave a reported post as it is; those who reported it are told. False when nobody waits for that."""
    if not flags.decline([post], by, at):
        return False
    case = cases.of_threads([post.thread_id]).get(post.thread_id)
    if case:
        cases.note_act(case, "declined", at, by.id, post_id=post.id)
    keep([post.thread_id], at, by.id)
    return True


def decline_all(case: Case, by: User, at: datetime) -> None:
    """Decline all reports that wait in the thread of a case that is being closed."""
    if case.flag_count:
        flags.decline(flagged_posts([case.thread_id]), by, at)
        case.flag_count = 0


def flagged_posts(thread_ids: Sequence[int]) -> list[Post]:
    """Posts of these threads that somebody reported, and nobody has decided about."""
    flagged = select(Flag.post_id).where(Flag.state == "raised")
    rows = select(Post).where(Post.thread_id.in_(thread_ids), Post.id.in_(flagged), Post.deleted_at.is_(None))
    return list(db.session.scalars(rows.order_by(Post.id)))
