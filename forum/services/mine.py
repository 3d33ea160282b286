"""What one reader has to do with one thread, in the one statement that also counts their unread notices.

A page of a thread may cost a member eight statements; so whatever is the reader's own about the thread (as a whole) is
a column of this row, and whatever is their own about a single post is a join in reading.py, as their vote is.
"""

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, case, func, literal, select, true

from forum.extensions import db
from forum.models import AnswerRequest, Identity, KeptDraft, Thread, User
from forum.services import affected, duplicate_proposals, following, notifications


def of_thread(reader: Any, thread_id: int) -> Any | None:
    """The reader's own row for a thread; None for a guest, at no cost.

    `unread`: notices not seen yet; `unread_here`: whether some are about this thread; `is_following`; `is_affected`.
    `people_asked`: how many were asked to answer it, for its asker and staff.
    `request_id`: the request that its reader got, `request_by` from whom, `request_declined_at` when they declined.
    `draft_id`, `draft_body`, `draft_at`: an answer that its reader has begun.
    `proposal_id`: that the index holds it for asked before, for those who may say so; `earlier_…` where, and `terms`.
    """
    if not reader.is_authenticated:
        return None
    return db.session.execute(
        _statement(), {"reader_id": reader.id, "thread_id": thread_id, "place": f"answer:{thread_id}"}
    ).one()


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    reader, thread = bindparam("reader_id", type_=Integer), bindparam("thread_id", type_=Integer)
    got = (AnswerRequest.user_id == reader, AnswerRequest.thread_id == thread)
    asked = select(func.count()).where(AnswerRequest.thread_id == thread).scalar_subquery()
    is_veiled = Thread.behind_id == AnswerRequest.by_id  # an anonymous asker asks under the pseudonym, too
    by = select(case((is_veiled, Identity.handle), else_=User.name)).join_from(
        AnswerRequest, Thread, Thread.id == AnswerRequest.thread_id
    )
    by = by.outerjoin(User, User.id == AnswerRequest.by_id)
    by = by.outerjoin(Identity, Identity.id == Thread.asker_identity_id).where(*got)
    begun = (KeptDraft.user_id == reader, KeptDraft.place == bindparam("place"))
    proposed = duplicate_proposals.for_thread(thread).subquery("proposed")
    alone = select(literal(1).label("one")).subquery("alone")  # one row also where nothing is proposed
    found = select(
        notifications.unread_of(reader).label("unread"),
        asked.label("people_asked"),
        select(AnswerRequest.id).where(*got).scalar_subquery().label("request_id"),
        by.scalar_subquery().label("request_by"),
        select(AnswerRequest.declined_at).where(*got).scalar_subquery().label("request_declined_at"),
        notifications.is_unread_about(thread, reader).label("unread_here"),
        following.is_following(thread, reader).label("is_following"),
        affected.is_affected(thread, reader).label("is_affected"),
        select(KeptDraft.id).where(*begun).scalar_subquery().label("draft_id"),
        select(KeptDraft.body).where(*begun).scalar_subquery().label("draft_body"),
        select(KeptDraft.kept_at).where(*begun).scalar_subquery().label("draft_at"),
        proposed.c.id.label("proposal_id"),
        *(proposed.c.earlier_id, proposed.c.earlier_title, proposed.c.earlier_answer_count, proposed.c.terms),
    )
    return found.select_from(alone.outerjoin(proposed, true()))
