"""The language of channels: a post as it comes in, and a message that cannot become one, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

LONGEST_LINE = 1_000_000  # bytes
LONGEST_TEXT = 40_000  # characters
LONGEST_TITLE = 180
LONGEST_NAME = 255
MOST_SHOWN = 2_000  # characters of a rejected message
UNNAMED = "file"  # the channel of posts that name none

#: Why a message cannot become a post, in words for people who look at the file.
REASONS = {
    "line_too_long": _("longer than 1 MB"),
    "not_json": _("not JSON"),
    "not_an_object": _("JSON, but not an object"),
    "too_deep": _("nested too deeply"),
    "open_quote": _("a quote is opened and never closed"),
    "too_many_cells": _("more cells than the header"),
    "no_id": _("no id"),
    "bad_id": _("the id is no text or whole number; a spreadsheet may have damaged it"),
    "no_author": _("no author"),
    "bad_author": _("the author is not a name"),
    "no_date": _("no date"),
    "bad_date": _("the date cannot be read"),
    "no_text": _("no text"),
    "bad_text": _("the text is not a text"),
    "text_too_long": _("the text has more than 40,000 characters"),
    "bad_parent": _("the id of what it replies to is no text or whole number; a spreadsheet may have damaged it"),
    "own_parent": _("it replies to itself"),
    "bad_brand_mark": _("author_is_brand is neither true nor false"),
    "bad_channel": _("the channel's name cannot be used"),
    "not_public": _("not public where it comes from"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """An author on a channel. `handle` is unique there; the rest is what the network told, if anything."""

    channel: str
    handle: str
    name: str = ""
    url: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class IncomingPost:
    """A post that came in as message number `line` of its file (from 1; the line on which it begins).

    `parent_id` is the `external_id` on the same channel of the post it replies to; `is_brand` says that the source
    marks its author as a brand; `title` is empty where it has none; `extra` holds what else the message said.
    """

    line: int
    author: Person
    external_id: str
    created_at: datetime
    text: str
    parent_id: str | None = None
    is_brand: bool = False
    title: str = ""
    url: str | None = None
    extra: Mapping[str, Any] | None = None

    @property
    def channel(self) -> str:
        """The network it was posted on."""
        return self.author.channel

    @property
    def key(self) -> tuple[str, str]:
        """(channel, id): what makes it this post and no other."""
        return self.channel, self.external_id

    @property
    def parent_key(self) -> tuple[str, str] | None:
        """(channel, id) of the post that it replies to."""
        return (self.channel, self.parent_id) if self.parent_id is not None else None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that cannot become a post: `reason` is a key of REASONS, `text` the beginning of what was there."""

    line: int
    reason: str
    text: str
    channel: str = UNNAMED
    external_id: str = ""


Message = IncomingPost | Rejection


class RefusedError(ValueError):
    """A field of a message cannot be used; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadableError(Exception):
    """Nothing of a file can be read: missing, a folder, or in no format we know; the message is one line."""


class BrokenOffError(Exception):
    """A file ended before its end (a truncated gzip); all that was read before stands. The message is one line."""
