"""Announcements, pins and known issues: who may, who sees them, what belongs to one, and who hears that it is mended."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.database import now
from forum.extensions import db
from forum.models import IssueLink, KnownIssue, Notification, Pin
from tests.forum.talk import HTMX, ask, hide, page, question_of

KNOWN = {
    "title": "The lamp drops its wifi network at night",
    "body": "Since 4.3 the wifi network vanishes at three.",
    "tags": "wifi",
}
LIKE = ("My lamp drops the wifi network every night", "At three at night the wifi network of my lamp vanishes.")
OTHER = ("Where is my invoice", "I cannot find the invoice of October anywhere on the page.")


def announce(cast: Any, **ticked: str) -> int:
    response = cast.visit("ines").post("/announcements/new", data=KNOWN | ticked)
    assert response.status_code == 303, response.text
    return int(response.location.rpartition("/")[2])


@pytest.fixture
def known(cast: Any) -> int:
    """Mara and Nils asked; then Ines announced a known issue, and the worker looked at it."""
    for title, body in (OTHER, ("How do I print from the guest network", "The printer is not found.")):
        ask(cast, "omar", title, body)
    thread_id = announce(cast, is_known="y")
    cast.work()
    return thread_id


def kinds(cast: Any, who: str) -> list[str]:
    cast.work()
    with cast.app.app_context():
        mine = select(Notification.kind).where(Notification.user_id == cast.ids[who]).order_by(Notification.id)
        return list(db.session.scalars(mine))


def test_staff_announce_and_nobody_else_does(cast: Any):
    thread_id = announce(cast)
    text = page(cast, f"/threads/{thread_id}")
    assert "Announcement" in text
    assert "staff" in text
    assert cast.visit("mara").get("/announcements/new").status_code == 403
    assert cast.visit("mara").post("/announcements/new", data=KNOWN).status_code == 403
    assert cast.visit("ines").post("/announcements/new", data={"title": "", "body": ""}).status_code == 422


def test_a_pinned_thread_stands_on_top_until_its_end_or_until_it_is_taken_down(cast: Any):
    thread_id = announce(cast, is_pinned="y")
    ask(cast)
    ines = cast.visit("ines")
    assert pinned(cast) == [thread_id]
    assert pinned(cast, "/?tab=active&brand=main") == [thread_id]
    assert pinned(cast, "/?brand=another") == []
    with cast.app.app_context():
        db.session.execute(update(Pin).values(until_at=now() - timedelta(minutes=1)))
        db.session.commit()
    assert pinned(cast) == []
    assert ines.post(f"/threads/{thread_id}/pin", data={"until": "2999-01-01"}).status_code == 303
    assert pinned(cast) == [thread_id]
    assert ines.post(f"/threads/{thread_id}/pin?_method=DELETE").status_code == 303
    assert pinned(cast) == []
    assert ines.post(f"/threads/{thread_id}/pin", data={"until": "soon"}).status_code == 422
    ines.post(f"/threads/{thread_id}/pin")
    hide(cast, question_of(cast, thread_id))
    assert pinned(cast) == []


def pinned(cast: Any, address: str = "/") -> list[int]:
    found = re.search(r'<ol class="pinned".*?</ol>', page(cast, address), re.S)
    return [int(each) for each in re.findall(r'href="/threads/(\d+)"', found[0])] if found else []


def test_a_near_question_is_answered_with_the_known_issue_and_another_is_not(cast: Any, known: int):
    near, far = ask(cast, "mara", *LIKE), ask(cast, "nils", "The invoice of October is wrong", OTHER[1])
    assert kinds(cast, "mara") == ["issue.linked"]
    assert kinds(cast, "nils") == []
    text = page(cast, f"/threads/{near}", "mara")
    assert "This is known:" in text
    assert KNOWN["title"] in text
    assert "1 person has it" in text
    assert 'id="known"' not in page(cast, f"/threads/{far}", "nils")
    followed = cast.visit("mara").post(f"/threads/{known}/following?next=/threads/{near}")
    assert followed.location == f"/threads/{near}"
    assert "1 person has it" in page(cast, "/known-issues")


def test_it_is_said_while_one_types(cast: Any, known: int):
    draft = {"title": LIKE[0], "body": ""}
    assert KNOWN["title"] in cast.visit("mara").post("/suggestions", data=draft, headers=HTMX).text
    other = {"title": "The colour of the box is wrong", "body": ""}
    assert KNOWN["title"] not in cast.visit("mara").post("/suggestions", data=other, headers=HTMX).text


def test_questions_that_were_asked_before_belong_to_it_once_it_is_declared(cast: Any):
    ask(cast, "omar", *OTHER)
    near = ask(cast, "mara", *LIKE)
    cast.work()
    announce(cast, is_known="y")
    assert kinds(cast, "mara") == ["issue.linked"]
    assert "This is known:" in page(cast, f"/threads/{near}")


def test_staff_say_what_belongs_and_what_does_not_and_the_worker_never_overrules_them(cast: Any, known: int):
    near = ask(cast, "mara", *LIKE)
    cast.work()
    ines = cast.visit("ines")
    assert "Found by likeness" in page(cast, f"/threads/{near}", "ines")
    assert ines.post(f"/threads/{near}/issue/{known}").status_code == 303
    assert "Found by likeness" not in page(cast, f"/threads/{near}", "ines")
    assert ines.post(f"/threads/{near}/issue?_method=DELETE").status_code == 303
    assert 'id="known"' not in page(cast, f"/threads/{near}")
    with cast.app.app_context():
        from forum.services import likeness

        likeness.link_asked([near])
        likeness.link_earlier(known)
        db.session.commit()
        assert db.session.get_one(IssueLink, near).ended_at
        assert db.session.scalars(select(KnownIssue)).one().people_count == 0
    assert cast.visit("mara").post(f"/threads/{near}/issue/{known}").status_code == 403


def test_when_it_is_mended_everyone_who_follows_and_everyone_who_asked_hears_once(cast: Any, known: int):
    ask(cast, "mara", *LIKE)
    cast.work()
    for name in ("mara", "nils"):
        cast.visit(name).post(f"/threads/{known}/following")
    mended = {"text": "Version 4.4 ends it; it comes by itself tonight."}
    assert cast.visit("ines").post(f"/threads/{known}/mending", data={"text": ""}).status_code == 422
    assert cast.visit("ines").post(f"/threads/{known}/mending", data=mended).status_code == 303
    assert kinds(cast, "mara") == ["issue.linked", "issue.mended"]
    assert kinds(cast, "nils") == ["issue.mended"]
    assert kinds(cast, "theo") == kinds(cast, "ines") == []
    assert mended["text"] in page(cast, "/notices", "nils")
    for address in (f"/threads/{known}", "/known-issues"):
        assert mended["text"] in page(cast, address)
    later = ask(cast, "theo", *LIKE)
    assert kinds(cast, "theo") == []
    assert 'id="known"' not in page(cast, f"/threads/{later}")
    cast.visit("ines").post(f"/threads/{known}/mending?_method=DELETE")
    assert "This is known." in page(cast, f"/threads/{known}")


def test_an_issue_that_is_withdrawn_or_hidden_is_not_spoken_of(cast: Any, known: int):
    near = ask(cast, "mara", *LIKE)
    cast.work()
    hide(cast, question_of(cast, known), "too early")
    for address in (f"/threads/{near}", "/known-issues", "/"):
        assert KNOWN["title"] not in page(cast, address)
    assert (
        KNOWN["title"]
        not in cast.visit("mara").post("/suggestions", data={"title": LIKE[0], "body": ""}, headers=HTMX).text
    )


def test_withdrawing_leaves_the_question_alone_again(cast: Any, known: int):
    near = ask(cast, "mara", *LIKE)
    cast.work()
    assert cast.visit("ines").post(f"/threads/{known}/known-issue?_method=DELETE").status_code == 303
    assert 'id="known"' not in page(cast, f"/threads/{near}")
    assert "Nothing is known to be broken" in page(cast, "/known-issues")
    cast.visit("ines").post(f"/threads/{known}/known-issue")
    assert 'id="known"' in page(cast, f"/threads/{near}")


def test_each_person_counts_once(cast: Any, known: int):
    first, second = ask(cast, "mara", *LIKE), ask(cast, "mara", *LIKE)
    cast.work()
    for thread_id in (first, second):
        cast.visit("nils").post(f"/threads/{thread_id}/affected")
    cast.work()
    assert "2 people have it" in page(cast, "/known-issues")


def test_a_question_that_goes_to_another_issue_or_is_taken_back_is_not_counted_where_it_was(cast: Any, known: int):
    near = ask(cast, "mara", *LIKE)
    cast.work()
    other = announce(cast)
    ines = cast.visit("ines")
    ines.post(f"/threads/{other}/known-issue")
    assert people_of(cast) == {known: 1, other: 0}
    assert ines.post(f"/threads/{near}/issue/{other}").status_code == 303
    assert people_of(cast) == {known: 0, other: 1}
    cast.visit("mara").post(f"/posts/{question_of(cast, near)}?_method=DELETE")
    cast.work()
    assert people_of(cast) == {known: 0, other: 0}


def people_of(cast: Any) -> dict[int, int]:
    with cast.app.app_context():
        return {issue.thread_id: issue.people_count for issue in db.session.scalars(select(KnownIssue))}
