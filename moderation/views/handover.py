"""The hand-over: what whoever comes on duty must know, each number with its cases, and a note for the next."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_login import current_user

from forum.database import now
from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.models import HandoverNote
from moderation.services import alarms, handover, rota
from moderation.services.handover import Period
from moderation.views.forms import HandoverForm

pages = Blueprint("handover", __name__, url_prefix="/moderation/handover")


def _seen() -> Period:
    return handover.period(rota.load(), current_user.id, now(), _instant(request.args.get("since", "")))


def _instant(words: str) -> datetime | None:
    """The instant that somebody chose, where they are; None for none, nonsense, and what is still to come."""
    try:
        chosen = datetime.fromisoformat(words)
        chosen = chosen if chosen.tzinfo else chosen.replace(tzinfo=get_timezone())
        chosen = chosen.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return chosen if chosen.year > 1970 and chosen < now() else None


@pages.get("")
def index() -> Any:
    """What happened since my shift, what comes due before the next, and what was left for me."""
    allow(policy.may_see_desk(current_user))
    return _page(HandoverForm(formdata=None))


def _page(form: Any, status: int = 200) -> Any:
    seen = _seen()
    page = render_template(
        "handover/index.html",
        seen=seen,
        counts=handover.counts(seen),
        due=handover.cases("due", seen, 30),
        waiting=alarms.waiting(),
        notes=handover.notes(),
        form=form,
        chosen=request.args.get("since"),
    )
    return page, status


@pages.get("/cases")
def cases() -> Any:
    """The cases behind one number."""
    allow(policy.may_see_desk(current_user))
    kind, seen = request.args.get("what", "left"), _seen()
    if kind not in handover.KINDS:
        abort(404)
    return render_template("handover/cases.html", kind=kind, seen=seen, rows=handover.cases(kind, seen))


@pages.post("/notes")
def leave_note() -> Any:
    """Leave a note for whoever comes."""
    allow(policy.may_see_desk(current_user))
    form = HandoverForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    handover.leave_note(me(), form.body.data or "")
    flash(_("The note is kept for whoever comes."), "success")
    return see_other("/moderation/handover")


@pages.post("/notes/<id:note_id>/reading")
def read_note(note_id: int) -> Any:
    """Say that I have read it."""
    allow(policy.may_see_desk(current_user))
    handover.note_reading(load(HandoverNote, note_id), me())
    return see_other("/moderation/handover")
