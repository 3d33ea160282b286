"""The hub tells each stream what its reader may know, and lets go of those whose session ended."""

import json
import re
import socket
from typing import Any

import pytest

from tests.stage import Stage, build


class Ear:
    """Somebody who listens: `heard()` is what came since the last time, as (event, what it says)."""

    def __init__(self, house: "House", name: str, topics: tuple[str, ...]) -> None:
        from forum.services.news import Reader
        from forum.streams.stream import Stream

        cast = house.stage.cast
        role = {"mara": "customer", "nils": "customer", "theo": "customer", "ines": "moderator", "sol": "admin"}[name]
        self.sock, theirs = socket.socketpair()
        self.sock.setblocking(False)
        self.stream = Stream(Reader(cast.ids[name], role, 0), topics, house.hub.watch.place, is_chunked=False)
        house.hub.take(self.stream, theirs)
        house.hub._welcome()
        self._rest = ""

    @property
    def is_open(self) -> bool:
        """Whether the other side is there."""
        try:
            return self.sock.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True

    def heard(self) -> list[tuple[str, Any]]:
        """What was said since the last time."""
        try:
            text = self.sock.recv(1_000_000).decode()
        except BlockingIOError:
            return []
        return [(name, json.loads(told)) for name, told in re.findall(r"event: (\w+)\ndata: (.*)\n", text)]

    def news(self) -> list[Any]:
        """The signals among it, without their keys."""
        return [
            {key: value for key, value in told.items() if key != "id"} for name, told in self.heard() if name == "news"
        ]


