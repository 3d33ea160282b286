"""Keyboard shortcuts: the sheet of them, and a switch in a cookie of this browser, with or without an account."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from forum.views.common import see_other, wants_fragment
from forum.views.themes import keep_choice

pages = Blueprint("shortcuts", __name__)
SWITCH = ("on", "off")


@pages.get("/shortcuts")
def index() -> str:
    """The sheet; the fragment is what `?` shows."""
    template = "shortcuts/_sheet.html" if wants_fragment() else "shortcuts/index.html"
    return render_template(template, is_fragment=wants_fragment())


@pages.post("/shortcuts")
def choose() -> Response:
    """Switch the keys on or off."""
    keys = request.form.get("keys", "")
    if keys not in SWITCH:
        abort(400)
    return keep_choice(see_other("/shortcuts"), "keys", keys)
