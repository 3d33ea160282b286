"""What a page of ours may hold, and what only an attack would put there."""

import re
from html.parser import HTMLParser

NEVER = frozenset(
    {
        "style",
        "iframe",
        "object",
        "embed",
        "base",
        "frame",
        "frameset",
        "applet",
        "math",
        "audio",
        "video",
        "marquee",
        "img",
    }
)
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "hx-get", "hx-post", "hx-delete", "data", "poster", "xlink:href"}
)
GOOD_SCHEMES = frozenset({"", "http", "https", "mailto"})


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in NEVER or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.faults.append(f"<{tag} {given}>")
        for name, value in given.items():
            is_handler = name.startswith(("on", "hx-on")) or name == "style" or "js:" in value
            if is_handler or (name in ADDRESSES and scheme(value) not in GOOD_SCHEMES):
                self.faults.append(f"<{tag} {name}={value!r}>")


def scheme(address: str) -> str:
    """The scheme as a browser reads it: without blanks and controls, in lower case; empty for an address of our own."""
    match = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address).lower())
    return match[1] if match else ""


def faults(html: str) -> list[str]:
    """Tags and attributes that run code, load from elsewhere or restyle the page."""
    watch = _Watch()
    watch.feed(html)
    watch.close()
    return watch.faults
