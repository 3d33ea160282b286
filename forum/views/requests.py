"""People who know: who they are and why, asking one of them, and saying that one cannot answer this time."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy
from forum.models import AnswerRequest
from forum.services import requests
from forum.views.common import allow, load, me, see_other, wants_fragment
from forum.views.threads import visible

pages = Blueprint("requests", __name__)
DECLINING = "/requests/<id:request_id>/declining"
REFUSALS = {
    "nobody": lambda: _("Choose one of the people who know this."),
    "already": lambda: _("They were asked already."),
    "enough": lambda: _("You have asked as many people as one may in a day. Tomorrow you can ask more."),
    "busy": lambda: _("They were asked by enough people today."),
}


def _askable(thread_id: int) -> Any:
    thread = visible(thread_id)
    allow(policy.may_ask_people(current_user, thread))
    return thread


def _shown(thread: Any, refusal: str = "") -> Any:
    """The people, as a part of the thread's page or on a page of their own; 422 with why not."""
    template = "requests/_people.html" if wants_fragment() else "requests/people.html"
    found = requests.knowers(thread, me())
    said = REFUSALS[refusal]() if refusal else ""
    return render_template(template, thread=thread, knowers=found, refusal=said), 422 if refusal else 200


@pages.get("/threads/<id:thread_id>/people")
def people(thread_id: int) -> Any:
    """Who may know the answer, and why."""
    return _shown(_askable(thread_id))


@pages.post("/threads/<id:thread_id>/requests")
def ask(thread_id: int) -> Any:
    """Ask one of them; `person` is their id."""
    thread = _askable(thread_id)
    person_id = request.form.get("person", type=int) or 0
    is_key = 0 < person_id < 2**31
    refusal = requests.ask(thread.id, person_id, me()) if is_key else "nobody"
    if refusal or wants_fragment():
        return _shown(thread, refusal)
    flash(_("Asked. You will hear when they answer."), "success")
    return see_other(f"/threads/{thread_id}")


def _mine(request_id: int) -> AnswerRequest:
    found = load(AnswerRequest, request_id)
    allow(policy.may_decline(current_user, found))
    return found


@pages.post(DECLINING)
def decline(request_id: int) -> Any:
    """Not this time; nobody is sent a word about it."""
    found = _mine(request_id)
    requests.decline(found)
    flash(_("That is fine. Whoever asked sees that you cannot this time."), "success")
    return see_other("/answering")


@pages.delete(DECLINING)
def undecline(request_id: int) -> Any:
    """One can, after all."""
    found = _mine(request_id)
    requests.undecline(found)
    return see_other(f"/threads/{found.thread_id}")
