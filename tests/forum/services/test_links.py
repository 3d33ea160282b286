"""Links of new accounts: a few in a post and a few posts a day, however they are written; nobody else is counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.models import Post, User
from forum.services import links, posts, threads
from tests.forum import talk

LINK = "Look at https://pills.example/a"
MANY = "https://a.example https://b.example [c](https://c.example)"


def test_links_are_counted_as_they_are_shown():
    assert links.count(MANY) == 3
    assert links.count("`https://a.example` and www.example and ![p](https://b.example/p.png)") == 1
    assert links.count("[here](/threads/1) and [mail](mailto:a@example.org)") == 0


def test_a_new_account_puts_two_into_a_post_and_three_such_posts_a_day(people: Any):
    nils = people["nils"]
    assert links.refusal(nils, MANY) == links.Refusal(True, 2)
    asked = threads.ask(people["mara"], "Orange light", "Why?")
    for _ in range(3):
        assert links.refusal(nils, LINK) is None
        posts.answer(asked.thread_id, nils, LINK)
    assert links.refusal(nils, LINK) == links.Refusal(False, 3)
    assert links.refusal(nils, "No link at all") is None
    assert links.refusal(nils, LINK, at=now() + timedelta(hours=25)) is None


def test_time_reputation_and_the_house_lift_the_limit(people: Any):
    nils = people["nils"]
    assert links.refusal(people["ines"], MANY) is None
    assert links.refusal(nils, MANY, at=now() + timedelta(days=8)) is None
    nils.reputation = 20
    assert links.refusal(nils, MANY) is None


def test_an_edit_is_no_way_round(people: Any):
    nils = people["nils"]
    assert links.refusal(nils, MANY, before="Harmless") == links.Refusal(True, 2)
    assert links.refusal(nils, MANY, before=MANY) is None


def test_the_words_come_back_with_a_clear_message_everywhere(cast: Any):
    thread_id = talk.ask(cast)
    post_id = talk.answer(cast, thread_id, "nils")
    nils = cast.visit("nils")
    asked = {"title": "Pills for lamps", "body": MANY, "tags": ""}
    for address, form in (
        ("/threads/new", asked),
        (f"/threads/{thread_id}/answers", {"body": MANY}),
        (f"/posts/{post_id}/comments", {"body": MANY}),
        (f"/posts/{post_id}/edit", {"body": MANY}),
    ):
        for headers in ({}, talk.HTMX):
            answer = nils.post(address, data=form, headers=headers)
            assert answer.status_code == 422, address
            assert "New accounts can put 2 links into a post" in answer.text
            assert "https://b.example" in answer.text


def test_fifty_who_try_at_once_are_counted_one_by_one(cast: Any):
    thread_id, start = talk.ask(cast), Barrier(20)

    def post(number: int) -> int:
        nils = cast.visit("nils")
        start.wait()
        return int(nils.post(f"/threads/{thread_id}/answers", data={"body": f"{LINK} {number}"}).status_code)

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(post, range(20)))
    assert sorted(set(statuses)) == [303, 422]
    with cast.app.app_context():
        bearing = select(func.count()).where(Post.author_id == cast.nils)
        assert db.session.scalar(bearing) == 3


@pytest.mark.parametrize("name", ["ines", "nils"])
def test_imported_posts_and_old_hands_are_left_alone(people: Any, name: str):
    people[name].created_at = now() - timedelta(days=30)
    assert links.refusal(db.session.get_one(User, people[name].id), MANY) is None
