"""A thread for one viewer: nobody is given words that are not for them, not even to leave them out."""

from typing import Any

from forum.services import reading


class Guest:
    """Somebody who is not signed in."""

    is_authenticated = False


def test_words_that_are_not_for_a_viewer_never_leave_the_service(people: Any):
    from forum.services import posts, threads

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    hidden, removed = (posts.answer(asked.thread_id, people["theo"], "Secret words") for _ in range(2))
    posts.hide(hidden, people["ines"], "off topic")
    posts.remove(removed, people["theo"])
    row = reading.thread(asked.thread_id)
    for viewer, reads in ((Guest(), False), (people["mara"], False), (people["theo"], True), (people["ines"], True)):
        found = {post.id: post for post in reading.read(row, viewer).posts}
        assert (found[hidden.id].html is not None) is reads
        assert found[removed.id].html is None
        assert found[hidden.id].reason == "off topic"


def test_a_vote_is_shown_to_who_cast_it_alone(people: Any):
    from forum.services import posts, threads, votes

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    answer = posts.answer(asked.thread_id, people["theo"], "Wait.")
    votes.cast(answer.id, people["mara"], -1)
    row = reading.thread(asked.thread_id)
    seen = {name: reading.read(row, people[name]).answers[0].my_vote for name in ("mara", "nils")}
    assert seen == {"mara": -1, "nils": 0}
    assert reading.read(row, Guest()).answers[0].my_vote == 0


def test_comments_whose_answer_is_unknown_stand_with_the_question(people: Any):
    from forum.database import now
    from forum.services import threads
    from forum.services.writing import Draft, insert_posts

    asked = threads.ask(people["mara"], "Orange light", "Why?")
    drafts = [
        Draft(body="Loose words", at=now(), kind="comment", thread_id=asked.thread_id, author_id=people["nils"].id)
    ]
    insert_posts(drafts)
    page = reading.read(reading.thread(asked.thread_id), Guest())
    assert [comment.author for comment in page.question.comments] == ["nils"]
    assert page.loose == [] and page.question.comment_total == 1


def test_handles_are_written_as_their_network_does():
    empty = dict.fromkeys(reading.Shown.__dataclass_fields__)
    for channel, handle, name, shown in (
        ("twitter", "junopark", "Juno P.", ("Juno P.", "@junopark")),
        ("twitter", "115712", None, ("@115712", "")),
        ("twitter", "LanternetHelp", "lanternethelp", ("@LanternetHelp", "")),
        ("mastodon", "@tobi@social.example", "Tobi", ("Tobi", "@tobi@social.example")),
        ("reddit", "u/tobi_k", "", ("u/tobi_k", "")),
        ("reddit", "u/tobi_k", "Tobi", ("Tobi", "u/tobi_k")),
        (None, None, None, ("?", "")),
    ):
        post = reading.Shown(**{**empty, "channel": channel, "handle": handle, "identity_name": name})
        assert (post.author, post.at_handle) == shown
