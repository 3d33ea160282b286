"""What is done to the words of a batch before its transaction begins, so that others wait for nothing but rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forum import redaction, settings, wording
from forum.channels.base import IncomingPost, Message, Rejection
from forum.extensions import db
from forum.markup import clean
from forum.services import identities, origins
from forum.services.identities import Voices
from forum.services.writing import Written, written
from forum.wording import Wording

_MOST_REJECTED = 1_000  # characters of a rejected message that the ledger keeps
_IDS = ("id", "ids", "root", "uri")
_WORTH_A_LOOK = re.compile(r"[0-9@]|.{20}")  # a code of a language or the name of a brand is not


@dataclass(frozen=True, slots=True)
class Ready:
    """The words of one post, masked and rendered, what else its message said, masked, and how copies are known.

    `wording` is None where no other post can say the same: in replies, a brand's words, history, and short ones.
    """

    text: Written
    extra: dict[str, Any] | None
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch whose words are ready: rejections are masked, `by_line` has the posts that are not known yet."""

    messages: Sequence[Message]
    by_line: Mapping[int, Ready]


def prepare(messages: Sequence[Message], own_handles: frozenset[str], live_from: datetime | None = None) -> Prepared:
    """Mask and render what is new in a batch. Reads the database in a transaction of its own, which is over then."""
    posts = [message for message in messages if isinstance(message, IncomingPost)]
    known = origins.known({post.key for post in posts})
    voices = identities.voices()
    db.session.rollback()
    fresh = (post for post in posts if post.key not in known)
    by_line = {post.line: ready(post, is_brand(post, voices, own_handles), live_from) for post in fresh}
    return Prepared([_masked(message) for message in messages], by_line)


def is_brand(post: IncomingPost, voices: Voices, own_handles: frozenset[str]) -> bool:
    """Whether a post is a staff voice: its source says so, or its author was named by who imports, or is a brand's."""
    handle = post.author.handle
    return post.is_brand or handle.lower() in own_handles or voices.brand_of(post.channel, handle) is not None


def ready(post: IncomingPost, is_brand: bool, live_from: datetime | None = None) -> Ready:
    """The words of a post as they are stored."""
    text = written(post.text, is_markdown=False, is_brand=is_brand)
    extra = _shy(dict(post.extra)) if post.extra else None
    is_live = live_from is not None and post.created_at >= live_from
    may_echo = is_live and post.parent_id is None and not is_brand
    return Ready(text, extra, _wording(post, text) if may_echo else None)


def _wording(post: IncomingPost, text: Written) -> Wording | None:
    said = text.body if text.original is None else text.original
    title = "" if said.startswith(post.title) else masked(post.title)
    is_masked = text.original is not None or bool(title and title != post.title)
    return wording.of(f"{title} {said}", settings.current().secret_key, is_masked)


def _masked(message: Message) -> Message:
    if isinstance(message, Rejection):
        return replace(message, text=masked(message.text)[:_MOST_REJECTED])
    return message


def masked(text: str) -> str:
    """A text without personal data."""
    return redaction.mask(clean(text), regions=settings.current().phone_regions).text


def _shy(value: Any, name: str = "") -> Any:
    """What else a message said, without personal data; ids are left alone, which may look like numbers of cards."""
    if isinstance(value, dict):
        return {each: _shy(inner, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_shy(inner, name) for inner in value]
    if isinstance(value, str) and _WORTH_A_LOOK.search(value) and not (name.endswith(_IDS) and " " not in value):
        return masked(value)
    return value
