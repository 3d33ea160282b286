"""The CSV of the collection "Customer Support on Twitter": whole talks between customers and brands."""

import re
from typing import Any

from forum.channels.base import RefusedError

CHANNEL = "twitter"
COLUMNS = frozenset(
    {"tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id", "in_response_to_tweet_id"}
)
NEEDED = COLUMNS - {"response_tweet_id"}  # which only repeats what the replies say

_ESCAPED = re.compile("&(amp|lt|gt);")  # Twitter's interface escapes these three and no others
_PLAIN = {"amp": "&", "lt": "<", "gt": ">"}


def fields(row: dict[str, Any]) -> dict[str, Any]:
    """A row under our names. Brands are the authors of what is not inbound; customers have numbers for names."""
    rest = {name: value for name, value in row.items() if name not in COLUMNS}
    return {
        **rest,
        "source": CHANNEL,
        "id": row["tweet_id"],
        "author": row["author_id"],
        "author_is_brand": _is_outbound(row["inbound"]),
        "created_at": row["created_at"],
        "text": _ESCAPED.sub(lambda match: _PLAIN[match[1]], row["text"]),
        "in_reply_to": row["in_response_to_tweet_id"],
    }


def _is_outbound(inbound: str) -> bool:
    word = inbound.strip().lower()
    if word not in ("true", "false", "1", "0"):
        raise RefusedError("bad_brand_mark")
    return word in ("false", "0")
