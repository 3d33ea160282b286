"""Held for asked before, in pages: who is asked, both questions side by side, and the ways back."""

from typing import Any

import pytest

from tests.forum import talk

TITLE = "Garden house loses the mesh every evening"
BODY = "The Wick in the garden house drops off the mesh between seven and eight, and comes back by itself."
DESK = "/moderation/duplicates"


@pytest.fixture
def twice(cast: Any) -> Any:
    """A question of nils, and the same of mara; `key` is the proposal."""
    cast.first = talk.ask(cast, "nils", TITLE, BODY)
    cast.work()
    cast.again = talk.ask(cast, "mara", "The garden house loses the mesh each evening", BODY)
    cast.work()
    cast.key = proposal(cast).id
    return cast


def proposal(cast: Any) -> Any:
    from forum.extensions import db
    from forum.models import DuplicateProposal

    with cast.app.app_context():
        found = db.session.scalars(db.select(DuplicateProposal)).one()
        db.session.expunge(found)
        return found


def act(cast: Any, who: str, what: str, query: str = "", **form: Any) -> Any:
    return cast.visit(who).post(f"/duplicate-proposals/{cast.key}/{what}{query}", data=form, headers={})


def trust(cast: Any, name: str) -> None:
    from forum.extensions import db
    from forum.models import User

    with cast.app.app_context():
        db.session.get_one(User, cast.ids[name]).reputation = 10_000
        db.session.commit()


def test_those_who_may_close_it_are_asked_on_the_question_and_nobody_else(twice: Any):
    trust(twice, "theo")
    for who, word in (
        ("mara", "Yes, that is my question"),
        ("theo", "Close as asked before"),
        ("ines", "Close as asked before"),
    ):
        page = talk.page(twice, f"/threads/{twice.again}", who)
        assert "This may have been asked before:" in page and TITLE in page and word in page, who
        assert "This may have been asked before:" in talk.page(twice, f"/threads/{twice.again}/duplicate", who)
    for who in (None, "nils"):
        assert "This may have been asked before:" not in talk.page(twice, f"/threads/{twice.again}", who)
    assert act(twice, "nils", "closing").status_code == 403


def test_the_asker_says_yes_and_thinks_again(twice: Any):
    assert act(twice, "mara", "closing").headers["Location"] == f"/threads/{twice.again}"
    page = talk.page(twice, f"/threads/{twice.again}", "mara")
    assert "This was asked before:" in page and "This may have been asked before:" not in page
    twice.visit("mara").post(f"/threads/{twice.again}/duplicate?_method=DELETE")
    page = talk.page(twice, f"/threads/{twice.again}/duplicate", "mara")
    assert "This may have been asked before:" not in page and "Said to be another question" in page
    assert act(twice, "mara", "dismissal", "?_method=DELETE").status_code == 303
    assert "This may have been asked before:" in talk.page(twice, f"/threads/{twice.again}", "mara")


def test_an_answer_that_solved_it_is_named_as_it_is_elsewhere(twice: Any):
    assert "Its answer solved mine" not in talk.page(twice, f"/threads/{twice.again}", "mara")
    talk.answer(twice, twice.first)
    assert "Its answer solved mine" in talk.page(twice, f"/threads/{twice.again}", "mara")
    address = f"/threads/{twice.again}/earlier-solution"
    assert twice.visit("mara").post(address, data={"thread": twice.first}).status_code == 303
    assert "Nothing was asked twice" in talk.page(twice, DESK, "ines")
    twice.visit("mara").post(f"{address}?_method=DELETE")
    assert TITLE in talk.page(twice, DESK, "ines")


def test_the_desk_sees_both_side_by_side_decides_and_takes_it_back(twice: Any):
    talk.answer(twice, twice.again, "nils")
    page = talk.page(twice, DESK, "ines")
    for words in (TITLE, "each evening", "Both say:", "% alike", "No answer yet", "1 answer", "between seven"):
        assert words in page, words
    assert act(twice, "ines", "closing", f"?next={DESK}", takes_answers="1").headers["Location"] == DESK
    page = talk.page(twice, DESK, "ines")
    assert "is closed and leads to" in page and "Nothing was asked twice" in page and "Undo" in page
    assert "is closed and leads to" not in talk.page(twice, DESK, "omar"), "each sees what they decided"
    assert "Pull the plug" in talk.page(twice, f"/threads/{twice.first}")
    assert act(twice, "ines", "closing", f"?_method=DELETE&next={DESK}").headers["Location"] == DESK
    assert "Pull the plug" in talk.page(twice, f"/threads/{twice.again}")
    act(twice, "ines", "dismissal", f"?next={DESK}")
    assert "is another question than" in talk.page(twice, DESK, "ines")
    act(twice, "ines", "dismissal", f"?_method=DELETE&next={DESK}")
    assert "Close as duplicate" in talk.page(twice, DESK, "ines")


