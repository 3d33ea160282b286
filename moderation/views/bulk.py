"""Acts on many cases of the queue at once, each undone by one click within a day."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from forum.markup import clean
from forum.services import brands, reasons
from forum.views.common import allow, load, me, own_page, see_other
from moderation import policy
from moderation.models import Bulk
from moderation.services import bulk, undoing
from moderation.views.queue import queue_page

pages = Blueprint("bulk", __name__, url_prefix="/moderation/bulk")
LARGEST = 2**31


def _chosen() -> list[int]:
    allow(policy.may_see_desk(current_user))
    given = [int(key) for key in request.form.getlist("case") if key.isascii() and key.isdigit()]
    return [key for key in dict.fromkeys(given) if key < LARGEST][: bulk.MOST]


def _because() -> str:
    """What was chosen from the lists of the bar, and what was written beside it."""
    words = " ".join(clean(request.form.get("reason", "")).split())[:500]
    wanted = request.form.get("chosen", "0")
    offered = {str(each.id): each.wording for name in ("hiding", "spam") for each in reasons.offered(name)}
    return reasons.composed(offered.get(wanted, ""), words)


def _acted(act: Callable[[list[int], str], Bulk], said: Callable[[int], str], needs_reason: bool = True) -> Any:
    """Do it and go back to the queue; nothing chosen, or no reason: the queue again with what was chosen."""
    case_ids, because = _chosen(), _because()
    if not case_ids:
        return queue_page(422, told=_("Choose some cases first."))
    if needs_reason and not because:
        return queue_page(422, told=_("Say why: choose a reason or write one."), chosen=set(case_ids))
    done = act(case_ids, because)
    left = len(case_ids) - done.count if done.act not in ("hide", "spam") else 0
    words = [said(done.count)]
    if left:
        words.append(ngettext("%(num)d was left: others have it.", "%(num)d were left: others have them.", left))
    flash(" ".join(words), "success" if done.count else "error")
    return see_other(own_page(request.form.get("next"), "/moderation/queue"))


@pages.post("/claims")
def claim() -> Any:
    """Take them."""

    def said(count: int) -> str:
        return ngettext("%(num)d case is yours.", "%(num)d cases are yours.", count)

    return _acted(lambda ids, because: bulk.claim(ids, me()), said, needs_reason=False)


@pages.post("/resolutions")
def resolve() -> Any:
    """Be done with them."""

    def said(count: int) -> str:
        return ngettext("%(num)d case is done.", "%(num)d cases are done.", count)

    return _acted(lambda ids, because: bulk.resolve(ids, me(), because), said)


@pages.post("/hidings")
def hide() -> Any:
    """Hide what was reported in them, else their questions."""
    return _acted(lambda ids, because: bulk.hide(ids, me(), because), _hidden_said)


@pages.post("/spam")
def mark_spam() -> Any:
    """The same, as spam: their cases are closed with it."""
    return _acted(lambda ids, because: bulk.hide(ids, me(), because, is_spam=True), _hidden_said)


def _hidden_said(count: int) -> str:
    return ngettext("%(num)d post is hidden.", "%(num)d posts are hidden.", count)


@pages.post("/moves")
def move() -> Any:
    """File their threads under another brand."""
    brand = brands.by_slug(clean(request.form.get("brand", "")))
    if brand is None:
        _chosen()
        return queue_page(422, told=_("Choose the brand they belong to."), chosen=set(_chosen()))

    def said(count: int) -> str:
        return ngettext("%(num)d thread is moved.", "%(num)d threads are moved.", count)

    return _acted(lambda ids, because: bulk.move(ids, me(), brand.id, because), said, needs_reason=False)


@pages.delete("/<id:bulk_id>")
def undo(bulk_id: int) -> Any:
    """Take it back: what it changed is as it was, as far as nothing else has happened since."""
    allow(policy.may_see_desk(current_user))
    act = load(Bulk, bulk_id)
    allow(policy.may_undo(current_user, act))
    try:
        count = undoing.undo(act, me())
    except undoing.TooLateError:
        abort(409, description=str(_("This was undone already, or it is more than a day old.")))
    flash(ngettext("Undone: %(num)d is as it was.", "Undone: %(num)d are as they were.", count), "success")
    return see_other(own_page(request.form.get("next"), "/moderation/queue"))
