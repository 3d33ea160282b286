"""What else a message said beside the fields we know: kept with the origin, in a size and depth that a row can bear."""

import json
import math
from collections.abc import Container, Mapping
from itertools import islice
from typing import Any

from forum.markup import clean

MOST = 4_000  # characters of JSON
DEEPEST = 4
_ITEMS = 100


def kept(fields: Mapping[str, Any], known: Container[str]) -> dict[str, Any] | None:
    """The fields that are not `known`, in their order, as many as there is room for; None when there are none."""
    found: dict[str, Any] = {}
    room = MOST
    for name, value in islice(fields.items(), _ITEMS):
        if name in known or value is None or value == "":
            continue
        tamed = _tamed(value, DEEPEST)
        size = len(json.dumps(tamed)) + len(name) + 6
        if size <= room:
            room -= size
            found[clean(name)] = tamed
    return found or None


def _tamed(value: Any, depth: int) -> Any:
    """A value that any database can keep: clean texts, shallow, never huge."""
    if isinstance(value, str):
        return clean(value[:MOST])
    if isinstance(value, Mapping):
        some = islice(value.items(), _ITEMS if depth else 0)
        return {clean(str(name)[:MOST]): _tamed(each, depth - 1) for name, each in some}
    if isinstance(value, list):
        return [_tamed(each, depth - 1) for each in value[:_ITEMS] if depth]
    if isinstance(value, int) and abs(value) >= 2**63:
        return str(value)[:MOST]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
