"""Closing a question as duplicate of another, by hand, and undoing that."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy, settings
from forum.services import duplicate_proposals, duplicates
from forum.views.common import allow, me, see_other
from forum.views.forms import DuplicateForm
from forum.views.limits import closing, note_posted
from forum.views.threads import visible

pages = Blueprint("duplicates", __name__)
ADDRESS = "/threads/<id:thread_id>/duplicate"


def _thread(thread_id: int) -> Any:
    """The question, for those who may say that it was asked before."""
    thread = visible(thread_id)
    allow(policy.may_say_asked_before(current_user, thread, settings.current().advocate_reputation))
    return thread


def _page(thread: Any, form: DuplicateForm, code: int = 200) -> Any:
    end = duplicates.target(form.thread_id) if form.thread_id else None
    proposed = {"proposal": duplicate_proposals.of_thread(thread.id), "apart": duplicate_proposals.set_apart(thread.id)}
    return render_template("duplicates/new.html", thread=thread, form=form, end=end, **proposed), code


@pages.get(ADDRESS)
def asking(thread_id: int) -> Any:
    """The form: which thread it was asked in (`of` fills that in), and whether the answers go along."""
    thread = _thread(thread_id)
    return _page(thread, DuplicateForm(formdata=None, data={"of": request.args.get("of", "")}))


@pages.post(ADDRESS)
@closing
def close(thread_id: int) -> Any:
    """Close it: its page leads there, and it waits for no answer any more."""
    thread, form = _thread(thread_id), DuplicateForm()
    end = duplicates.target(form.thread_id) if form.validate_on_submit() and form.thread_id else None
    if end is None or end.id == thread_id:
        told = (
            _("That is this question itself, or one that leads here.") if end else _("Nobody can read such a thread.")
        )
        if not form.errors:
            form.of.errors = [told]
        return _page(thread, form, 422)
    by, reason = me(), form.reason.data or ""
    if duplicates.close(thread_id, form.thread_id, by, reason, bool(form.takes_answers.data)):
        note_posted()
        flash(closed_told(thread), "success")
    return see_other(f"/threads/{thread_id}")


def closed_told(thread: Any) -> str:
    """What whoever closed a question is told."""
    if policy.is_asker(current_user, thread):
        return str(_("Closed. It leads to where it was asked before, and you follow what is said there."))
    return str(_("Closed. It leads to where it was asked before, and whoever asked hears of it."))


@pages.delete(ADDRESS)
def undo(thread_id: int) -> Any:
    """Open it again: it was not asked before after all."""
    _thread(thread_id)
    if duplicates.undo(thread_id, me()):
        flash(_("It is open again, and all that went along is back."), "success")
    return see_other(f"/threads/{thread_id}")
