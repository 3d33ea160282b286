"""Acts on a case: answering, noting, escalating, handing back, resolving, reopening; each a resource below it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext as _
from flask_login import current_user

from forum.services import drafts
from forum.views.common import allow, me, see_other
from moderation import policy
from moderation.models import Case
from moderation.services import casework, claims, texts
from moderation.views.cases import FORMS, show, visible

pages = Blueprint("casework", __name__, url_prefix="/cases/<id:case_id>")


def _acted(case: Case, form_name: str, act: Callable[[Any], object], told: str) -> Any:
    """Do it and go back to the case; 422 without its words, 409 while another has the case: nothing typed is lost."""
    form: Any = FORMS[form_name]()
    if not form.validate_on_submit():
        return show(case, 422, None, **{form_name: form})
    try:
        act(form)
    except claims.RefusedError as refusal:
        return show(case, 409, refusal, **{form_name: form})
    flash(told, "success")
    return see_other(f"/cases/{case.id}")


@pages.post("/replies")
def reply(case_id: int) -> Any:
    """Answer in public."""
    case = visible(case_id)
    allow(policy.may_work_on(current_user, case))
    told = _("Your answer is up. The case waits for the customer.")
    return _acted(case, "reply", lambda form: _reply(case, form), told)


def _reply(case: Case, form: Any) -> None:
    casework.reply(case, me(), form.body.data)
    drafts.forget(current_user.id, f"answer:{case.thread_id}")
    if form.text_id:
        texts.note_use(form.text_id)


@pages.post("/notes")
def note(case_id: int) -> Any:
    """Leave a note for colleagues."""
    case = visible(case_id)
    allow(policy.may_note(current_user))
    return _acted(case, "note", lambda form: casework.note(case, me(), form.body.data), _("The note is kept."))


@pages.post("/escalation")
def escalate(case_id: int) -> Any:
    """Give the case to the admins."""
    case = visible(case_id)
    allow(policy.may_escalate(current_user, case))
    told = _("The admins have it now.")
    return _acted(case, "escalation", lambda form: casework.escalate(case, me(), form.note.data), told)


@pages.delete("/escalation")
def hand_back(case_id: int) -> Any:
    """Give an escalated case back to the moderators."""
    case = visible(case_id)
    allow(policy.may_hand_back(current_user, case))
    told = _("The moderators have it again.")
    return _acted(case, "hand_back", lambda form: casework.hand_back(case, me(), form.note.data), told)


@pages.post("/resolution")
def resolve(case_id: int) -> Any:
    """Be done with the case."""
    case = visible(case_id)
    allow(policy.may_work_on(current_user, case))
    return _acted(case, "resolution", lambda form: casework.resolve(case, me(), form.reason.data), _("Resolved."))


@pages.delete("/resolution")
def reopen(case_id: int) -> Any:
    """Take a resolved case up again."""
    case = visible(case_id)
    allow(policy.may_work_on(current_user, case))
    told = _("The case is open, and yours.")
    return _acted(case, "reopening", lambda form: casework.reopen(case, me(), form.reason.data), told)
