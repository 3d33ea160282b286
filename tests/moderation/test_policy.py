"""Who may do what to a case, for every role, escalated or not."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from moderation import policy

CUSTOMER, MODERATOR, APPROVER, ADMIN = (
    SimpleNamespace(role=role, is_authenticated=True) for role in ("customer", "moderator", "approver", "admin")
)
GUEST = SimpleNamespace(is_authenticated=False)
PLAIN = SimpleNamespace(escalated_at=None)
ESCALATED = SimpleNamespace(escalated_at=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize("person", [GUEST, CUSTOMER, None])
def test_who_is_not_staff_may_do_nothing(person):
    assert not policy.may_see_desk(person)
    assert not policy.may_note(person)
    for case in (PLAIN, ESCALATED):
        assert not policy.may_work_on(person, case)
        assert not policy.may_escalate(person, case)
        assert not policy.may_hand_back(person, case)


@pytest.mark.parametrize("person", [MODERATOR, APPROVER])
def test_staff_work_on_cases_until_they_are_escalated(person):
    assert policy.may_see_desk(person)
    assert policy.may_note(person)
    assert policy.may_work_on(person, PLAIN)
    assert policy.may_escalate(person, PLAIN)
    assert not policy.may_work_on(person, ESCALATED)
    assert not policy.may_escalate(person, ESCALATED)
    assert not policy.may_hand_back(person, ESCALATED)


def test_admins_decide_what_was_escalated_to_them():
    assert policy.may_work_on(ADMIN, ESCALATED)
    assert policy.may_hand_back(ADMIN, ESCALATED)
    assert not policy.may_hand_back(ADMIN, PLAIN)
