"""Reads the named fields of a message, in whatever format, into an incoming post; strict about ids and dates."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ftfy import fix_encoding
from ftfy.badness import is_bad

from forum.channels.base import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SHOWN,
    UNNAMED,
    IncomingPost,
    Person,
    RefusedError,
    Rejection,
)
from forum.channels.extras import kept
from forum.channels.links import original, web_address
from forum.markup import clean

#: The fields of a post, as JSONL names them and `--map` may call them.
NEEDED = ("id", "author", "created_at", "text")
FIELDS = (
    *NEEDED,
    "source",
    "author_is_brand",
    "in_reply_to",
    "title",
    "url",
    "permalink",
    "author_name",
    "author_url",
    "followers",
)
OPEN = (None, "", "public", "unlisted")  # what `visibility` may say of a post that goes on a public page

_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
_DAMAGED_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+(?:[eE][+-]?\d+)?|E[+-]?\d+|e[+-]\d+)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ])|\d{8}T", re.I)
_TWITTER = "%a %b %d %H:%M:%S %z %Y"
_YEARS = range(1970, 2200)  # what lies outside is a broken clock, and no key of a list can hold it
_MARKS = {
    None: False,
    "": False,
    "false": False,
    "0": False,
    "no": False,
    "true": True,
    "1": True,
    "yes": True,
}


def incoming(fields: Mapping[str, Any], line: int, channel: str = "") -> IncomingPost:
    """The post that these fields describe; `channel` goes before the one they name. Raises RefusedError."""
    author = person(fields, channel or channel_of(fields))
    external_id = identifier(fields.get("id"), "no_id", "bad_id")
    if fields.get("visibility") not in OPEN:
        raise RefusedError("not_public")
    return IncomingPost(
        line=line,
        author=author,
        external_id=external_id,
        created_at=instant(fields.get("created_at")),
        text=text(fields.get("text")),
        parent_id=_parent(fields.get("in_reply_to"), external_id),
        is_brand=_mark(fields.get("author_is_brand")),
        title=_line(fields.get("title"))[:LONGEST_TITLE],
        url=web_address(fields.get("url") or fields.get("permalink"))
        or original(author.channel, external_id, fields.get("root")),
        extra=kept(fields, FIELDS),
    )


def message(fields: Mapping[str, Any], line: int, raw: str, channel: str = "") -> IncomingPost | Rejection:
    """The post that these fields describe, or why they describe none; `raw` is what stood there, to be shown then."""
    try:
        return incoming(fields, line, channel)
    except RefusedError as refusal:
        shown = "" if refusal.reason == "not_public" else raw[:MOST_SHOWN]
        return Rejection(line, refusal.reason, shown, channel or _or_else(channel_of, fields, UNNAMED), _id_of(fields))


def _id_of(fields: Mapping[str, Any]) -> str:
    return _or_else(lambda known: identifier(known.get("id"), "no_id", "bad_id"), fields, "")


def _or_else(read: Callable[[Mapping[str, Any]], str], fields: Mapping[str, Any], otherwise: str) -> str:
    try:
        return read(fields)
    except RefusedError:
        return otherwise


def channel_of(fields: Mapping[str, Any]) -> str:
    """The channel that a message names as its source."""
    source = fields.get("source")
    return channel_named(source) if source not in (None, "") else UNNAMED


def channel_named(name: object) -> str:
    """A channel's name as we keep it: small letters. Raises RefusedError for others, and for `site`: this forum."""
    small = name.strip().lower() if isinstance(name, str) else ""
    if not _CHANNEL.fullmatch(small) or small == "site":
        raise RefusedError("bad_channel")
    return small


def identifier(value: object, if_missing: str, if_bad: str) -> str:
    """An id as text; whole numbers become texts, numbers that a spreadsheet has damaged are refused."""
    if value is None or value == "":
        raise RefusedError(if_missing)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RefusedError(if_bad)
    found = clean(str(value)).strip()
    if not found:
        raise RefusedError(if_missing)
    if len(found) > LONGEST_NAME or "\n" in found or _DAMAGED_NUMBER.fullmatch(found):
        raise RefusedError(if_bad)
    return found


def _parent(value: object, own_id: str) -> str | None:
    if value is None or value == "":
        return None
    parent_id = identifier(value, "bad_parent", "bad_parent")
    if parent_id == own_id:
        raise RefusedError("own_parent")
    return parent_id


def person(fields: Mapping[str, Any], channel: str) -> Person:
    """The author that these fields describe."""
    handle = " ".join(identifier(fields.get("author"), "no_author", "bad_author").split()).removeprefix("@")
    if not handle:
        raise RefusedError("no_author")
    followers = fields.get("followers")
    has_followers = type(followers) is int and 0 <= followers < 2**31
    return Person(
        channel=channel,
        handle=handle,
        name=_line(fields.get("author_name"))[:LONGEST_NAME],
        url=web_address(fields.get("author_url")),
        followers=followers if has_followers else None,
    )


def instant(value: object) -> datetime:
    """An instant in UTC out of ISO 8601 (without a zone it is UTC) or Twitter's own form."""
    if value is None or value == "":
        raise RefusedError("no_date")
    try:
        at = _read_date(value.strip()) if isinstance(value, str) else None
        at = at and (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year not in _YEARS:
        raise RefusedError("bad_date")
    return at


def _read_date(words: str) -> datetime:
    if _ISO.match(words):
        return datetime.fromisoformat(words.upper())
    return datetime.strptime(words, _TWITTER)


def text(value: object) -> str:
    """The words of a post, clean and with its mojibake repaired. "null" and "NA" are words like others."""
    if value is None:
        raise RefusedError("no_text")
    if not isinstance(value, str):
        raise RefusedError("bad_text")
    found = mended(clean(value)).strip()
    if not found:
        raise RefusedError("no_text")
    if len(found) > LONGEST_TEXT:
        raise RefusedError("text_too_long")
    return found


def mended(words: str) -> str:
    """Words in which an encoding was mistaken for another, as they were meant; all others as they are."""
    return clean(fix_encoding(words)) if not words.isascii() and is_bad(words) else words


def _line(value: object) -> str:
    return " ".join(mended(clean(value)).split()) if isinstance(value, str) else ""


def _mark(value: object) -> bool:
    words = str(value).strip().lower() if isinstance(value, bool | int | str) else value
    if isinstance(words, str | None) and words in _MARKS:
        return _MARKS[words]
    raise RefusedError("bad_brand_mark")
