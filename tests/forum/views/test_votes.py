"""Votes by form and by htmx: up, down, back, and never on one's own."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.forum.talk import HTMX, answer, ask, comment, hide, page, question_of, row


def score(cast: Any, post: int) -> int:
    from forum.models import Post

    return int(row(cast, Post, post).score)


def test_a_vote_counts_and_leads_back_to_the_post(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    response = cast.visit("mara").post(f"/posts/{post}/vote", data={"value": "1"})
    assert response.status_code == 303 and response.headers["Location"] == f"/threads/{thread}#post-{post}"
    assert score(cast, post) == 1


def test_the_same_vote_again_changes_nothing_and_the_other_turns_it_round(cast: Any):
    post = answer(cast, ask(cast))
    mara = cast.visit("mara")
    for value, expected in (("1", 1), ("1", 1), ("-1", -1)):
        mara.post(f"/posts/{post}/vote", data={"value": value})
        assert score(cast, post) == expected
    mara.post(f"/posts/{post}/vote?_method=DELETE")
    assert score(cast, post) == 0


def test_with_htmx_only_the_box_comes_back_as_it_is_now(cast: Any):
    post = answer(cast, ask(cast))
    mara = cast.visit("mara")
    box = mara.post(f"/posts/{post}/vote", data={"value": "1"}, headers=HTMX).text
    undo = f'hx-post="/posts/{post}/vote?_method=DELETE" aria-pressed="true"'
    assert box.strip().startswith('<span class="vote"') and undo in box and "</span>1<" in box
    box = mara.post(f"/posts/{post}/vote?_method=DELETE", headers=HTMX).text
    assert 'aria-pressed="true"' not in box and "</span>0<" in box


def test_the_page_shows_ones_own_vote(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    cast.visit("mara").post(f"/posts/{post}/vote", data={"value": "1"})
    undo = f"/posts/{post}/vote?_method=DELETE"
    pressed = (
        f'id="up-{post}" form="act" name="value" value="1" formaction="{undo}" hx-post="{undo}" aria-pressed="true"'
    )
    assert pressed in page(cast, f"/threads/{thread}", "mara")
    assert pressed not in page(cast, f"/threads/{thread}", "nils")


def test_nobody_votes_for_their_own_post_nor_for_comments_nor_for_what_is_hidden(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    remark = comment(cast, post)
    assert cast.visit("theo").post(f"/posts/{post}/vote", data={"value": "1"}).status_code == 403
    assert cast.visit("mara").post(f"/posts/{remark}/vote", data={"value": "1"}).status_code == 403
    hide(cast, post)
    assert cast.visit("mara").post(f"/posts/{post}/vote", data={"value": "1"}).status_code == 403
    assert score(cast, post) == 0


def test_guests_are_asked_to_log_in_and_see_only_the_number(cast: Any):
    thread = ask(cast)
    response = cast.visit().post(f"/posts/{question_of(cast, thread)}/vote", data={"value": "1"})
    assert "/login" in response.headers["Location"]
    assert 'name="value"' not in page(cast, f"/threads/{thread}")


@pytest.mark.parametrize("value", ["", "0", "2", "1.0", "many", "-1-1"])
def test_other_values_than_one_up_or_down_are_refused(cast: Any, value: str):
    post = answer(cast, ask(cast))
    assert cast.visit("mara").post(f"/posts/{post}/vote", data={"value": value}).status_code == 422
    assert score(cast, post) == 0


def test_votes_on_what_is_not_there_are_404(cast: Any):
    for post in ("999", "2147483648"):
        assert cast.visit("mara").post(f"/posts/{post}/vote", data={"value": "1"}).status_code == 404


def test_one_person_voting_twenty_times_at_once_counts_once(cast: Any):
    post = answer(cast, ask(cast))
    clients = [cast.visit("mara") for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda each: each.post(f"/posts/{post}/vote", data={"value": "1"}).status_code, clients))
    assert codes == {303}
    assert score(cast, post) == 1
