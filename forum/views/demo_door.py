"""The demo's own door: who comes in at one click, and when that door exists at all."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from forum import settings
from forum.services import accounts
from forum.views.common import is_from_this_machine, own_page, see_other
from forum.views.sessions import begin_session

pages = Blueprint("demo_door", __name__)

PEOPLE = Path(__file__).resolve().parent.parent / "demo_town" / "people.toml"


def is_open() -> bool:
    """Whether the demo's door exists for this request: a demo's folder, no proxy, and a browser on this machine."""
    own = settings.current()
    return own.is_demo and own.proxies == 0 and is_from_this_machine()


@cache
def people() -> tuple[dict[str, Any], ...]:
    """The cast, in order: name, full_name and caption of each who comes in at one click."""
    everyone = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["person"]
    return tuple(person for person in everyone if person.get("one_click"))


@pages.post("/demo/login")
def enter() -> Response:
    """Come in as one of the demo's people, at one click; in the demo on this machine, and nowhere else."""
    name = request.form.get("name", "")
    if not is_open() or name not in {person["name"] for person in people()}:
        abort(404)
    user = accounts.by_name(name)
    if user is None or not user.is_active:
        abort(404)
    begin_session(user)
    return see_other(own_page(request.args.get("next")))
