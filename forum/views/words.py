"""For admins: the words that mean the same here, in search and in suggestions."""

from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import policy
from forum.services import dialects
from forum.views.common import allow, me, see_other
from forum.views.forms import SynonymForm

pages = Blueprint("words", __name__)


@pages.before_request
def _admins_only() -> None:
    allow(policy.is_admin(current_user))


@pages.get("/admin/words")
def index() -> str:
    """The groups, newest first, and the form for one more."""
    return _page(SynonymForm(formdata=None))


@pages.post("/admin/words")
def add() -> Any:
    """Let some words mean the same."""
    form = SynonymForm()
    if not form.validate_on_submit():
        return _page(form), 422
    dialects.add(form.words.data or "", me())
    flash(_("From the next search on these mean the same."), "success")
    return see_other("/admin/words")


@pages.delete("/admin/words/<id:group_id>")
def remove(group_id: int) -> Response:
    """Let them go their own ways again."""
    if not dialects.remove(group_id, me()):
        abort(404)
    flash(_("Each stands for itself again."), "success")
    return see_other("/admin/words")


def _page(form: SynonymForm) -> str:
    return render_template("admin/words.html", form=form, groups=dialects.groups())
