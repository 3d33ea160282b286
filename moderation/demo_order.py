"""How order was kept in the demo town so far, told from forum/demo_town/order.toml."""

from typing import Any

from sqlalchemy import select

from forum.demo import Town, told
from forum.extensions import db
from forum.models import Reason, Thread
from forum.services import flags
from moderation.services import appeals, hiding, order, warnings

Told = dict[str, Any]


def build(town: Town) -> None:
    """Report, warn, ask for another look and decide about it, and lock, each at its time."""
    scenes = told("order")
    for name, live in (("report", _report), ("warning", _warn), ("appeal", _look_again), ("lock", _lock)):
        for scene in scenes[name]:
            live(town, scene)
    db.session.flush()


def _report(town: Town, scene: Told) -> None:
    named = (Reason.purpose == "flag", Reason.wording == scene["reason"])
    reason = db.session.scalars(select(Reason).where(*named)).one()
    flags.raise_flag(town.post(scene["post"]), town.people[scene["by"]], reason, scene["words"], town.at(scene["ago"]))


def _warn(town: Town, scene: Told) -> None:
    warnings.warn(town.post(scene["post"]), town.people[scene["by"]], scene["reason"], town.at(scene["ago"]))


def _look_again(town: Town, scene: Told) -> None:
    """The author asks, and another moderator leaves it hidden."""
    post = town.post(scene["post"])
    author = next(person for person in town.people.values() if person.id == post.author_id)
    appeals.ask(post, author, scene["words"], town.at(scene["ago"]))
    db.session.flush()
    asked = appeals.waiting_for(post.id)
    if asked is not None:
        hiding.leave_hidden(asked, town.people[scene["by"]], scene["decision"], town.at(scene["decided_ago"]))


def _lock(town: Town, scene: Told) -> None:
    thread = db.session.get_one(Thread, town.thread_ids[scene["thread"]])
    order.lock(thread, town.people[scene["by"]], scene["reason"], town.at(scene["ago"]))
