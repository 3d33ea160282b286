"""Who on the staff side may do what to a case.

Every member of staff may read all cases, leave notes, claim, answer, escalate, resolve and reopen. An escalated case is
the admins' own: others may read it and leave notes, but only an admin claims, answers and resolves it or hands it back.
Approvers release prepared words and decide no more than moderators here. Whoever acts must hold the case; that is a
question of the moment and belongs to services/claims.py.
"""

from typing import Any

from forum.policy import is_admin, is_author, is_staff


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


def may_moderate(person: Any) -> bool:
    """Whether this person may hide, mark as spam, lock, move, warn and decline reports."""
    return is_staff(person)


def may_appeal(person: Any, post: Any) -> bool:
    """Whether this person may ask for another look at a post: its author, while it is hidden and not taken back."""
    return is_author(person, post) and post.hidden_at is not None and post.deleted_at is None


def may_decide_appeal(person: Any, hider_id: int, is_only_one: bool) -> bool:
    """Whether this person may decide about an appeal: staff, whatever their role, but not who hid the post.

    Who is the only one of the staff may; else an operator alone could never answer (see decisions).
    """
    return is_staff(person) and (person.id != hider_id or is_only_one)


def may_undo(person: Any, bulk: Any) -> bool:
    """Whether this person may take a bulk act back: who did it, or an admin."""
    return is_admin(person) or (is_staff(person) and bulk.by_id == person.id)