class House:
    """A stage with a hub that looks when it is told to."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.hub, self.instant = stage, stage.cast.app.extensions["hub"], 1000.0
        self.look()

    def look(self, seconds: float = 1.0) -> None:
        """Let time pass, and the hub look."""
        self.instant += seconds
        with self.stage.cast.app.app_context():
            self.hub.look(self.instant)

    def listen(self, name: str, *topics: str) -> Ear:
        """A stream of this person; topics have ids of the stage in braces."""
        return Ear(self, name, tuple(self.stage.path(topic) for topic in topics))


@pytest.fixture
def house(cast: Any) -> House:
    return House(build(cast))


def within(house: House, act: Any) -> Any:
    """Do something in the app, as these people, and commit."""
    from forum.app import commit
    from forum.extensions import db
    from forum.models import User

    with house.stage.cast.app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in house.stage.cast.ids.items()}
        found = act(people)
        commit()
        return found


def answer(house: House, name: str, place: str = "open") -> int:
    from forum.services import posts

    thread = house.stage.places[place]
    return int(within(house, lambda people: posts.answer(thread, people[name], "Rubber feet.").id))


def test_who_follows_a_thread_hears_of_answers_comments_and_the_solution_there_and_of_no_other(house: House):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts, threads

    mara, nils = house.listen("mara", "thread:{open}"), house.listen("nils", "thread:{solved}")
    thread = house.stage.places["open"]
    post = answer(house, "theo")
    comment = within(house, lambda people: posts.comment(db.session.get_one(Post, post), people["nils"], "Did it.").id)
    within(house, lambda people: threads.accept(thread, post, people["mara"]))
    house.look()
    topic = f"thread:{thread}"
    assert mara.news() == [
        {"topic": topic, "what": "answer", "post": post, "above": None},
        {"topic": topic, "what": "comment", "post": comment, "above": post},
        {"topic": topic, "what": "accepted", "post": post, "above": None},
    ]
    assert nils.news() == []
    house.look()
    assert mara.news() == []


def test_words_never_travel_in_a_signal(house: House):
    mara = house.listen("mara", "thread:{open}")
    answer(house, "theo")
    house.look()
    assert b"Rubber" not in mara.sock.recv(100_000)


def test_what_is_hidden_is_told_to_its_author_and_staff_only(house: House):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts

    people = ("mara", "nils", "theo", "ines", "sol")
    ears = {name: house.listen(name, "thread:{open}", "thread:{hidden}") for name in people}
    post = answer(house, "nils")
    within(house, lambda people: posts.hide(db.session.get_one(Post, post), people["ines"], "off topic"))
    answer(house, "ines", "hidden")
    house.look()
    heard = {name: len(ear.news()) for name, ear in ears.items()}
    assert heard == {"mara": 0, "nils": 2, "theo": 0, "ines": 2, "sol": 2}


def test_what_was_taken_back_is_told_to_nobody(house: House):
    from forum.extensions import db
    from forum.models import Post
    from forum.services import posts

    ears = [house.listen(name, "thread:{open}") for name in ("mara", "nils", "ines")]
    post = answer(house, "nils")
    within(house, lambda people: posts.remove(db.session.get_one(Post, post), people["nils"]))
    house.look()
    assert [ear.news() for ear in ears] == [[], [], []]


def test_the_queue_is_told_to_staff_without_their_own_acts_and_without_notes(house: House):
    from forum.database import now
    from forum.extensions import db
    from moderation.models import Case
    from moderation.services import casework, claims

    taken, case = house.stage.places["case_taken"], house.stage.places["case_danger"]
    ines, sol, mara = house.listen("ines", "queue"), house.listen("sol", "queue"), house.listen("mara", "queue")
    at = now()
    within(house, lambda people: casework.note(db.session.get_one(Case, taken), people["ines"], "qxcasenoteqx", at))
    house.look()
    assert (ines.news(), sol.news(), mara.news()) == ([], [], [])
    within(house, lambda people: claims.claim(db.session.get_one(Case, case), people["ines"], at))
    house.look()
    assert (ines.news(), sol.news(), mara.news()) == ([], [{"topic": "queue"}], [])


def test_the_badge_counts_ones_own_notices_and_for_staff_what_needs_them(house: House):
    mara, ines = house.listen("mara"), house.listen("ines")
    house.look(20)
    before, desk = dict(mara.heard())["badge"], dict(ines.heard())["badge"]
    assert desk["needing"] > 0
    assert "needing" not in before
    answer(house, "theo")
    house.look()
    assert mara.heard() == [("badge", {"unread": before["unread"] + 1})]
    house.stage.cast.visit("mara").post("/notices/reading")
    house.look(20)
    assert mara.heard() == [("badge", {"unread": 0})]


@pytest.mark.parametrize("end", ["role", "suspension", "password", "log-out"])
def test_a_stream_ends_within_five_seconds_of_its_session(house: House, end: str):
    from forum.database import now
    from forum.services import accounts

    ines, omar = house.listen("ines", "queue"), house.listen("sol", "queue")
    house.look()

    def act(people: Any) -> None:
        if end == "role":
            people["ines"].role = "customer"
        elif end == "suspension":
            people["ines"].suspended_at = now()
        elif end == "password":
            accounts.change_password(people["ines"], "!")

    if end == "log-out":
        house.stage.cast.visit("ines").post("/logout")
    else:
        within(house, act)
    for _ in range(3):
        house.look()
    ines.heard()
    omar.heard()
    assert (ines.is_open, omar.is_open) == (False, True)
    assert [stream.reader.role for stream in house.hub.streams] == ["admin"]


def test_a_stream_ends_after_five_minutes_and_one_that_does_not_read_is_let_go(house: House):
    slow, mara = house.listen("theo", "thread:{open}"), house.listen("mara", "thread:{open}")
    slow.stream.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    for _ in range(60):
        slow.stream.write(": much\n" * 200)
    house.look(20)
    assert slow.stream not in house.hub.streams
    assert mara.stream in house.hub.streams
    mara.stream.opened_at = house.instant - 301
    house.look(3)
    assert mara.stream not in house.hub.streams


def test_an_event_that_was_committed_late_is_told_all_the_same_and_once(house: House):
    from sqlalchemy import func, insert, select

    from forum.database import now
    from forum.extensions import db
    from forum.models import Event

    mara = house.listen("mara", "thread:{open}")
    post = answer(house, "theo")
    house.look()
    mara.heard()

    def add(key: int) -> None:
        row = {"id": key, "name": "post.answered", "thread_id": house.stage.places["open"], "post_id": post}
        db.session.execute(insert(Event), {**row, "by_id": None, "facts": {}, "at": now()})

    newest = within(house, lambda people: db.session.scalar(select(func.max(Event.id))))
    within(house, lambda people: add(newest + 2))
    house.look()
    assert [told["id"] for name, told in mara.heard() if name == "news"] == [newest + 2]
    assert house.hub.watch.place.floor == newest
    within(house, lambda people: add(newest + 1))
    house.look()
    house.look()
    assert [told["id"] for name, told in mara.heard() if name == "news"] == [newest + 1]
    assert str(house.hub.watch.place) == str(newest + 2)


def test_a_key_that_never_comes_is_given_up(house: House):
    house.hub.watch._missing[0] = house.instant
    house.look()
    assert house.hub.watch._missing
    house.look(31)
    assert not house.hub.watch._missing
