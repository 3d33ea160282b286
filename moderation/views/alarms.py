"""Answering an alarm: by the link in a mail, without logging in, and from the desk."""

from typing import Any

from flask import Blueprint, flash, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum.database import now
from forum.views.common import allow, load, me, see_other
from forum.views.sessions import at_most
from moderation import policy
from moderation.models import Alarm
from moderation.services import alarm_letters, alarms

pages = Blueprint("alarms", __name__)
LINK = "/acknowledgement/<token>"


@pages.get(LINK)
def asking(token: str) -> Any:
    """A page with one button: looking at it answers nothing, as programs look at links in mails, too."""
    return _page(token)


def _page(token: str) -> Any:
    found = alarm_letters.call_of(token)
    call, alarm = found or (None, None)
    calls = alarms.of_cases([alarm.case_id]).get(alarm.case_id, []) if alarm else []
    page = render_template("alarms/answer.html", call=call, alarm=alarm, calls=calls, token=token)
    response = make_response(page, 200 if found else 410)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.post(LINK)
@at_most("60 per hour")
def answer(token: str) -> Any:
    """Acknowledge the alarm as the person who was called; once is enough, and a second time changes nothing."""
    found = alarm_letters.call_of(token)
    if found:
        call, alarm = found
        alarms.acknowledge(alarm.id, now(), call.user_id, call.name)
    return see_other(f"/acknowledgement/{token}") if found else _page(token)


@pages.post("/alarms/<id:alarm_id>/acknowledgement")
def acknowledge(alarm_id: int) -> Any:
    """Acknowledge it from the desk."""
    allow(policy.may_see_desk(current_user))
    alarm = load(Alarm, alarm_id)
    if alarms.acknowledge(alarm.id, now(), current_user.id, me().name):
        flash(_("You have it: nobody else is called."), "success")
    return see_other(f"/cases/{alarm.case_id}")
