"""What the desk knows of a person: warnings, suspensions and what was hidden; suspending them, and ending that."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy as forum_policy
from forum.database import now
from forum.models import User
from forum.services import accounts
from forum.views.common import allow, me, see_other
from moderation import policy
from moderation.services import standing
from moderation.views.forms import EndingForm, SuspensionForm

pages = Blueprint("standing", __name__)


def _person(name: str) -> User:
    allow(policy.may_moderate(current_user))
    found = accounts.by_name(name)
    if found is None:
        abort(404)
    return found


def _page(person: User, status: int = 200, **filled: Any) -> Any:
    forms = {
        "suspension": filled.get("suspension") or SuspensionForm(formdata=None),
        "ending": filled.get("ending") or EndingForm(formdata=None),
    }
    may_suspend = forum_policy.may_suspend(current_user, person)
    known = standing.of(person)
    page = render_template("moderation/person.html", person=person, known=known, forms=forms, may_suspend=may_suspend)
    return page, status


def _home(person: User) -> Any:
    return see_other(url_for("standing.show", name=person.name))


@pages.get("/moderation/people/<name>")
def show(name: str) -> Any:
    """What was done about this person so far."""
    return _page(_person(name))


@pages.post("/people/<name>/suspension")
def suspend(name: str) -> Any:
    """Keep them out for a while; their sessions end at once."""
    person, form = _person(name), SuspensionForm()
    allow(forum_policy.may_suspend(current_user, person))
    if not form.validate_on_submit():
        return _page(person, 422, suspension=form)
    at = now()
    if accounts.suspend(person, me(), form.because, at + timedelta(days=form.days.data), at):
        flash(_("%(name)s is kept out. A mail says until when and why.", name=person.name), "success")
    return _home(person)


@pages.delete("/people/<name>/suspension")
def end(name: str) -> Any:
    """Let them in again."""
    person, form = _person(name), EndingForm()
    allow(forum_policy.may_suspend(current_user, person))
    if not form.validate_on_submit():
        return _page(person, 422, ending=form)
    if accounts.unsuspend(person, me(), form.reason.data or ""):
        flash(_("%(name)s can come in again.", name=person.name), "success")
    return _home(person)
