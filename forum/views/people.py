"""A person's page: who they are, what they did, and the ledger behind their reputation."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from forum import policy, settings
from forum.database import now
from forum.services import accounts, profiles, reputation
from forum.views.common import older_key

pages = Blueprint("people", __name__)


@pages.get("/people/<name>")
def show(name: str) -> Any:
    """The person with this name; `?tab=reputation` shows the ledger instead of the activity."""
    person = accounts.by_name(name)
    if person is None:
        abort(404)
    is_ledger = request.args.get("tab") == "reputation"
    listed = profiles.ledger if is_ledger else profiles.acts
    return render_template(
        "people/person.html",
        person=person,
        is_advocate=policy.is_advocate(person, settings.current().advocate_reputation),
        figures=profiles.figures(person, current_user),
        is_ledger=is_ledger,
        strengths=profiles.strengths(person, now()),
        page=listed(person, current_user, older_key()),
        points=reputation.POINTS,
    )
