"""What staff say among themselves appears nowhere for anybody else: canaries in notes, reasons and escalations."""

import pytest

from moderation.services import casework

CANARY = "canary-for-staff-only"
PUBLIC = (
    "/",
    "/?tab=unanswered",
    "/?tab=active",
    "/log",
    "/tags",
    "/search?q=canary",
    "/search?q=router",
    "/people/mara",
)


@pytest.fixture
def whispered(desk, threat, forgotten):
    """Two cases full of whispers: one going on, one through."""
    desk.act(threat, casework.note, "ines", f"{CANARY} note")
    desk.act(threat, casework.escalate, "ines", f"{CANARY} why")
    desk.act(threat, casework.hand_back, "sol", f"{CANARY} back")
    desk.act(forgotten, casework.resolve, "ines", f"{CANARY} reason")
    desk.act(forgotten, casework.reopen, "ines", f"{CANARY} again")
    desk.act(threat, casework.reply, "ines", "We are sorry.")
    desk.cast.work()
    return threat, forgotten


@pytest.mark.parametrize("name", [None, "mara", "theo"])
def test_no_page_of_customers_and_guests_says_what_staff_whisper(desk, whispered, name):
    visitor = desk.cast.visit(name)
    for path in (*PUBLIC, *(f"/threads/{thread_id}" for thread_id in whispered), "/notices"):
        page = visitor.get(path, follow_redirects=True).text
        assert CANARY not in page
        assert "/cases/" not in page
        assert "legal threat" not in page


@pytest.mark.parametrize("name", [None, "mara", "theo"])
def test_no_address_of_the_desk_answers_customers_and_guests(desk, whispered, name):
    visitor, case_id = desk.cast.visit(name), desk.case(whispered[0]).id
    expected = 302 if name is None else 403
    for number in (case_id, 4711):  # whether there is such a case is a secret too
        for act in ("claim", "replies", "notes", "escalation", "resolution"):
            answer = visitor.post(f"/cases/{number}/{act}", data={"body": "x", "note": "x", "reason": "x"})
            assert answer.status_code == expected
            assert CANARY not in answer.text
        for act in ("claim", "escalation", "resolution"):
            assert visitor.delete(f"/cases/{number}/{act}", data={"note": "x"}).status_code == expected
        assert visitor.get(f"/cases/{number}").status_code == expected


def test_staff_see_the_case_beside_the_thread(desk, whispered):
    page = desk.cast.visit("ines").get(f"/threads/{whispered[0]}").text
    assert f"/cases/{desk.case(whispered[0]).id}" in page
    assert "legal threat" in page


def test_staff_read_it_all_in_the_history(desk, whispered):
    ines = desk.cast.visit("ines")
    pages = "".join(ines.get(f"/cases/{desk.case(thread_id).id}").text for thread_id in whispered)
    for word in ("note", "why", "back", "reason", "again"):
        assert f"{CANARY} {word}" in pages


def test_full_text_and_suggestions_know_nothing_of_it(desk, whispered):
    from forum.services import searching, suggestions

    with desk.app.app_context():
        assert searching.search(CANARY).total == 0
        assert not any(CANARY in str(found) for found in suggestions.nearest(f"{CANARY} reason"))
