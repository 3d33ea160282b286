"""While somebody writes a question: earlier ones with answers, a warning of personal data, and whether one helped."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy
from forum.database import reading
from forum.models import Post
from forum.services import learning, likeness
from forum.views.common import allow, load, me, see_other, wants_fragment
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
    known = likeness.near(form.title.data or "", form.body.data or "")
    shown = {**suggested(form), "known": known, "warnings": warnings(f"{form.title.data}\n{form.body.data}")}
    if wants_fragment() or not policy.may_post(current_user):
        return render_template("suggestions/_suggestions.html", **shown)
    return ask_page(form, is_asked=True, **shown)


@pages.post("/suggestions/openings")
@looking
def open_one() -> Any:
    """Somebody unfolded an earlier answer beside their draft."""
    allow(policy.may_post(current_user))
    learning.note_opened(learning.read(request.form.get("shown")), _number("thread"), me())
    return "", 204


@pages.post("/suggestions/solutions")
@looking
def solve() -> Any:
    """An earlier answer solved it: nothing is asked, and whoever wrote the answer hears of it."""
    allow(policy.may_post(current_user))
    post = load(Post, _number("post"))
    if post.kind != "answer" or not policy.may_read_post(current_user, post) or post.hidden_at is not None:
        abort(404)
    learning.solve(learning.read(request.form.get("shown")), post, me())
    flash(_("Good. Whoever wrote it is thanked, and your question need not be asked."), "success")
    return see_other(f"/posts/{post.id}")


def _number(name: str) -> int:
    number = request.form.get(name, type=int)
    if number is None or not 0 < number < 2**31:
        abort(404)
    return number
