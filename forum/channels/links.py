"""Where a post can be read on its own network; http(s) addresses only."""

import re
from urllib.parse import urlsplit

LONGEST_ADDRESS = 2_000
_BARE = re.compile(r"https?://[^\s<>\"'\x00-\x20\x7f]+", re.I)
_REDDIT = re.compile(r"t([13])_([0-9a-z]{1,13})")


def web_address(value: object) -> str | None:
    """The address, when it is one of the web that a link may lead to."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS or not _BARE.fullmatch(value.strip()):
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    return value.strip() if parts.hostname else None


def original(channel: str, external_id: str, root: object = None) -> str | None:
    """The address of a post where its network and id tell it; None where they do not."""
    if channel == "twitter" and external_id.isascii() and external_id.isdigit():
        return f"https://twitter.com/i/web/status/{external_id}"
    if channel == "reddit":
        return _on_reddit(external_id, root)
    return web_address(external_id)


def _on_reddit(external_id: str, root: object) -> str | None:
    post, above = _REDDIT.fullmatch(external_id), _REDDIT.fullmatch(root) if isinstance(root, str) else None
    if post and post[1] == "3":
        return f"https://www.reddit.com/comments/{post[2]}"
    if post and above and above[1] == "3":
        return f"https://www.reddit.com/comments/{above[2]}/_/{post[2]}"
    return None
