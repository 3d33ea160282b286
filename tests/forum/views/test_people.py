"""A person's page: what everyone sees, and what only some do."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from forum.extensions import db
from forum.models import Post, User
from forum.services import posts, reputation, threads, votes

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def town(app, cast):
    """Mara asked about an orange light; Theo answered, asked too, and commented on what Nils asked."""
    with app.app_context():
        mara, theo, nils = (db.session.get_one(User, cast.ids[name]) for name in ("mara", "theo", "nils"))
        orange = threads.ask(mara, "Orange light since the storm", "It blinks.", at=START)
        cast.answer = posts.answer(orange.thread_id, theo, "Wait ten minutes.", START + timedelta(hours=1)).id
        boat = threads.ask(theo, "A Wick on a boat", "Anybody?", at=START + timedelta(hours=2))
        billing = threads.ask(nils, "A bill for quuxnilsquux", "Why?", at=START + timedelta(hours=3))
        said = posts.comment(db.session.get_one(Post, billing.post_id), theo, "Me too.", START + timedelta(hours=4))
        cast.orange, cast.boat, cast.billing, cast.said = orange, boat, billing, said.id
        db.session.commit()
    return cast


def act(town, verb, post_id, *more, by="ines") -> None:
    """Let somebody do something to a post."""
    with town.app.app_context():
        verb(db.session.get_one(Post, post_id), db.session.get_one(User, town.ids[by]), *more)
        db.session.commit()


def page(town, reader=None, query="", name="theo") -> str:
    """Theo's page as a reader sees it."""
    answer = town.visit(reader).get(f"/people/{name}{query}")
    assert answer.status_code == 200
    return answer.text


def figures(text: str) -> list[str]:
    """Reputation, answers, solved, questions."""
    return re.findall(r"<dd>([^<]*)</dd>", text)


def test_the_page_says_what_a_person_did_newest_first(town):
    text = page(town)
    assert [text.index(words) for words in ("commented on", "asked <a", "answered <a")] == sorted(
        text.index(words) for words in ("commented on", "asked <a", "answered <a")
    )
    assert f'href="/posts/{town.answer}"' in text
    assert figures(text) == ["0", "1", "0", "1"]


def test_the_name_is_found_in_any_case_and_a_wrong_one_is_not(town):
    assert "<h1>theo</h1>" in page(town, name="THEO")
    for wrong in ("nobody", "th%00eo", "%F0%9F%98%80", "x" * 300, "theo%20", "..%2ftheo"):
        assert town.visit().get(f"/people/{wrong}").status_code == (200 if wrong == "theo%20" else 404)


def test_the_ledger_explains_every_point_of_the_reputation(town):
    with town.app.app_context():
        mara, nils = (db.session.get_one(User, town.ids[name]) for name in ("mara", "nils"))
        threads.accept(town.orange.thread_id, town.answer, mara)
        votes.cast(town.answer, nils, 1)
        votes.cast(town.answer, mara, -1)
        votes.retract(town.answer, mara)
        db.session.commit()
        assert reputation.total(town.theo) == 25
    text = page(town, query="?tab=reputation")
    gains = [int(gain.replace("−", "-")) for gain in re.findall(r'class="gain">([^<]+)<', text)]
    assert sum(gains) == 25 == int(figures(text)[0])
    assert "An answer solved <a" in text
    assert "Vote against an answer taken back" in text
    assert "nils" not in re.sub(r"quuxnilsquux", "", text)


def test_an_advocate_is_called_so_once_it_is_earned_and_staff_never_is(town):
    assert "Advocate" not in page(town)
    with town.app.app_context():
        for name in ("theo", "ines"):
            db.session.get_one(User, town.ids[name]).reputation = 100
        db.session.commit()
    assert "Advocate" in page(town)
    staff = page(town, name="ines")
    assert "Advocate" not in staff
    assert "Frontporch staff" in staff


def test_a_hidden_answer_is_on_the_page_for_its_author_and_staff_only(town):
    act(town, posts.hide, town.answer, "off topic")
    for reader, sees in ((None, False), ("mara", False), ("theo", True), ("ines", True)):
        text = page(town, reader)
        assert ("Orange light" in text) is sees
        assert figures(text)[1] == ("1" if sees else "0")


def test_the_title_of_a_hidden_question_is_on_no_page_but_for_its_asker_and_staff(town):
    with town.app.app_context():
        reputation.award(town.theo, "answer.upvoted", db.session.get_one(Post, town.said), town.mara, START)
        db.session.commit()
    act(town, posts.hide, town.billing.post_id, "off topic")
    for reader, sees in ((None, False), ("mara", False), ("theo", False), ("nils", True), ("ines", True)):
        assert ("quuxnilsquux" in page(town, reader)) is sees
        assert ("quuxnilsquux" in page(town, reader, "?tab=reputation")) is sees
        assert figures(page(town, reader, "?tab=reputation"))[0] == "10"


def test_what_was_taken_back_is_on_no_page(town):
    act(town, posts.remove, town.answer, by="theo")
    act(town, posts.remove, town.boat.post_id, by="theo")
    for reader in (None, "theo", "sol"):
        text = page(town, reader)
        assert "Orange light" not in text
        assert "on a boat" not in text
        assert figures(text) == ["0", "0", "0", "0"]


def test_older_acts_follow_by_key_and_none_is_lost_or_shown_twice(town):
    with town.app.app_context():
        theo = db.session.get_one(User, town.theo)
        for number in range(45):
            threads.ask(theo, f"Thread number {number:03}", "Words.", at=START + timedelta(days=1))
        db.session.commit()
    seen, address = [], "/people/theo"
    while address:
        text = town.visit().get(address).text
        seen += re.findall(r">(Thread number \d+|Orange light[^<]*|A Wick[^<]*|A bill[^<]*)</a>", text)
        older = re.search(r'<a class="pager-older" href="([^"]+)"', text)
        address = older[1] if older else None
    assert len(seen) == len(set(seen)) == 48
    for nonsense in ("0", "-1", "x", "99999999999999999999999", "9223372036854775807"):
        assert town.visit().get(f"/people/theo?older={nonsense}").status_code == 200


def test_a_page_of_a_person_costs_few_statements(town):
    from sqlalchemy import event

    told = []
    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    page(town)
    assert len([words for words in told if words.startswith("SELECT")]) <= 5


def test_a_new_person_has_an_empty_page_that_says_so(town):
    text = page(town, name="omar")
    assert "Nothing yet" in text
    assert "No reputation yet" in page(town, name="omar", query="?tab=reputation")
