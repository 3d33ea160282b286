"""What a person hears of, and how: the page of choices, and the one click in a mail that stops its kind."""

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.extensions import csrf
from forum.services import hearing, unsubscribing
from forum.services.hearing import Choice
from forum.services.notice_kinds import KINDS
from forum.views.common import allow, see_other

pages = Blueprint("hearing", __name__)


@pages.get("/settings/notices")
def show() -> str:
    """The kinds of notice, each with its two boxes: on the page here, and by mail."""
    allow(current_user.is_authenticated)
    return render_template("hearing/choices.html", kinds=KINDS.values(), choices=hearing.choices_of(current_user.id))


@pages.post("/settings/notices")
def keep() -> Response:
    """Keep what was ticked; what was not is off."""
    allow(current_user.is_authenticated)
    ticked = {name: set(request.form.getlist(name)) for name in KINDS}
    hearing.choose(current_user.id, {name: Choice("notice" in on, "mail" in on) for name, on in ticked.items()})
    flash(_("Kept."), "success")
    return see_other("/settings/notices")


@pages.get("/unsubscribe/<token>")
def leaving(token: str) -> Any:
    """What the link in a mail opens: a button, as looking must change nothing."""
    return _page(token, is_done=False)


@pages.post("/unsubscribe/<token>")
@csrf.exempt  # the mail program presses it itself (RFC 8058): the signed word says for whom, and does no more than that
def leave(token: str) -> Any:
    """Stop mail of the kind that the word names, for the person it was sent to."""
    meant = unsubscribing.meant_by(token)
    if meant is not None:
        hearing.stop_mail(*meant)
    return _page(token, is_done=True)


def _page(token: str, is_done: bool) -> Any:
    meant = unsubscribing.meant_by(token)
    kind = KINDS[meant[1]] if meant else None
    page = render_template("hearing/unsubscribe.html", token=token, kind=kind, is_done=is_done and kind is not None)
    response = make_response(page, 200 if kind else 410)
    response.headers["Cache-Control"] = "no-store"
    return response
