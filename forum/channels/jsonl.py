"""One post a line as a JSON object: our uniform format."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forum.channels.base import MOST_SHOWN, UNNAMED, Message, RefusedError, Rejection
from forum.channels.fields import message
from forum.channels.lines import Line


def messages(lines: Iterable[Line], channel: str = "", names: Mapping[str, str] | None = None) -> Iterator[Message]:
    """What the lines say, without blank ones. `names`: what fields of ours are called here; `channel` overrides."""
    for line in lines:
        words = line.text.strip("\ufeff \t")
        if words:
            yield _message(line, words, channel, names or {})


def _message(line: Line, words: str, channel: str, names: Mapping[str, str]) -> Message:
    try:
        if line.is_too_long:
            raise RefusedError("line_too_long")
        fields = parsed(words)
    except RefusedError as refusal:
        return Rejection(line.number, refusal.reason, words[:MOST_SHOWN], channel or UNNAMED)
    return message(renamed(fields, names) if names else fields, line.number, words, channel)


def parsed(words: str) -> dict[str, Any]:
    """The object that a line describes. Raises RefusedError. NaN, often written though no JSON, is null."""
    try:
        found = json.loads(words, parse_constant=_nothing)
    except RecursionError:
        raise RefusedError("too_deep") from None
    except ValueError:  # also whole numbers of more than 4,300 digits
        raise RefusedError("not_json") from None
    if not isinstance(found, dict):
        raise RefusedError("not_an_object")
    return found


def _nothing(constant: str) -> None:
    """What NaN and Infinity stand for."""


def renamed(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Fields under our names, where `names` (ours: theirs) says how they are called here."""
    theirs = set(names.values())
    ours = {name: fields.get(their) for name, their in names.items()}
    return {name: value for name, value in fields.items() if name not in theirs} | ours
