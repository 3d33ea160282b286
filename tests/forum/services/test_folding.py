"""Folding while people act: what they send in is never lost with a folded question, whoever of the two is first."""

import json
import re
import time
from threading import Thread as Together
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.forum import talk
from tests.forum.services.test_echoes import rows, thread_of
from tests.forum.services.test_import_echoes import LAMP, OUTAGE, groups, live, said

WEEK = 7 * 24 * 60
WORDS = "Turn it off at the wall and wait for two minutes."


def asked_twice(app: Any, tmp_path: Any) -> tuple[int, int]:
    """Threads of a question that was asked twice, too far apart to be one; what comes between will join them."""
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, WEEK + 1)])
    return thread_of(app, "1"), thread_of(app, "2")


def wait_until_somebody_waits(app: Any) -> None:
    """PostgreSQL tells when one waits for another's lock; of SQLite's writers everyone waits anyway."""
    from forum.extensions import db

    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    if db.engine.dialect.name != "postgresql":
        return
    with app.app_context(), db.engine.connect() as connection:
        for _ in range(1500):
            if connection.execute(waiting).scalar_one():
                return
            connection.rollback()
            time.sleep(0.02)
    raise AssertionError("nobody waits for anybody")


@pytest.mark.parametrize("verb", ["answer", "comment", "follow", "vote"])
def test_what_is_in_flight_keeps_its_question_from_being_folded(app, cast, tmp_path, verb):
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import following, holding, posts, votes

    _first, second = asked_twice(app, tmp_path)
    question = talk.question_of(cast, second)
    between = Together(target=live, args=(app, tmp_path, [said("3", OUTAGE, 600)]))
    with app.app_context():
        theo = db.session.get_one(User, cast.theo)
        db.session.rollback()
        holding.hold(second)
        if verb == "answer":
            posts.answer(second, theo, WORDS)
        elif verb == "comment":
            posts.comment(db.session.get_one(Post, question), theo, WORDS)
        elif verb == "follow":
            following.follow(second, theo)
        else:
            votes.cast(question, theo, 1)
        db.session.flush()
        between.start()
        wait_until_somebody_waits(app)
        db.session.commit()
    between.join(timeout=60)
    assert groups(app) == {frozenset("13"), frozenset("2")}
    if verb in ("answer", "comment"):
        assert WORDS in talk.page(cast, f"/threads/{second}")


def send(client: Any, address: str, **form: str) -> Any:
    """Post as browsers do: where they are told to send it again elsewhere, they do; then they look where it leads."""
    told = client.post(address, data=form)
    if told.status_code == 307:
        told = client.post(told.headers["Location"], data=form)
    return client.get(told.headers["Location"]) if told.status_code == 303 else told


def fold(app: Any, tmp_path: Any, during: Any = None) -> None:
    """Bring in what joins the two; `during`: what is called before the fold is committed."""
    from forum.app import commit
    from forum.channels.files import open_posts
    from forum.extensions import db
    from forum.models import JoinedThread
    from forum.services import imports

    once = [during] if during else []

    def end() -> None:
        if once and db.session.scalar(select(JoinedThread.into_id)):
            once.pop()()
        commit()

    file = tmp_path / "between.jsonl"
    file.write_text(json.dumps(said("3", OUTAGE, 600)) + "\n")
    with app.app_context(), open_posts(file, "auto", None, "") as found:
        imports.read_in(found, end, as_live=True)


def test_who_answers_while_their_question_is_being_folded_answers_where_it_went(app, cast, tmp_path):
    first, second = asked_twice(app, tmp_path)
    told: list[Any] = []

    def answer() -> None:
        told.append(send(cast.visit("theo"), f"/threads/{second}/answers", body=WORDS))

    late = Together(target=answer)

    def during() -> None:
        late.start()
        wait_until_somebody_waits(app)

    fold(app, tmp_path, during)
    late.join(timeout=60)
    assert groups(app) == {frozenset("123")}
    assert told[0].status_code == 200 and told[0].request.path == f"/threads/{first}"
    assert WORDS in talk.page(cast, f"/threads/{first}")


def test_what_is_sent_to_a_folded_question_reaches_the_one_it_went_into(app, cast, tmp_path):
    from forum.models import Bookmark, Following, KeptDraft, Post, Vote

    first, second = asked_twice(app, tmp_path)
    opening, home = talk.question_of(cast, second), talk.question_of(cast, first)
    fold(app, tmp_path)
    theo = cast.visit("theo")
    for address, form in (
        (f"/threads/{second}/answers", {"body": WORDS}),
        (f"/posts/{opening}/comments", {"body": "Is it the old one?"}),
        (f"/posts/{opening}/vote", {"value": "1"}),
        (f"/posts/{opening}/bookmark", {}),
        (f"/threads/{second}/following?next=/tags", {}),
        (f"/drafts?place=answer:{second}", {"body": "One more thing"}),
        (f"/drafts?place=comment:{opening}", {"body": "And one more"}),
    ):
        assert send(theo, address, **form).status_code in (200, 302), address
    assert rows(app, select(Post.thread_id).where(Post.author_id == cast.theo)) == [(first,), (first,)]
    assert rows(app, select(Vote.post_id)) == rows(app, select(Bookmark.post_id)) == [(home,)]
    followed = select(Following.thread_id).where(Following.user_id == cast.theo, Following.ended_at.is_(None))
    assert rows(app, followed) == [(first,)]
    assert rows(app, select(KeptDraft.place, KeptDraft.thread_id).order_by(KeptDraft.place)) == [
        (f"answer:{first}", first),
        (f"comment:{home}", first),
    ]
    assert send(theo, f"/threads/{second}/following?_method=DELETE").status_code == 200
    assert rows(app, followed) == []


def test_a_bad_answer_to_a_folded_question_comes_back_with_its_words(app, cast, tmp_path):
    _first, second = asked_twice(app, tmp_path)
    fold(app, tmp_path)
    long = "Turn it off at the wall. " * 1000
    back = send(cast.visit("theo"), f"/threads/{second}/answers", body=long)
    assert back.status_code == 422 and long.strip() in re.sub(r"\s+", " ", back.text)


def test_the_address_of_a_folded_questions_post_leads_to_where_it_went(app, cast, tmp_path):
    first, second = asked_twice(app, tmp_path)
    opening = talk.question_of(cast, second)
    fold(app, tmp_path)
    guest = cast.visit(None)
    for address in (f"/posts/{opening}", f"/posts/{opening}/comments"):
        found = guest.get(address)
        assert (found.status_code, found.headers.get("Location")) == (302, f"/threads/{first}"), address
    assert guest.get("/posts/9999").status_code == 404


def test_the_address_of_a_folded_question_is_given_to_no_other(app, cast, tmp_path):
    first, second = asked_twice(app, tmp_path)
    opening = talk.question_of(cast, second)
    fold(app, tmp_path)
    live(app, tmp_path, [said("9", LAMP, WEEK + 2), said("10", "Where do I find my invoice for May?", WEEK + 3)])
    lamp, invoice = thread_of(app, "9"), thread_of(app, "10")
    assert second < lamp < invoice
    assert opening < talk.question_of(cast, lamp) < talk.question_of(cast, invoice)
    assert cast.visit(None).get(f"/threads/{second}").headers["Location"] == f"/threads/{first}"
