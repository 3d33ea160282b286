"""One batch of imported posts on its way into the database: placed, stored, joined with what was there, and told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select, update

from forum.channels.base import IncomingPost
from forum.events import record, record_many
from forum.extensions import db
from forum.markup import title_of
from forum.models import Identity, Origin, Post, Thread
from forum.services import holding, origins, threads
from forum.services.import_moves import Moves
from forum.services.import_places import Key, Spot, below, opening, ordered
from forum.services.import_texts import Ready
from forum.services.origins import Places, Waiter
from forum.services.writing import Draft, insert_posts


@dataclass(slots=True, eq=False)
class Arrival:
    """A new post of a batch. `brand_id`: the brand its author speaks for, else the one it mentions, 0 for none.

    `echoes`: the question that it says again, of the same batch or a known one.
    """

    post: IncomingPost
    ready: Ready
    identity_id: int
    is_brand: bool
    is_live: bool
    brand_id: int
    echoes: "Arrival | Spot | None" = None
    spot: Spot = field(init=False)

    @property
    def is_opening(self) -> bool:
        """Whether it opens a thread (or a stub)."""
        return self.spot.kind == "question"

    @property
    def is_waiting(self) -> bool:
        """Whether it came before its parent."""
        return self.is_opening and self.post.parent_id is not None

    @property
    def disposition(self) -> str:
        """What the ledger says became of it."""
        if self.echoes is not None:
            return "echo"
        return "waiting" if self.is_waiting else "thread" if self.is_opening else "reply"

    def draft(self) -> Draft:
        """The post as services/writing stores it."""
        home, under = self.spot.home, self.spot.under
        return Draft(
            body=self.post.text,
            at=self.post.created_at,
            kind=self.spot.kind,
            title=(self.post.title or title_of(self.ready.text.body)) if self.is_opening else "",
            identity_id=self.identity_id,
            thread_id=home.id,
            parent_id=under.post_id if under else None,
            is_brand=self.is_brand,
            is_markdown=False,
            is_live=self.is_live,
            brand_id=self.brand_id,
            channel=self.post.channel,
            thread_kind=home.kind,
            ready=self.ready.text,
        )


def place(arrivals: Mapping[Key, Arrival], places: Places) -> None:
    """Find the spot of each, parents first; where nothing known is above, it opens a thread."""
    order, cuts = ordered({key: arrival.post for key, arrival in arrivals.items()})
    _place_echoes(arrivals, places)
    for key in (key for key in order if key not in places.by_key):
        arrival = arrivals[key]
        parent = places.by_key.get(arrival.post.parent_key) if arrival.post.parent_key and key not in cuts else None
        if parent:
            arrival.spot = below(parent, arrival.identity_id)
        else:
            arrival.spot = opening(arrival.post, arrival.identity_id, arrival.is_brand, arrival.is_live)
        places.by_key[key] = arrival.spot


def _place_echoes(arrivals: Mapping[Key, Arrival], places: Places) -> None:
    for arrival in arrivals.values():
        first = arrival.echoes
        if isinstance(first, Arrival) and first.post.key not in places.by_key:
            first.spot = opening(first.post, first.identity_id, first.is_brand, first.is_live)
            places.by_key[first.post.key] = first.spot
        if first is not None:
            question = first.spot if isinstance(first, Arrival) else first
            arrival.spot = places.by_key[arrival.post.key] = places.echo(question, arrival.identity_id)


def store(arrivals: Sequence[Arrival]) -> None:
    """Store threads, then posts: answers before the comments that stand under them; and where all came from."""
    _hold_homes(arrivals)
    arrivals = [arrival for arrival in arrivals if arrival.echoes is None]
    openings = [arrival for arrival in arrivals if arrival.is_opening]
    for arrival, asked in zip(openings, threads.ask_many([each.draft() for each in openings]), strict=True):
        arrival.spot.home.id, arrival.spot.post_id = asked.thread_id, asked.post_id
    replies = [arrival for arrival in arrivals if not arrival.is_opening]
    deep = {arrival for arrival in replies if arrival.spot.under and not arrival.spot.under.post_id}
    _insert([arrival for arrival in replies if arrival not in deep])
    _insert([arrival for arrival in replies if arrival in deep])
    origins.store([_origin(arrival) for arrival in arrivals])


def _hold_homes(arrivals: Iterable[Arrival]) -> None:
    """Wait for whoever moves posts between threads, hides or counts them, before more is put into one that stands."""
    thread_ids = {arrival.spot.home.id for arrival in arrivals} - {0}
    if thread_ids:
        holding.hold_all(sorted(thread_ids))


def _insert(replies: Sequence[Arrival]) -> None:
    for arrival, post_id in zip(replies, insert_posts([each.draft() for each in replies]), strict=True):
        arrival.spot.post_id = post_id


def _origin(arrival: Arrival) -> dict[str, Any]:
    return {
        "post_id": arrival.spot.post_id,
        "thread_id": arrival.spot.home.id,
        "channel": arrival.post.channel,
        "external_id": arrival.post.external_id,
        "parent_external_id": arrival.post.parent_id,
        "is_waiting": arrival.is_waiting,
        "url": arrival.post.url,
        "extra": arrival.ready.extra,
    }


def recount(arrivals: Iterable[Arrival], moved: Sequence[Waiter]) -> None:
    """Let the threads' counters and times agree with what was added below them."""
    told: dict[int, dict[str, Any]] = {}
    for arrival in arrivals:
        if not arrival.is_opening and arrival.echoes is None:
            _count(told, arrival.spot, arrival.post.created_at, True)
    for waiter in moved:
        _count(told, waiter.spot, waiter.active_at, waiter.is_countable)
    if told:
        later = case((Thread.active_at < bindparam("at"), bindparam("at")), else_=Thread.active_at)
        counted = Thread.answer_count + bindparam("answers")
        changed = update(Thread).where(Thread.id == bindparam("key")).values(answer_count=counted, active_at=later)
        db.session.connection().execute(changed, list(told.values()))


