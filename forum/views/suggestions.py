"""While somebody writes a question: earlier ones with answers, and a warning of personal data."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from forum import policy
from forum.database import reading
from forum.views.common import wants_fragment
from forum.views.forms import AskForm
from forum.views.limits import looking
from forum.views.threads import ask_page, suggested
from forum.views.warnings import warnings

pages = Blueprint("suggestions", __name__)


@pages.post("/suggestions")
@looking
@reading
def suggest() -> Any:
    """Earlier questions like `title` and `body`: the fragment for htmx, else the form again with them beside it."""
    form = AskForm()
    shown = {"earlier": suggested(form), "warnings": warnings(f"{form.title.data}\n{form.body.data}")}
    if wants_fragment() or not policy.may_post(current_user):
        return render_template("suggestions/_suggestions.html", **shown)
    return ask_page(form, is_asked=True, **shown)
