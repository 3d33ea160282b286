"""What staff do about a case: answer, note, escalate, hand back, resolve, reopen; each act is in its history.

Whoever acts claims the case, where it is free; where somebody else has it, `claims.TakenError` is raised and nothing
changes.
"""

from contextlib import suppress
from datetime import datetime

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Post, User
from forum.services import posts, repeats
from moderation import policy
from moderation.models import Case
from moderation.services import appeals, attention, cases, claims


def reply(case: Case, by: User, body: str, at: datetime | None = None) -> Post:
    """Answer in public; then the case waits for the customer, and its clock stands still.

    The same words sent twice are one answer.
    """
    at = at or now()
    claims.claim(case, by, at)
    again = repeats.answer(case.thread_id, by, body, at)
    if again:
        return again
    post = posts.answer(case.thread_id, by, body, at)
    case.state, case.first_response_at = "pending", case.first_response_at or at
    cases.note_act(case, "replied", at, by.id, post_id=post.id)
    return post


def note(case: Case, by: User, body: str, at: datetime | None = None) -> None:
    """Leave a note that only staff can read. It needs no claim: who knows something may say so to whoever has it."""
    at = at or now()
    if policy.may_work_on(by, case):
        with suppress(claims.RefusedError):
            claims.claim(case, by, at)
    cases.note_act(case, "noted", at, by.id, body)
    record("case.noted", case.thread_id, by_id=by.id, at=at, case_id=case.id)


def escalate(case: Case, by: User, why: str, at: datetime | None = None) -> None:
    """Give the case to the admins: it leaves my hands, and only they can be done with it."""
    at = at or now()
    claims.claim(case, by, at)
    case.escalated_at, case.escalated_to = at, "admin"
    cases.note_act(case, "escalated", at, by.id, why)
    cases.free(case)
    record("case.escalated", case.thread_id, by_id=by.id, at=at, case_id=case.id, to="admin")


def hand_back(case: Case, by: User, why: str, at: datetime | None = None) -> None:
    """Give an escalated case back to the moderators, with a word about what to do."""
    at = at or now()
    claims.claim(case, by, at)
    case.escalated_at = case.escalated_to = None
    cases.note_act(case, "returned", at, by.id, why)
    cases.free(case)
    record("case.returned", case.thread_id, by_id=by.id, at=at, case_id=case.id)


def resolve(case: Case, by: User, reason: str, at: datetime | None = None) -> None:
    """Be done with the case, for this reason; reports that still wait are declined.

    Raises appeals.UndecidedError while an author waits for another look: only deciding that closes the case.
    """
    at = at or now()
    appeals.refuse_undecided(case)
    claims.claim(case, by, at)
    attention.decline_all(case, by, at)
    cases.close(case, "", at, by.id, reason)


def reopen(case: Case, by: User, reason: str = "", at: datetime | None = None) -> bool:
    """Take a resolved case up again; it is mine then. False when it was not resolved."""
    at = at or now()
    db.session.refresh(case, with_for_update=True)
    if case.state != "resolved":
        return False
    cases.reopen(case, "", at, by.id, reason)
    db.session.flush()
    claims.claim(case, by, at)
    return True
