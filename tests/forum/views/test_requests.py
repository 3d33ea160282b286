"""Asking people who know, in pages: not where they could not answer."""

from typing import Any

from tests.forum import talk


def test_nobody_is_asked_for_an_answer_to_a_locked_question(cast: Any):
    thread_id = talk.ask(cast, "mara")
    assert cast.visit("mara").get(f"/threads/{thread_id}/people").status_code == 200
    assert cast.visit("ines").post(f"/threads/{thread_id}/lock", data={"reason": "Heated"}).status_code == 303
    assert cast.visit("mara").get(f"/threads/{thread_id}/people").status_code == 403
