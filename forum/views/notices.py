"""Notices: what happened to one's own questions and answers."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.services import notifications, reputation, saved_hits
from forum.views.common import allow, older_key, see_other

pages = Blueprint("notices", __name__)


@pages.get("/notices")
def index() -> Any:
    """The notices, newest first; looking at them changes nothing."""
    allow(current_user.is_authenticated)
    page = notifications.of_reader(current_user, older_key())
    limits = {"points": reputation.POINTS["answer.accepted"], "most_counted": saved_hits.MOST}
    return render_template("notices/index.html", page=page, **limits)


@pages.post("/notices/reading")
def read() -> Response:
    """Note that all were seen."""
    allow(current_user.is_authenticated)
    notifications.mark_read(current_user.id)
    return see_other("/notices")
