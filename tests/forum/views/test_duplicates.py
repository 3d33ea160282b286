"""Closing a question as asked before, in pages: who may, what everybody sees, and the way back."""

from typing import Any

from tests.forum import talk


def closed(cast: Any, who: str = "mara", **more: Any) -> tuple[int, int]:
    """The earlier question of nils, and one of mara that this person closes as a duplicate of it."""
    first = talk.ask(cast, "nils", "Orange light after a storm")
    again = talk.ask(cast, "mara", "Light is orange again")
    data = {"of": f"http://localhost/threads/{first}#post-1", **more}
    answer = cast.visit(who).post(f"/threads/{again}/duplicate", data=data)
    assert answer.status_code == 303, answer.text
    return first, again


def test_everybody_is_led_to_the_earlier_question(cast: Any):
    first, again = closed(cast, reason="The storm, as everywhere.")
    for who in (None, "mara", "nils", "ines"):
        page = talk.page(cast, f"/threads/{again}", who)
        assert "This was asked before:" in page and f'href="/threads/{first}"' in page
        assert "The storm, as everywhere." in page
        assert ("It was not, open it again" in page) == (who in ("mara", "ines"))
        assert (f'action="/threads/{again}/answers"' in page) == (who == "ines")
    assert "Asked before" in talk.page(cast, "/")
    assert "Light is orange again" not in talk.page(cast, "/?tab=unanswered")
    assert "Closed a question that was asked before" in talk.page(cast, "/log")
    refused = cast.visit("theo").post(f"/threads/{again}/answers", data={"body": "Wait."})
    assert refused.status_code == 422 and "asked before, so it takes nothing new" in refused.text


def test_the_way_back_opens_it_again(cast: Any):
    _, again = closed(cast)
    assert cast.visit("nils").post(f"/threads/{again}/duplicate?_method=DELETE").status_code == 403
    assert cast.visit("mara").post(f"/threads/{again}/duplicate?_method=DELETE").status_code == 303
    page = talk.page(cast, f"/threads/{again}", "nils")
    assert "This was asked before:" not in page and f'action="/threads/{again}/answers"' in page
    assert "Opened again, as it was not asked before after all." in talk.page(cast, "/log")


def test_what_is_no_other_question_is_said_beside_the_field(cast: Any):
    first, again = closed(cast)
    for of in ("", "nothing", "999999", str(first), str(again)):
        answer = cast.visit("nils").post(f"/threads/{first}/duplicate", data={"of": of, "reason": "My words."})
        assert answer.status_code == 422, of
        assert 'id="of-error"' in answer.text and "My words." in answer.text


def test_a_hidden_question_is_never_named(cast: Any):
    first, again = closed(cast)
    talk.hide(cast, talk.question_of(cast, first))
    page = talk.page(cast, f"/threads/{again}")
    assert "Orange light after a storm" not in page and "not shown any more" in page
    other = talk.ask(cast, "theo", "Another one")
    for who in ("theo", "ines"):
        answer = cast.visit(who).post(f"/threads/{other}/duplicate", data={"of": str(first)})
        assert answer.status_code == 422 and "Orange light after a storm" not in answer.text


def test_whoever_asked_reads_it_among_their_notices(cast: Any):
    closed(cast, "ines", reason="Same storm.")
    page = talk.page(cast, "/notices", "mara")
    assert "was asked before" in page and "Same storm." in page


def test_nobody_fills_the_public_log_by_closing_and_opening_again(limited: Any):
    first, again = (talk.ask(limited, name, "Orange light after a storm") for name in ("nils", "mara"))
    mara, address = limited.visit("mara"), f"/threads/{again}/duplicate"
    told = []
    for _ in range(4):
        told.append(mara.post(address, data={"of": str(first)}).status_code)
        mara.post(f"{address}?_method=DELETE")
    assert told[-1] == 429
