"""How it looks: pages and fragments, one blueprint a noun."""

from importlib import import_module
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from forum.services import listing

PAGES = (
    "acceptances",
    "bookmarks",
    "accounts",
    "admin",
    "answering",
    "completion",
    "demo_door",
    "drafts",
    "duplicate_proposals",
    "duplicates",
    "earlier_solutions",
    "echoes",
    "flags",
    "following",
    "health",
    "hearing",
    "issues",
    "leaving",
    "live",
    "notices",
    "people",
    "posts",
    "preferences",
    "previews",
    "publiclog",
    "requests",
    "reasons",
    "resets",
    "revisions",
    "saved_searches",
    "search",
    "shortcuts",
    "suggestions",
    "tags",
    "tellings",
    "themes",
    "threads",
    "votes",
    "words",
)


class IdConverter(IntegerConverter):
    """`<id:…>` in an address: a key that every database can take; greater numbers are nobody's address."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, max=2**31 - 1)


def register(app: Flask) -> None:
    """Bind every blueprint of the forum, and the filter that shows the first words of a post."""
    app.jinja_env.filters["gist"] = listing.gist
    app.url_map.converters["id"] = IdConverter
    for name in PAGES:
        app.register_blueprint(import_module(f"forum.views.{name}").pages)
