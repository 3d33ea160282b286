"""Tags: all of them, the threads of one, and what each is about."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from forum import markup, policy
from forum.services import listing, tags
from forum.views.common import allow, see_other
from forum.views.forms import TagForm

pages = Blueprint("tags", __name__)


@pages.get("/tags")
def index() -> str:
    """The tags in use, and what they are about."""
    return render_template("tags/index.html", all_tags=listing.all_tags())


@pages.get("/tags/<name>")
def tag(name: str) -> Any:
    """The threads of one tag: the list, filtered."""
    return redirect(url_for("threads.index", tag=_known(name).name))


def _known(name: str) -> Any:
    found = listing.tag(markup.clean(name).lower())
    if found is None:
        abort(404)
    return found


@pages.get("/tags/<name>/edit")
def describing(name: str) -> str:
    """The form to say what a tag is about; staff only."""
    allow(policy.may_edit_tags(current_user))
    known = _known(name)
    return render_template(
        "tags/edit.html", tag=known, form=TagForm(formdata=None, data={"description": known.description})
    )


@pages.post("/tags/<name>/edit")
def describe(name: str) -> Any:
    """Say what a tag is about."""
    allow(policy.may_edit_tags(current_user))
    known = _known(name)
    form = TagForm()
    if not form.validate_on_submit():
        return render_template("tags/edit.html", tag=known, form=form), 422
    tags.describe(known.name, form.description.data or "")
    return see_other(url_for("threads.index", tag=known.name))
