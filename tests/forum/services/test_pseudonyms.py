"""Anonymous asking: one made-up name for all that the asker does in the thread, and no row that names the account."""

from typing import Any

import pytest


@pytest.fixture
def asked(people: Any) -> Any:
    """Mara asks as Quiet Heron, and theo answers."""
    from forum.services import posts, threads

    found = threads.ask(people["mara"], "How do I lock somebody out", "He has the key.", pseudonym="Quiet Heron")
    return found, posts.answer(found.thread_id, people["theo"], "Choose a new key.")


def name_of(post: Any) -> str:
    from forum.services import reading

    class Guest:
        is_authenticated = False

    return reading.post(post.id, Guest()).author


def test_whatever_the_asker_writes_in_the_thread_stands_under_the_same_name(people: Any, asked: Any):
    from forum.services import posts

    found, answer = asked
    comment = posts.comment(answer, people["mara"], "Thank you.")
    own = posts.answer(found.thread_id, people["mara"], "And a new password.")
    assert {name_of(comment), name_of(own)} == {"Quiet Heron"}
    assert {(post.author_id, post.behind_id) for post in (comment, own)} == {(None, people["mara"].id)}


def test_elsewhere_the_same_person_has_their_own_name(people: Any, asked: Any):
    from forum.services import posts, threads

    other = threads.ask(people["nils"], "Which lamp is it", "It blinks.")
    assert name_of(posts.answer(other.thread_id, people["mara"], "The left one.")) == "mara"


def test_staff_who_ask_under_a_pseudonym_do_not_speak_for_the_brand(people: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import threads

    found = threads.ask(people["ines"], "My own router", "It hums.", pseudonym="Calm Wren")
    assert db.session.get_one(Post, found.post_id).is_brand is False


def test_no_row_but_the_two_that_hide_it_names_the_account(people: Any, asked: Any):
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, threads

    found, answer = asked
    mara = people["mara"]
    question = db.session.get_one(Post, found.post_id)
    posts.comment(answer, mara, "Thank you.")
    posts.edit(question, mara, "He has my key.", "How do I lock him out", ("keys",))
    threads.accept(found.thread_id, answer.id, mara)
    threads.unaccept(found.thread_id, mara)
    posts.remove(question, mara)
    db.session.flush()
    naming = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "user"
        and db.session.scalar(select(column).where(column == mara.id).limit(1)) is not None
    }
    assert naming <= {"thread.behind_id", "post.behind_id", "notification.user_id", "following.user_id"}
    assert {"thread.behind_id", "post.behind_id"} <= naming


def test_the_asker_hears_of_answers_and_others_hear_of_the_pseudonym(people: Any, asked: Any):
    from forum.services import notifications, posts

    _, answer = asked
    posts.comment(answer, people["mara"], "Which menu is that in?")
    (mine,) = notifications.of_reader(people["mara"]).rows
    (theirs,) = notifications.of_reader(people["theo"]).rows
    assert (mine.kind, mine.by_name) == ("post.answered", "theo")
    assert (theirs.kind, theirs.by_name) == ("post.commented", "Quiet Heron")


def test_nobody_hears_of_what_they_did_themselves_behind_a_pseudonym(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import notifications, posts

    found, _ = asked
    before = notifications.unread(people["mara"].id)
    posts.answer(found.thread_id, people["mara"], "It was the old key.")
    posts.comment(db.session.get_one(Post, found.post_id), people["mara"], "Since May.")
    assert notifications.unread(people["mara"].id) == before


def test_an_anonymous_question_earns_its_asker_nothing_and_the_answerer_as_always(people: Any, asked: Any):
    from forum.services import reputation, threads, votes

    found, answer = asked
    votes.cast(found.post_id, people["nils"], 1)
    threads.accept(found.thread_id, answer.id, people["mara"])
    assert reputation.total(people["mara"].id) == 0
    assert reputation.total(people["theo"].id) == reputation.POINTS["answer.accepted"]


def test_two_who_take_one_name_at_once_get_two(people: Any):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import threads

    made = [threads.ask(people[who], "How is this done", "How?", pseudonym="Calm Wren") for who in ("mara", "nils")]
    first, second = (name_of(db.session.get_one(Post, each.post_id)) for each in made)
    assert first == "Calm Wren"
    assert second != first and second


def test_a_made_up_name_is_nobodys_even_when_chance_repeats_itself(people: Any, monkeypatch: pytest.MonkeyPatch):
    from forum.services import pseudonyms, threads

    monkeypatch.setattr(pseudonyms.secrets, "choice", lambda words: words[0])
    first = pseudonyms.made_up()
    threads.ask(people["mara"], "How is this done", "How?", pseudonym=first)
    assert pseudonyms.made_up().startswith(f"{first} ")


def test_the_download_of_somebody_who_helped_does_not_say_who_is_behind_it(people: Any, asked: Any):
    from forum.extensions import db
    from forum.models import Candidate
    from forum.services import earlier_solutions, personal, requests, threads

    _found, answer = asked
    other = threads.ask(people["mara"], "How do I keep somebody out", "He has it still.", pseudonym="Calm Wren")
    db.session.add(Candidate(thread_id=other.thread_id, user_id=people["theo"].id, rank=1, score=1.0, tag="lock"))
    db.session.flush()
    assert requests.ask(other.thread_id, people["theo"].id, people["mara"]) == ""
    assert earlier_solutions.solve(other.thread_id, answer, people["mara"])
    told = {heading: list(rows) for heading, rows in personal.sections(people["theo"])}
    assert told["was_asked"]
    assert told["reputation"]
    mara = people["mara"].id
    named = [(heading, row) for heading, rows in told.items() for row in rows if row.get("by_id") == mara]
    assert named == []


def test_the_name_goes_along_with_the_answers_to_a_question_that_was_asked_before(people: Any, asked: Any):
    from forum.services import duplicates, posts, threads

    found, answer = asked
    posts.comment(answer, people["mara"], "Which key?")
    first = threads.ask(people["nils"], "How do I change the key", "It is old.")
    assert duplicates.close(found.thread_id, first.thread_id, people["ines"], takes_answers=True)
    replied = posts.comment(answer, people["mara"], "And how?")
    assert (replied.thread_id, name_of(replied)) == (first.thread_id, "Quiet Heron")
