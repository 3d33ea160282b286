"""Who on the staff side may do what to a case.

Every member of staff may read all cases, leave notes, claim, answer, escalate, resolve and reopen. An escalated case is
the admins' own: others may read it and leave notes, but only an admin claims, answers and resolves it or hands it back.
Approvers release prepared words and decide no more than moderators here. Whoever acts must hold the case; that is a
question of the moment and belongs to services/claims.py.
"""

from typing import Any

from forum.policy import is_admin, is_staff


def may_see_desk(person: Any) -> bool:
    """Whether queue, cases and their histories exist for this person."""
    return is_staff(person)


def may_unseal(person: Any) -> bool:
    """Whether this person may read what a masked post really said, with a reason that is kept."""
    return is_staff(person)


def may_edit_rota(person: Any) -> bool:
    """Whether this person may say who is on duty when: it decides who is called at night."""
    return is_admin(person)


def may_note(person: Any) -> bool:
    """Whether this person may leave a note on a case, whoever has it."""
    return is_staff(person)


def may_work_on(person: Any, case: Any) -> bool:
    """Whether this person may claim, answer, resolve and reopen the case."""
    return is_admin(person) if case.escalated_at is not None else is_staff(person)


def may_escalate(person: Any, case: Any) -> bool:
    """Whether this person may give the case to the admins: it is not theirs yet."""
    return is_staff(person) and case.escalated_at is None


def may_hand_back(person: Any, case: Any) -> bool:
    """Whether this person may give an escalated case back to the moderators."""
    return is_admin(person) and case.escalated_at is not None
