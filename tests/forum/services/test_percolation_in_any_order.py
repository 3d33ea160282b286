"""Whatever is written, hidden, shown, taken back and read, and whenever the worker dies: each readable match counts once."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum import chores
from forum.database import now
from forum.extensions import db
from forum.models import Event, Notification, Post, Thread
from forum.services import deliveries, notifications, percolation, posts, saved_searches, threads
from forum.services.indexing import is_readable

WORDS = ("A walrus hums.", "Two walruses and a heron.", "Nothing at all.", "A heron sings.")
HIS = {"walrus": "walrus", "heron": "heron -walrus"}


class Story:
    """One run: what people and the worker do by chance, and what Theo should have heard by then."""

    def __init__(self, people: Any, dice: random.Random) -> None:
        self.people, self.dice = people, dice
        self.told: dict[str, set[int]] = {name: set() for name in HIS}
        self.asked = threads.ask(people["mara"], "Animals", "Which ones?")
        for name, query in HIS.items():
            saved_searches.save(people["theo"], query, "new", name)
        db.session.commit()

    def step(self) -> None:
        """Something happens."""
        acts = (self.write, self.write, self.write, self.ask, self.hide, self.show, self.take_back)
        rest = (self.work, self.hear_out_of_order, self.die_after_a_round, self.round, self.read)
        self.dice.choice((*acts, *rest))()
        db.session.commit()

    def write(self) -> None:
        by = self.people[self.dice.choice(("nils", "mara", "theo"))]
        posts.answer(self.asked.thread_id, by, self.dice.choice(WORDS))

    def ask(self) -> None:
        threads.ask(self.people["nils"], self.dice.choice(WORDS), "Look at its title.")

    def some_post(self) -> Post:
        return self.dice.choice(list(db.session.scalars(select(Post).where(Post.deleted_at.is_(None)))))

    def hide(self) -> None:
        posts.hide(self.some_post(), self.people["ines"], "Rude.")

    def show(self) -> None:
        posts.show(self.some_post(), self.people["ines"], "Not rude.")

    def take_back(self) -> None:
        post = self.some_post()
        if post.kind != "question" and post.hidden_at is None:
            posts.remove(post, next(each for each in self.people.values() if each.id == post.author_id))

    def work(self) -> None:
        """The worker, some time later: failed deliveries are due again, too."""
        db.session.commit()
        deliveries.deliver_due(lambda: now() + timedelta(hours=3))

    def hear_out_of_order(self) -> None:
        """Some new posts are numbered twice, and in another order."""
        told = ("thread.asked", "post.answered")
        events = list(db.session.scalars(select(Event).where(Event.name.in_(told))))
        percolation.note_arrivals(self.dice.sample(events, min(len(events), 3)))

    def round(self) -> None:
        db.session.commit()
        percolation.compare()

    def die_after_a_round(self) -> None:
        """What it did is not committed."""
        self.round()
        db.session.rollback()

    def read(self) -> None:
        """Theo reads his notices, when the worker is through: what is readable, and not told yet, is in them."""
        self.work()
        while percolation.compare():  # the minute's chore has its share of rounds, and these may be tiny
            db.session.commit()
        chores.compare_searches()
        db.session.commit()
        new = {name: self.matching(name) - self.told[name] for name in HIS}
        page = notifications.of_reader(self.people["theo"])
        said = {
            row.search_name: row.match_count for row in page.rows if row.kind == "search.matched" and not row.read_at
        }
        assert said == {name: len(found) for name, found in new.items() if found}
        notifications.mark_read(self.people["theo"].id)
        for name, found in new.items():
            self.told[name] |= found

    def matching(self, name: str) -> set[int]:
        """Ids of the readable posts of others that have the words, found without any index."""
        rows = select(Post.id, Post.kind, Post.body, Thread.title).join(Thread, Thread.id == Post.thread_id)
        rows = rows.where(*is_readable(), Post.author_id != self.people["theo"].id)
        texts = {row.id: (row.body + (row.title if row.kind == "question" else "")) for row in db.session.execute(rows)}
        has = {word: {key for key, text in texts.items() if word in text.lower()} for word in ("walrus", "heron")}
        return has["walrus"] if name == "walrus" else has["heron"] - has["walrus"]


@pytest.mark.parametrize("seed", range(5))
def test_each_readable_match_is_counted_exactly_once(people: Any, seed: int, monkeypatch: Any):
    dice = random.Random(seed)
    monkeypatch.setattr(percolation, "POSTS", dice.choice((1, 2, 5, 250)))
    monkeypatch.setattr(percolation, "SEARCHES", dice.choice((1, 1_000)))
    story = Story(people, dice)
    for _ in range(40):
        story.step()
    story.read()
    read = select(Notification.match_count).where(Notification.kind == "search.matched")
    assert sum(db.session.scalars(read.where(Notification.read_at.is_not(None)))) == sum(map(len, story.told.values()))
