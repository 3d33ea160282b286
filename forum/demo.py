"""The demo town: people, threads and what happened to them over ninety days that end now, told from forum/demo_town."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from forum.demo_drafts import plan_drafts
from forum.extensions import db
from forum.keys import DEMO_MARKER
from forum.models import AnswerRequest, Brand, Origin, Post, Tag, User
from forum.services import (
    brands,
    duplicates,
    imports,
    notifications,
    posts,
    pseudonyms,
    saved_searches,
    tags,
    tellings,
    threads,
    votes,
)

TOWN = Path(__file__).resolve().parent / "demo_town"
MARKER = DEMO_MARKER
LINK = re.compile(r"\]\(thread:([\w-]+)\)")
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
Act = tuple[datetime, int, Callable[[], object]]


def told(name: str) -> dict[str, Any]:
    """One file of the town."""
    return tomllib.loads((TOWN / f"{name}.toml").read_text(encoding="utf-8"))


def ago(words: str, now: datetime) -> datetime:
    """The instant that was so long before now: `37d 4h`, `20m`."""
    parts = {UNITS[word[-1]]: float(word[:-1]) for word in words.split()}
    return now - timedelta(**parts)


@dataclass(slots=True)
class Town:
    """The town while it is being built: who is who, and which key is which row."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    brand_ids: dict[str, int] = field(default_factory=dict)
    thread_ids: dict[str, int] = field(default_factory=dict)
    post_ids: dict[str, int] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    def at(self, words: str) -> datetime:
        """The instant so long ago."""
        return ago(words, self.now)

    def plan(self, instant: datetime, act: Callable[[], object]) -> None:
        """Do this in its turn: acts run in order of time, equal ones in the order they were told."""
        self.acts.append((instant, len(self.acts), act))

    def live(self) -> None:
        """Let all that was planned happen."""
        for _, _, act in sorted(self.acts, key=lambda each: each[:2]):
            act()
        self.acts.clear()

    def body(self, told_post: dict[str, Any]) -> str:
        """What a post says, with links to other threads (`thread:KEY`) made into addresses."""
        return LINK.sub(lambda found: f"](/threads/{self.thread_ids[found[1]]})", told_post["body"])

    def post(self, key: str) -> Post:
        """A post by its key; the opening post has the key of its thread."""
        return db.session.get_one(Post, self.post_ids[key])


def build(now: datetime) -> Town:
    """Fill an empty database with the town as it stands at this instant; the caller commits."""
    town = Town(now)
    _settle_brands(town)
    _settle_people(town)
    _describe_tags()
    for thread in _threads():
        _plan_thread(town, thread)
    plan_drafts(town, told("drafts"))
    town.live()
    return town


def _settle_brands(town: Town) -> None:
    for told_brand in told("brands")["brand"]:
        brand = db.session.get_one(Brand, brands.default_id()) if told_brand.get("default") else None
        if brand is None:
            brand = brands.add(told_brand["name"], told_brand["slug"])
        brand.name, brand.slug, brand.colour = told_brand["name"], told_brand["slug"], told_brand["color"]
        town.brand_ids[brand.name] = town.brand_ids[brand.slug] = brand.id
        for handle in told_brand["handles"]:
            brands.add_handle(brand.id, handle["channel"], handle["handle"])


def _settle_people(town: Town) -> None:
    """Make accounts without a usable password: in the demo one signs in with one click."""
    for person in told("people")["person"]:
        joined = town.now - timedelta(days=person["joined_days_ago"])
        user = User(name=person["name"], email=person["email"], role=person["role"], about=person["about"])
        user.password_hash, user.created_at = "!", joined
        town.people[person["name"]] = user
        db.session.add(user)
        for search in person.get("saved", []):
            _plan_search(town, user, search)
    db.session.flush()


def _plan_search(town: Town, by: User, search: dict[str, str]) -> None:
    at = town.at(search["ago"])
    town.plan(at, lambda: saved_searches.save(by, search["query"], "new", search["name"], at))


def _describe_tags() -> None:
    for tag in told("tags")["tag"]:
        tags.ids_of([tag["name"]])
        db.session.execute(update(Tag).where(Tag.name == tag["name"]).values(description=tag["description"]))


def _threads() -> Iterator[dict[str, Any]]:
    for file in sorted((TOWN / "threads").glob("*.toml")):
        yield from told(f"threads/{file.stem}")["thread"]
    yield from told("crisis").get("thread", [])


def _plan_thread(town: Town, told_thread: dict[str, Any]) -> None:
    key, asked_at = told_thread["key"], town.at(told_thread["asked"])

    def ask() -> None:
        brand_id = town.brand_ids.get(told_thread.get("brand", ""), 0)
        asker = town.people[told_thread["by"]]
        body, names = town.body(told_thread), told_thread["tags"]
        pseudonym = told_thread.get("pseudonym", "")
        asked = threads.ask(asker, told_thread["title"], body, names, brand_id, asked_at, pseudonym)
        town.thread_ids[key], town.post_ids[key] = asked.thread_id, asked.post_id

    town.plan(asked_at, ask)
    if told_closing := told_thread.get("duplicate"):
        _plan_closing(town, told_closing, key)
    _plan_life(town, told_thread, key, asked_at)
    for number, told_post in enumerate(told_thread.get("post", [])):
        _plan_post(town, told_post, key, told_post.get("key", f"{key}/{number}"))


