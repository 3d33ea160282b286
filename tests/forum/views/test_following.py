"""Following, leaving, and "me too": who is told, who is counted, and that nobody is counted twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from forum.extensions import db
from forum.models import Affected, Event, Following, Notification, Thread, User
from tests.forum.talk import HTMX, answer, ask, comment, hide, page, question_of, row


def undo(cast: Any, who: str | None, address: str, **more: Any) -> Any:
    return cast.visit(who).post(f"{address}?_method=DELETE", **more)


def heard(cast: Any, who: str) -> list[str]:
    """The kinds of notice a person has, oldest first, once the worker has done its part."""
    cast.work()
    with cast.app.app_context():
        mine = db.select(Notification.kind).where(Notification.user_id == cast.ids[who])
        return list(db.session.scalars(mine.order_by(Notification.id)))


def followers(cast: Any, thread_id: int) -> set[str]:
    with cast.app.app_context():
        rows = db.select(User.name).join(Following, Following.user_id == User.id)
        return set(db.session.scalars(rows.where(Following.thread_id == thread_id, Following.ended_at.is_(None))))


def test_whoever_asks_answers_or_comments_follows(cast: Any):
    thread_id = ask(cast)
    post_id = answer(cast, thread_id)
    comment(cast, post_id)
    assert followers(cast, thread_id) == {"mara", "theo", "nils"}


def test_followers_hear_of_what_is_said_and_each_hears_of_it_as_what_it_is_to_them(cast: Any):
    thread_id = ask(cast)
    cast.visit("omar").post(f"/threads/{thread_id}/following")
    post_id = answer(cast, thread_id)
    comment(cast, post_id)
    assert heard(cast, "omar") == ["thread.continued", "thread.continued"]
    assert heard(cast, "mara") == ["post.answered", "thread.continued"]
    assert heard(cast, "theo") == ["post.commented"]
    assert heard(cast, "nils") == []
    assert "nils wrote in" in page(cast, "/notices", "omar")


def test_who_leaves_hears_nothing_more_and_is_not_brought_back_by_writing(cast: Any):
    thread_id = ask(cast)
    post_id = answer(cast, thread_id)
    for name in ("mara", "theo"):
        assert undo(cast, name, f"/threads/{thread_id}/following").status_code == 303
    comment(cast, question_of(cast, thread_id), "theo")
    comment(cast, post_id, "nils")
    answer(cast, thread_id, "nils")
    assert heard(cast, "theo") == []
    assert heard(cast, "mara") == ["post.answered"]  # of what was said before
    assert followers(cast, thread_id) == {"nils"}
    cast.visit("theo").post(f"/threads/{thread_id}/following")
    answer(cast, thread_id, "ines")
    assert heard(cast, "theo") == ["thread.continued"]


def test_the_answer_of_staff_is_a_kind_of_its_own_to_the_asker(cast: Any):
    thread_id = ask(cast)
    answer(cast, thread_id, "ines")
    assert heard(cast, "mara") == ["staff.answered"]
    assert "ines of Frontporch answered" in page(cast, "/notices", "mara")


def test_an_event_that_is_handed_over_twice_is_told_once(cast: Any):
    from forum import handlers

    thread_id = ask(cast)
    cast.visit("omar").post(f"/threads/{thread_id}/following")
    answer(cast, thread_id, body="Ask @nils, he had it.")
    for _ in range(2):
        with cast.app.app_context():
            handlers.tell(list(db.session.scalars(db.select(Event).where(Event.name == "post.answered"))))
            db.session.commit()
    assert heard(cast, "omar") == ["thread.continued"]
    assert heard(cast, "nils") == ["post.mentioned"]


def test_many_followers_are_told_in_batches_and_a_crash_between_them_leaves_nobody_out(cast: Any, monkeypatch: Any):
    from forum.services import deliveries, fan_out

    monkeypatch.setattr(fan_out, "BATCH", 4)
    thread_id = ask(cast)
    crowd(cast, thread_id, 11)
    answer(cast, thread_id)
    real = fan_out._tell_batch

    def failing(*given: Any, **named: Any) -> None:
        real(*given, **named)
        if named["after"]:
            raise OSError("the worker was killed")

    with monkeypatch.context() as broken:
        broken.setattr(fan_out, "_tell_batch", failing)
        cast.work()
    assert told_of(cast, "thread.continued") == 4
    with cast.app.app_context():
        later = deliveries.now() + deliveries.LEASE
        deliveries.deliver_due(lambda: later)
    assert told_of(cast, "thread.continued") == 11


def crowd(cast: Any, thread_id: int, number: int) -> None:
    """Let so many people more follow a thread."""
    with cast.app.app_context():
        people = [User(name=f"p{n}", email=f"p{n}@example.org", password_hash="!") for n in range(number)]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all([Following(thread_id=thread_id, user_id=each.id) for each in people])
        db.session.commit()


def told_of(cast: Any, kind: str) -> int:
    with cast.app.app_context():
        return int(db.session.scalar(db.select(db.func.count()).where(Notification.kind == kind)))


def test_nothing_is_told_of_what_was_hidden_before_the_worker_came(cast: Any):
    thread_id = ask(cast)
    cast.visit("omar").post(f"/threads/{thread_id}/following")
    hide(cast, answer(cast, thread_id, body="Ask @nils."))
    assert heard(cast, "omar") == []
    assert heard(cast, "nils") == []


def test_me_too_is_counted_for_everyone_to_see_and_follows(cast: Any):
    thread_id = ask(cast)
    for name in ("nils", "theo", "nils"):
        assert cast.visit(name).post(f"/threads/{thread_id}/affected").status_code == 303
    assert "2 people have this too" in page(cast, f"/threads/{thread_id}")
    assert "2 have this too" in page(cast, "/")
    assert followers(cast, thread_id) == {"mara", "nils", "theo"}
    undo(cast, "nils", f"/threads/{thread_id}/affected")
    undo(cast, "nils", f"/threads/{thread_id}/affected")
    assert "1 person has this too" in page(cast, f"/threads/{thread_id}")
    assert row(cast, Thread, thread_id).affected_count == 1


def test_the_asker_is_not_counted(cast: Any):
    thread_id = ask(cast)
    assert cast.visit("mara").post(f"/threads/{thread_id}/affected").status_code == 403
    assert 'id="me-too"' not in page(cast, f"/threads/{thread_id}", "mara")


def test_fifty_presses_at_once_count_one(cast: Any):
    thread_id = ask(cast)

    def press(_: int) -> int:
        return int(cast.visit("nils").post(f"/threads/{thread_id}/affected").status_code)

    with ThreadPoolExecutor(8) as together:
        assert set(together.map(press, range(50))) == {303}
    assert row(cast, Thread, thread_id).affected_count == 1
    with cast.app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Affected)) == 1
        shared = db.select(db.func.count()).where(Event.name == "question.shared")
        assert db.session.scalar(shared) == 1


def test_htmx_gets_the_row_of_buttons_as_it_is_now(cast: Any):
    thread_id = ask(cast)
    nils = cast.visit("nils")
    shown = nils.post(f"/threads/{thread_id}/affected", headers=HTMX).text
    assert shown.strip().startswith('<div class="joining" id="joining">')
    assert re.findall(r'aria-pressed="(\w+)"', shown) == ["true", "true"]
    shown = nils.post(f"/threads/{thread_id}/following?_method=DELETE", headers=HTMX).text
    assert re.findall(r'aria-pressed="(\w+)"', shown) == ["true", "false"]


def test_ones_threads_have_a_page_and_one_that_was_hidden_shows_no_title(cast: Any):
    first, second = ask(cast), ask(cast, "theo", "The green lamp hums")
    cast.visit("nils").post(f"/threads/{first}/following")
    cast.visit("nils").post(f"/threads/{second}/following")
    assert "Orange light" in page(cast, "/following", "nils")
    hide(cast, question_of(cast, first))
    text = page(cast, "/following", "nils")
    assert "Orange light" not in text
    assert "The green lamp hums" in text
    left = cast.visit("nils").post(f"/threads/{second}/following?_method=DELETE&next=/following")
    assert left.location == "/following"
    assert "hums" not in page(cast, "/following", "nils")
    assert "You follow nothing yet" in page(cast, "/following", "omar")


@pytest.mark.parametrize("noun", ["following", "affected"])
def test_what_cannot_be_read_cannot_be_followed(cast: Any, noun: str):
    thread_id = ask(cast)
    hide(cast, question_of(cast, thread_id))
    assert cast.visit("nils").post(f"/threads/{thread_id}/{noun}").status_code == 403


def test_opening_the_thread_marks_its_notices_as_seen_once_the_page_says_so(cast: Any):
    first, second = ask(cast), ask(cast, "mara", "The green lamp hums")
    answer(cast, first)
    answer(cast, second)
    mara = cast.visit("mara")
    text = mara.get(f"/threads/{first}").text
    assert f'hx-post="/threads/{first}/notices/reading"' in text
    assert 'class="notice-count">2<' in text
    assert mara.post(f"/threads/{first}/notices/reading", headers=HTMX).status_code == 204
    text = mara.get(f"/threads/{first}").text
    assert "notices/reading" not in text
    assert 'class="notice-count">1<' in text