def _count(told: dict[int, dict[str, Any]], spot: Spot, at: datetime, is_countable: bool) -> None:
    key = spot.home.final.id
    sums = told.setdefault(key, {"key": key, "answers": 0, "at": at})
    sums["answers"] += spot.kind == "answer" and is_countable
    sums["at"] = max(sums["at"], at)


def choose_brands(thread_ids: Sequence[int]) -> None:
    """Give threads to the brand that spoke in them first (by the posts' own times), where one did."""
    rows = select(Post.thread_id, Identity.brand_id).join(Identity, Identity.id == Post.identity_id)
    rows = rows.join(Origin, Origin.post_id == Post.id).where(Post.thread_id.in_(thread_ids), Post.is_brand)
    rows = rows.where(Identity.brand_id.is_not(None)).order_by(Post.created_at.desc(), Origin.external_id.desc())
    first = {row.thread_id: row.brand_id for row in db.session.execute(rows)}
    if first:
        changed = update(Thread).where(Thread.id == bindparam("key")).values(brand_id=bindparam("brand"))
        given = [{"key": thread_id, "brand": brand_id} for thread_id, brand_id in first.items()]
        db.session.connection().execute(changed, given)


def announce(arrivals: Iterable[Arrival], moves: Moves, at: datetime) -> None:
    """One event for each live reply (`ask_many` told of live questions), and one for all that is history."""
    arrivals = [arrival for arrival in arrivals if arrival.echoes is None]
    living = [arrival for arrival in arrivals if arrival.is_live and not arrival.is_waiting]
    told = [_event(each.spot, each.post.created_at) for each in living if not each.is_opening]
    told += [_event(waiter.spot, at) for waiter in moves.done if waiter.home.is_live]
    record_many(told)
    quiet = {arrival.spot.home.final.id for arrival in arrivals if not arrival.is_live or arrival.is_waiting}
    quiet |= {waiter.spot.home.final.id for waiter in moves.all_moved if not waiter.home.is_live}
    if quiet:
        count = sum(not arrival.is_live for arrival in arrivals)
        keys = sorted(arrival.spot.post_id for arrival in arrivals)
        record("posts.imported", at=at, threads=sorted(quiet), count=count, posts=[*keys[:1], *keys[-1:]])


def _event(spot: Spot, at: datetime) -> dict[str, object]:
    name = "post.answered" if spot.kind == "answer" else "post.commented"
    return {"name": name, "thread_id": spot.home.final.id, "post_id": spot.post_id, "at": at}