def _plan_closing(town: Town, told_closing: dict[str, Any], key: str) -> None:
    """Somebody closes the question as one that was asked before."""
    at, by = town.at(told_closing["ago"]), town.people[told_closing["by"]]

    def close() -> None:
        of_id = town.thread_ids[told_closing["of"]]
        duplicates.close(town.thread_ids[key], of_id, by, told_closing["reason"], at=at)

    town.plan(at, close)


def _plan_post(town: Town, told_post: dict[str, Any], thread_key: str, key: str) -> None:
    at = town.at(told_post["ago"])

    def write() -> None:
        by = town.people[told_post["by"]]
        if told_post["kind"] == "answer":
            town.post_ids[key] = posts.answer(town.thread_ids[thread_key], by, town.body(told_post), at).id
        else:
            parent = town.post(told_post.get("on", thread_key))
            town.post_ids[key] = posts.comment(parent, by, town.body(told_post), at).id

    town.plan(at, write)
    if "accepted_ago" in told_post:
        accepted_at = town.at(told_post["accepted_ago"])
        town.plan(accepted_at, lambda: _accept(town, thread_key, key, accepted_at))
    _plan_life(town, told_post, key, at)


def _accept(town: Town, thread_key: str, key: str, at: datetime) -> None:
    asker_id = pseudonyms.account_of(town.post(thread_key))
    threads.accept(town.thread_ids[thread_key], town.post_ids[key], db.session.get_one(User, asker_id), at)


def _plan_life(town: Town, told_post: dict[str, Any], key: str, at: datetime) -> None:
    """What happens to a post after it was written: votes in the hours after, edits, hiding."""
    _plan_votes(town, told_post.get("votes", {}), key, at)
    for change in told_post.get("edit", []):
        _plan_edit(town, change, key)
    if hidden := told_post.get("hidden"):
        hidden_at = town.at(hidden["ago"])
        by = town.people[hidden["by"]]
        town.plan(hidden_at, lambda: posts.hide(town.post(key), by, hidden["reason"], hidden_at))


def _plan_votes(town: Town, told_votes: dict[str, list[str]], key: str, at: datetime) -> None:
    span = min(timedelta(hours=20), (town.now - at) * 0.9)
    voters = [(name, 1) for name in told_votes.get("up", [])] + [(name, -1) for name in told_votes.get("down", [])]
    for number, (name, value) in enumerate(voters, 1):
        _plan_vote(town, key, name, value, at + span * number / (len(voters) + 1))


def _plan_vote(town: Town, key: str, name: str, value: int, at: datetime) -> None:
    town.plan(at, lambda: votes.cast(town.post_ids[key], town.people[name], value, at))


def _plan_edit(town: Town, change: dict[str, Any], key: str) -> None:
    at, by = town.at(change["ago"]), town.people[change["by"]]

    def edit() -> None:
        post = town.post(key)
        tag_names = tuple(change["tags"]) if "tags" in change else None
        body = town.body(change) if "body" in change else post.body
        posts.edit(post, by, body, change.get("title"), tag_names, at)

    town.plan(at, edit)


def messages(town: Town) -> list[dict[str, Any]]:
    """What people said on other networks, as lines for the import: oldest first, with instants for `ago`."""
    told_posts = told("imported")["post"] + told("crisis").get("post", []) + told("storm")["post"]
    found = [{**post, "created_at": town.at(post["ago"]).isoformat()} for post in told_posts]
    return sorted(found, key=lambda post: post["created_at"])


def hear_networks(town: Town, folder: Path) -> None:
    """Bring in what people said on other networks, by the same import that an operator uses."""
    from forum.app import commit
    from forum.channels.files import open_posts

    path = folder / "networks.jsonl"
    path.write_text("".join(json.dumps(message) + "\n" for message in messages(town)), encoding="utf-8")
    with open_posts(path) as file:
        imports.read_in(file, commit)
    path.unlink()
    for scene in told("told")["answer"]:
        _answer_here(town, scene)
    for request in told("told")["request"]:
        _ask_for_help(town, request)
    commit()


def _answer_here(town: Town, scene: dict[str, Any]) -> None:
    """Somebody answers here what was asked elsewhere; an advocate proposes words for there, or staff told it."""
    named = (Origin.channel == scene["source"], Origin.external_id == scene["id"])
    thread_id = db.session.scalars(select(Origin.thread_id).where(*named)).one()
    answer = posts.answer(thread_id, town.people[scene["by"]], scene["body"], town.at(scene["ago"]))
    tellings.settle([thread_id])
    row = next(each for each in tellings.own_answers([thread_id]) if each.id == answer.id)
    if proposed := scene.get("proposal"):
        tellings.propose(row, proposed["words"], town.people[proposed["by"]], town.at(proposed["ago"]))
    if done := scene.get("told"):
        tellings.tell(row, tellings.words_for(row), town.people[done["by"]], at=town.at(done["ago"]))


def _ask_for_help(town: Town, told_request: dict[str, Any]) -> None:
    """Somebody asked one of those who may know; who that is was clear to them before the index was made."""
    thread_id, at = town.thread_ids[told_request["thread"]], town.at(told_request["ago"])
    asker, person = town.people[told_request["by"]], town.people[told_request["person"]]
    db.session.add(AnswerRequest(thread_id=thread_id, user_id=person.id, by_id=asker.id, at=at))
    notifications.tell(person.id, "answer.requested", town.post(told_request["thread"]), asker.id, at)
