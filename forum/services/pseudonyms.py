"""Pseudonyms: names made up for anonymous questions, and under which name somebody writes in a thread.

An anonymous post has no author_id at all; its author is an identity without a channel. So whatever shows, counts,
finds, mails or exports authors shows the pseudonym by itself, and only what asks for `behind_id` learns the account.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError

from forum.extensions import db
from forum.models import Identity, Post, Thread, User

NOWHERE = ""  # the channel of pseudonyms: no network has it
_KINDS = (
    "Amber", "Autumn", "Brisk", "Calm", "Clever", "Copper", "Early", "Evening", "Gentle", "Golden", "Grey", "Hidden",
    "Indigo", "Kind", "Late", "Little", "Lucky", "Mellow", "Misty", "Morning", "Mossy", "Northern", "Patient",
    "Plain", "Quick", "Quiet", "Rainy", "Russet", "Scarlet", "Silver", "Sleepy", "Slow", "Snowy", "Southern",
    "Steady", "Still", "Summer", "Sunny", "Tall", "Tawny", "Violet", "Wandering", "Warm", "Western", "Wild", "Winter",
    "Wise", "Young",
)  # fmt: skip
_CREATURES = (
    "Badger", "Beaver", "Blackbird", "Bison", "Chaffinch", "Crane", "Curlew", "Dormouse", "Dove", "Dragonfly",
    "Egret", "Falcon", "Finch", "Fox", "Goldfinch", "Hare", "Hedgehog", "Heron", "Ibis", "Jackdaw", "Jay", "Kestrel",
    "Kingfisher", "Kite", "Lapwing", "Lark", "Linnet", "Lynx", "Magpie", "Marten", "Moth", "Nightjar", "Nuthatch",
    "Otter", "Owl", "Plover", "Quail", "Raven", "Redstart", "Robin", "Salmon", "Sandpiper", "Seal", "Siskin",
    "Sparrow", "Squirrel", "Starling", "Stork", "Swallow", "Swan", "Swift", "Tern", "Thrush", "Toad", "Trout",
    "Turtle", "Vole", "Wagtail", "Warbler", "Weasel", "Whale", "Woodcock", "Wren", "Yellowhammer",
)  # fmt: skip
_TRIES = 6  # after so many names that are taken, a number is added


@dataclass(frozen=True, slots=True)
class Voice:
    """Under which name somebody writes: `author_id` is their account, or None and `identity_id` the pseudonym.

    `author_id` is also what events, revisions and notices may say about who acted.
    """

    author_id: int | None
    identity_id: int | None = None
    behind_id: int | None = None
    is_brand: bool = False


def made_up() -> str:
    """A name like "Quiet Heron" that nobody has had here before; chance alone makes it, nothing of the account."""
    for attempt in range(_TRIES + 1):
        name = f"{secrets.choice(_KINDS)} {secrets.choice(_CREATURES)}"
        if attempt == _TRIES:
            name = f"{name} {secrets.randbelow(9000) + 1000}"
        if db.session.scalar(select(Identity.id).where(*_is_called(name))) is None:
            break
    return name


def _is_called(name: str) -> tuple[Any, ...]:
    return Identity.channel == NOWHERE, Identity.handle == name


def begin(name: str, by: User, at: datetime) -> Voice:
    """Take a pseudonym for a new question; when somebody took the name a moment ago, another one."""
    try:
        with db.session.begin_nested():
            identity = Identity(channel=NOWHERE, handle=name, name=name, created_at=at)
            db.session.add(identity)
    except IntegrityError:
        return begin(made_up(), by, at)
    return Voice(None, identity.id, by.id)


def own(by: User) -> Voice:
    """A person's own voice; that of staff is the brand's."""
    return Voice(by.id, is_brand=by.is_staff)


def voice(thread_id: int, by: User) -> Voice:
    """The voice of a person in a thread: an anonymous asker stays who they are there, whatever they write.

    So they do where their words went along with the answers to a question that was asked before.
    """
    asked = select(Thread.asker_identity_id).where(Thread.id == thread_id, Thread.behind_id == by.id)
    identity_id = db.session.scalar(asked)
    if identity_id is None and not by.is_staff:
        spoken = select(Post.identity_id).where(Post.thread_id == thread_id, Post.behind_id == by.id)
        identity_id = db.session.scalar(spoken.limit(1))
    return Voice(None, identity_id, by.id) if identity_id is not None else own(by)


def account(of: type[Thread] | type[Post]) -> ColumnElement[int | None]:
    """What `account_of` says, as a column of a statement. Never for showing."""
    named = of.asker_id if issubclass(of, Thread) else of.author_id
    return func.coalesce(named, of.behind_id)


def account_of(row: Any) -> int | None:
    """Who hears about a post or thread: the account of its author, also behind a pseudonym. Never for showing."""
    named: int | None = row.asker_id if isinstance(row, Thread) else row.author_id
    return named if named is not None else row.behind_id