def test_htmx_gets_the_row_as_it_stands(twice: Any):
    ines, omar = twice.visit("ines"), twice.visit("omar")
    address = f"/duplicate-proposals/{twice.key}"
    line = ines.post(f"{address}/dismissal?next={DESK}", headers=talk.HTMX).text
    assert "is another question than" in line and "Undo" in line and "<main" not in line
    late = omar.post(f"{address}/closing?next={DESK}", headers=talk.HTMX).text
    assert "Somebody was quicker" in late and "Undo" not in late
    assert "Close as duplicate" in ines.post(f"{address}/dismissal?_method=DELETE&next={DESK}", headers=talk.HTMX).text


def test_what_the_worker_took_back_meanwhile_is_said_and_no_page_is_missing(twice: Any):
    question = talk.question_of(twice, twice.again)
    ines, address = twice.visit("ines"), f"/duplicate-proposals/{twice.key}"
    twice.visit("mara").post(f"/posts/{question}/edit", data={"title": "An invoice", "body": "VAT is missing on it."})
    twice.work()
    for what in ("closing", "dismissal"):
        late = ines.post(f"{address}/{what}?next={DESK}", headers=talk.HTMX)
        assert late.status_code == 200 and "Somebody was quicker" in late.text and "<main" not in late.text
        plain = ines.post(f"{address}/{what}?next={DESK}")
        assert (plain.status_code, plain.headers["Location"]) == (303, DESK)
    assert "Somebody was quicker" in ines.get(DESK).text
    assert twice.visit("mara").post(f"{address}/closing").status_code == 404


def test_what_the_worker_takes_back_under_a_finger_is_said_too(twice: Any, monkeypatch: Any):
    from forum.extensions import db
    from forum.models import DuplicateProposal
    from forum.services import duplicates

    def wait_for_worker() -> None:
        db.session.execute(db.delete(DuplicateProposal).execution_options(synchronize_session=False))

    monkeypatch.setattr(duplicates, "one_at_a_time", wait_for_worker)
    late = twice.visit("ines").post(f"/duplicate-proposals/{twice.key}/dismissal", headers=talk.HTMX)
    assert late.status_code == 200 and "Somebody was quicker" in late.text


def test_how_much_waits_for_the_desk_is_told_to_staff_alone(twice: Any):
    address = f"/duplicate-proposals/{twice.key}/dismissal"
    assert "pair-count" not in twice.visit("mara").post(address, headers=talk.HTMX).text
    assert "pair-count" in twice.visit("ines").post(f"{address}?_method=DELETE", headers=talk.HTMX).text


def test_what_cannot_be_read_is_not_shown_beside_it(twice: Any):
    talk.hide(twice, talk.question_of(twice, twice.first))
    for who, place in (("ines", DESK), ("mara", f"/threads/{twice.again}"), ("ines", f"/threads/{twice.again}")):
        page = talk.page(twice, place, who)
        assert "asked before:" not in page and TITLE not in page, (who, place)


def test_the_list_is_paged_and_says_how_many_there_are(twice: Any, monkeypatch: Any):
    from forum.services import duplicate_proposals

    for number in range(3):
        talk.ask(twice, "mara", f"{TITLE} again", f"{BODY} {'Really. ' * number}")
    twice.work()
    monkeypatch.setattr(duplicate_proposals, "PAGE", 2)
    page = talk.page(twice, DESK, "ines")
    assert page.count('class="pair"') == 2 and 'id="pair-count">4<' in page
    older = page.split("?older=")[1].split('"')[0]
    page = talk.page(twice, f"{DESK}?older={older}", "ines")
    assert page.count('class="pair"') == 2 and f"next={DESK}%3Folder%3D{older}" in page


def test_a_case_says_that_its_question_may_have_been_asked_before(twice: Any):
    from datetime import timedelta

    from forum.database import now
    from moderation.models import Case
    from moderation.services import clocks

    with twice.app.app_context():
        from forum.extensions import db

        clocks.hand_over(now() + timedelta(hours=5))
        db.session.commit()
        case_id = db.session.scalar(db.select(Case.id).where(Case.thread_id == twice.again))
    page = talk.page(twice, f"/cases/{case_id}", "ines")
    assert "This may have been asked before:" in page and f"/threads/{twice.again}/duplicate" in page


def test_moderators_are_not_stopped_at_thirty_an_hour_and_others_are(limited: Any):
    first = talk.ask(limited, "nils", TITLE, BODY)
    limited.work()
    limited.again = talk.ask(limited, "mara", TITLE, BODY)
    limited.work()
    limited.key = proposal(limited).id
    for who, last in (("ines", 303), ("mara", 429)):
        codes = []
        for _ in range(5):
            codes.append(act(limited, who, "closing").status_code)
            act(limited, who, "closing", "?_method=DELETE")
        assert (codes[0], codes[-1]) == (303, last), (who, first)
