"""The same words sent twice: two clicks on a slow line, a page that was sent again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.extensions import db
from forum.models import Post
from tests.forum.talk import HTMX, answer, ask, comment, question_of


def standing(cast: Any, kind: str) -> int:
    with cast.app.app_context():
        return int(db.session.scalar(select(func.count()).where(Post.kind == kind, Post.deleted_at.is_(None))))


def at_once(act: Callable[[Any], Any], browsers: list[Any]) -> set[str]:
    """Send by all of them at the same moment; where they are led."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        return {response.headers["Location"] for response in pool.map(act, browsers)}


@pytest.mark.parametrize("is_anonymous", [{}, {"is_anonymous": "y"}])
def test_mara_who_clicks_ask_four_times_has_asked_once(cast: Any, is_anonymous: dict[str, str]):
    form = {
        "title": "My Hearth hums at noon",
        "body": "Every day. My card is 4111 1111 1111 1111.",
        "tags": "noise wifi",
    }
    browsers = [cast.visit("mara") for _ in range(4)]
    led = at_once(lambda mara: mara.post("/threads/new", data=form | is_anonymous), browsers)
    assert len(led) == 1 and standing(cast, "question") == 1


def test_theo_who_clicks_answer_and_comment_twice_has_said_each_once(cast: Any):
    thread = ask(cast)
    browsers = [cast.visit("theo") for _ in range(3)]
    led = at_once(lambda theo: theo.post(f"/threads/{thread}/answers", data={"body": "Pull the *plug*."}), browsers)
    assert len(led) == 1 and standing(cast, "answer") == 1
    post = question_of(cast, thread)
    led = at_once(lambda theo: theo.post(f"/posts/{post}/comments", data={"body": "Which light?"}), browsers)
    assert len(led) == 1 and standing(cast, "comment") == 1


def test_with_htmx_the_page_is_read_anew_instead_of_showing_the_answer_twice(cast: Any):
    thread, theo = ask(cast), cast.visit("theo")
    first = theo.post(f"/threads/{thread}/answers", data={"body": "Pull the plug."}, headers=HTMX)
    second = theo.post(f"/threads/{thread}/answers", data={"body": "Pull the plug."}, headers=HTMX)
    assert "HX-Refresh" not in first.headers and second.headers["HX-Refresh"] == "true" and not second.text


def test_others_words_elsewhere_later_and_after_taking_them_back_are_new(cast: Any):
    thread, other = ask(cast), ask(cast, "nils")
    post = answer(cast, thread, "theo", "Same here.")
    assert len({post, answer(cast, thread, "nils", "Same here."), answer(cast, other, "theo", "Same here.")}) == 3
    assert comment(cast, post, "nils", "Thanks.") != comment(cast, question_of(cast, thread), "nils", "Thanks.")
    assert cast.visit("theo").post(f"/posts/{post}?_method=DELETE").status_code == 303
    again = answer(cast, thread, "theo", "Same here.")
    assert again != post
    with cast.app.app_context():
        long_ago = db.session.get_one(Post, again).created_at - timedelta(minutes=11)
        db.session.execute(update(Post).where(Post.id == again).values(created_at=long_ago))
        db.session.commit()
    assert answer(cast, thread, "theo", "Same here.") != again
