"""For admins: the reasons that moderators and readers choose from."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange

from forum import markup, policy
from forum.models import Reason
from forum.models.reason import PURPOSES
from forum.services import reasons
from forum.views.common import allow, load, see_other
from forum.views.forms import has_words

pages = Blueprint("reasons", __name__)
LONGEST = 120
PURPOSES_SAID = {
    "flag": lazy_gettext("Reporting a post"),
    "hiding": lazy_gettext("Hiding a post"),
    "lock": lazy_gettext("Locking a thread"),
    "spam": lazy_gettext("Marking as spam"),
    "warning": lazy_gettext("Warning somebody"),
    "suspension": lazy_gettext("Suspending somebody"),
}


def _wording() -> StringField:
    too_long = lazy_gettext("At most %(max)d characters, please.")
    checks = [has_words, Length(max=LONGEST, message=too_long)]
    return StringField(
        lazy_gettext("Wording"), checks, filters=[lambda given: " ".join(markup.clean(given or "").split())]
    )


class NewReasonForm(FlaskForm):
    """One more reason for a purpose."""

    purpose = SelectField(lazy_gettext("What for"))
    wording = _wording()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose.choices = list(PURPOSES_SAID.items())


class ReasonForm(FlaskForm):
    """A reason worded differently, or put elsewhere."""

    wording = _wording()
    place = IntegerField(
        lazy_gettext("Place"), [NumberRange(0, 999, lazy_gettext("A whole number from 0 to 999, please."))]
    )


@pages.before_request
def _admins_only() -> None:
    allow(policy.may_edit_reasons(current_user))


def _page(new: NewReasonForm, wrong: tuple[int, ReasonForm] | None = None) -> str:
    by_purpose: dict[str, list[Reason]] = {purpose: [] for purpose in PURPOSES}
    for reason in reasons.all_reasons():
        by_purpose[reason.purpose].append(reason)
    said = [(PURPOSES_SAID[purpose], listed) for purpose, listed in by_purpose.items()]
    return render_template("reasons/index.html", lists=said, new=new, wrong=wrong)


@pages.get("/admin/reasons")
def index() -> Any:
    """Every reason, by what it is for."""
    return _page(NewReasonForm(formdata=None))


@pages.post("/admin/reasons")
def add() -> Any:
    """One more."""
    form: Any = NewReasonForm()
    if not form.validate_on_submit():
        return _page(form), 422
    reasons.add(form.purpose.data, form.wording.data)
    flash(_("It can be chosen from now on."), "success")
    return see_other("/admin/reasons")


@pages.post("/admin/reasons/<id:reason_id>")
def change(reason_id: int) -> Any:
    """Word it differently, or put it elsewhere."""
    reason = load(Reason, reason_id)
    form: Any = ReasonForm()
    if not form.validate_on_submit():
        return _page(NewReasonForm(formdata=None), (reason.id, form)), 422
    reasons.change(reason, form.wording.data, form.place.data)
    flash(_("Kept. What was said with it before keeps its words."), "success")
    return see_other("/admin/reasons")


@pages.post("/admin/reasons/<id:reason_id>/retirement")
def retire(reason_id: int) -> Any:
    """Offer it no more."""
    reasons.retire(load(Reason, reason_id))
    flash(_("It is not offered any more."), "success")
    return see_other("/admin/reasons")


@pages.delete("/admin/reasons/<id:reason_id>/retirement")
def bring_back(reason_id: int) -> Any:
    """Offer it again."""
    reasons.bring_back(load(Reason, reason_id))
    flash(_("It can be chosen again."), "success")
    return see_other("/admin/reasons")
