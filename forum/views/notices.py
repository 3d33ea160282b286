"""Notices: what happened to one's own questions and answers."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.services import notifications, reputation, saved_hits
from forum.views.common import allow, asked_instant, key, older_key, see_other

pages = Blueprint("notices", __name__)


@pages.get("/notices")
def index() -> Any:
    """The notices, newest first; looking at them changes nothing."""
    allow(current_user.is_authenticated)
    page = notifications.of_reader(current_user, older_key())
    limits = {"points": reputation.POINTS["answer.accepted"], "most_counted": saved_hits.MOST}
    known = notifications.newest(current_user.id)
    return render_template("notices/index.html", page=page, known=known, **limits)


@pages.post("/notices/reading")
def read() -> Response:
    """Note that all were seen."""
    allow(current_user.is_authenticated)
    last = request.form.get("last", type=key)
    notifications.mark_read(current_user.id, last_id=last, until=asked_instant("until"))
    return see_other("/notices")
