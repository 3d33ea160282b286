"""Deciding about what the index holds for asked before: closing as that, or saying that it is another question."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy, settings
from forum.extensions import db
from forum.models import DuplicateProposal
from forum.services import duplicate_proposals
from forum.views.common import allow, load, me, own_page, see_other, wants_fragment
from forum.views.duplicates import closed_told
from forum.views.limits import closing, note_posted
from forum.views.threads import visible

pages = Blueprint("duplicate_proposals", __name__)
CLOSING = "/duplicate-proposals/<id:proposal_id>/closing"
DISMISSAL = "/duplicate-proposals/<id:proposal_id>/dismissal"


def _question(proposal_id: int) -> int:
    """The question of a proposal, for those who may say that it was asked before; staff are told where it is gone."""
    allow(current_user.is_authenticated)
    if policy.is_staff(current_user) and db.session.get(DuplicateProposal, proposal_id) is None:
        abort(current_app.make_response(_shown(proposal_id, "/", False, "")))
    thread = visible(load(DuplicateProposal, proposal_id).thread_id)
    allow(policy.may_say_asked_before(current_user, thread, settings.current().advocate_reputation))
    return int(thread.id)


def _shown(proposal_id: int, place: str, is_done: bool, told: str, is_undo: bool = False) -> Any:
    """Back to where it was decided, with a word; a list (`next`) says itself what was decided, to htmx in its row."""
    told = told if is_done else _("Somebody was quicker: this is decided already, or the questions have changed.")
    home = own_page(request.args.get("next"), place)
    if wants_fragment():
        rows = {"pair": duplicate_proposals.one(proposal_id), "decided": duplicate_proposals.decided(proposal_id)}
        count = duplicate_proposals.count() if policy.is_staff(current_user) else None
        return render_template("duplicates/_row.html", **rows, told=told, is_done=is_done, home=home, count=count)
    if is_undo or not is_done or "next" not in request.args:
        flash(told, "success" if is_done else "error")
    return see_other(home)


@pages.post(CLOSING)
@closing
def close(proposal_id: int) -> Any:
    """Close the question; with `takes_answers` its answers go along."""
    thread_id, takes_answers = _question(proposal_id), bool(request.form.get("takes_answers"))
    is_done = duplicate_proposals.close(proposal_id, me(), takes_answers)
    if is_done:
        note_posted()
    return _shown(proposal_id, f"/threads/{thread_id}", is_done, closed_told(visible(thread_id)))


@pages.delete(CLOSING)
def reopen(proposal_id: int) -> Any:
    """The question is open again, and the proposal waits."""
    thread_id = _question(proposal_id)
    is_done, told = (
        duplicate_proposals.reopen(proposal_id, me()),
        _("It is open again, and all that went along is back."),
    )
    return _shown(proposal_id, f"/threads/{thread_id}", is_done, told, is_undo=True)


@pages.post(DISMISSAL)
@closing
def dismiss(proposal_id: int) -> Any:
    """It is another question: this is not proposed again."""
    thread_id = _question(proposal_id)
    is_done = duplicate_proposals.dismiss(proposal_id, me())
    return _shown(proposal_id, f"/threads/{thread_id}", is_done, _("Good: two questions. This is not proposed again."))


@pages.delete(DISMISSAL)
def undismiss(proposal_id: int) -> Any:
    """Perhaps they are the same after all: the proposal waits again."""
    thread_id = _question(proposal_id)
    is_done = duplicate_proposals.undismiss(proposal_id, me())
    return _shown(proposal_id, f"/threads/{thread_id}", is_done, _("It waits again for somebody to decide."))
