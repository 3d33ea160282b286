"""Search as commands use it: rows of what may be read, whatever the index holds."""

from typing import Any


def test_a_hit_says_where_it_is_and_why(app: Any, people: Any):
    from forum.extensions import db
    from forum.services import deliveries, posts, searching, threads

    asked = threads.ask(people["mara"], "Walrus modem hums", "It hums like a walrus.", ("noise",))
    answer = posts.answer(asked.thread_id, people["theo"], "Feed it <b>fish</b> & chips.")
    db.session.commit()
    deliveries.deliver_due()
    found = searching.search("fish")
    assert (found.total, [(hit.thread_id, hit.post_id, hit.title, hit.author) for hit in found.hits]) == (
        1,
        [(asked.thread_id, answer.id, "Walrus modem hums", "theo")],
    )
    hit = found.hits[0]
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["fish"]
    assert searching.search("tag:noise").total >= 1
    assert searching.search("is:unanswered").total == 0


def test_before_anything_was_indexed_nothing_is_found(people: Any):
    from forum.services import searching

    assert searching.search("walrus").hits == []


def test_what_was_hidden_a_moment_ago_is_not_even_counted(people: Any):
    from forum.extensions import db
    from forum.services import deliveries, posts, searching, threads

    asked = threads.ask(people["mara"], "Walrus modem hums", "It hums like a walrus.")
    answer = posts.answer(asked.thread_id, people["theo"], "Feed it fish.")
    db.session.commit()
    deliveries.deliver_due()
    posts.hide(answer, people["ines"], "Private.")
    assert searching.search("fish").total == 0
