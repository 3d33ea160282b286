"""Who said the same elsewhere: the list, that all were told what was answered, and parting what is not the same."""

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import policy
from forum.extensions import db
from forum.models import Echo
from forum.services import echoes, parting, tellings
from forum.services.authors import handle_beside, shown_name
from forum.views.common import allow, me, older_key, see_other
from forum.views.threads import visible

pages = Blueprint("echoes", __name__)
TELLING = "/threads/<id:thread_id>/echoes/telling"


@pages.get("/threads/<id:thread_id>/echoes")
def index(thread_id: int) -> str:
    """Everyone who said the same, the latest first; for staff also their reach, and whether they were told."""
    thread = visible(thread_id)
    allow(policy.may_see_title(current_user, thread))
    may_tell = policy.may_tell(current_user)
    return render_template(
        "echoes/index.html",
        thread=thread,
        differs=echoes.differing(thread_id),
        page=echoes.page(thread_id, older_key()),
        may_tell=may_tell,
        may_part=policy.may_part(current_user),
        answers=tellings.own_answers([thread_id]) if may_tell else [],
        untold=echoes.untold([thread_id]).get(thread_id) if may_tell else None,
        told=echoes.told(thread_id) if may_tell else None,
        name_of=lambda row: shown_name(None, row.name, row.handle, row.channel),
        handle_of=lambda row: handle_beside(row.name, row.handle, row.channel),
    )


@pages.post(TELLING)
def tell(thread_id: int) -> Response:
    """Note that all of them were told."""
    allow(policy.may_tell(current_user))
    visible(thread_id)
    if not tellings.own_answers([thread_id]):
        flash(_("Nobody has answered this here yet, so there is nothing to tell."), "error")
    elif echoes.tell_all(thread_id, me()):
        flash(_("Noted: all of them were told."), "success")
    return see_other(f"/threads/{thread_id}/echoes")


@pages.delete(TELLING)
def untell(thread_id: int) -> Response:
    """Take the last of these notes back."""
    allow(policy.may_tell(current_user))
    visible(thread_id)
    echoes.untell_all(thread_id, me())
    return see_other(f"/threads/{thread_id}/echoes")


@pages.post("/echoes/<id:echo_id>/parting")
def part(echo_id: int) -> Response:
    """Say that it is not the same: it becomes a question of its own."""
    allow(policy.may_part(current_user))
    echo = db.session.get(Echo, echo_id)
    if echo is not None and visible(echo.thread_id).kind != "question":
        abort(404)
    thread_id = parting.part(echo_id, me()) or abort(404)
    flash(_("It is a question of its own now, and stays one."), "success")
    return see_other(f"/threads/{thread_id}")
