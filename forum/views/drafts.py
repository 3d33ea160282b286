"""Drafts: keeping what is half-written, the list of one's own, and throwing one away."""

import re
from typing import Any

from flask import Blueprint, abort, flash, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import markup, policy
from forum.extensions import limiter
from forum.models import KeptDraft
from forum.services import drafts
from forum.services.writing import LONGEST_BODY, MARGIN
from forum.views.common import allow, load, see_other
from forum.views.limits import person
from forum.views.threads import standing, visible

pages = Blueprint("drafts", __name__)
_PLACE = re.compile(r"question|(answer|comment|edit):([1-9][0-9]{0,8})")


@pages.get("/drafts")
def index() -> str:
    """What one has begun and not sent, newest first."""
    allow(policy.may_post(current_user))
    return render_template("drafts/index.html", drafts=drafts.of_writer(current_user), address=address)


@pages.post("/drafts")
@limiter.limit("120 per minute", key_func=person)
def keep() -> Response:
    """Keep what is in a form, for the place in the query; scripts get no page back."""
    allow(policy.may_post(current_user))
    place, thread_id = _standing_place(request.args.get("place", ""))
    drafts.keep(current_user.id, place, _words(), thread_id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(kept=True)
    flash(_("Kept. It waits here until you go on."), "success")
    return see_other("/drafts")


def _words() -> drafts.Words:
    given = {
        name: markup.clean(request.form.get(name, "")[: LONGEST_BODY + MARGIN]) for name in ("title", "body", "tags")
    }
    is_anonymous = bool(request.form.get("is_anonymous"))
    return drafts.Words(given["title"], given["body"], given["tags"], is_anonymous, policy.is_staff(current_user))


def _standing_place(place: str) -> tuple[str, int | None]:
    """The place, or that into which its question was folded, and its thread; 404 where that is none for this person."""
    found = _PLACE.fullmatch(place)
    if found is None:
        abort(404)
    kind, key = found.groups()
    if kind is None:
        return place, None
    if kind != "answer":
        post = standing(int(key))
        allow(kind == "comment" or policy.may_edit(current_user, post))
        return f"{kind}:{post.id}", int(visible(post.thread_id).id)
    thread_id = int(visible(int(key)).id)
    return f"answer:{thread_id}", thread_id


def address(draft: Any) -> str:
    """Where one goes on with a draft."""
    kind, _colon, key = draft.place.partition(":")
    if kind == "question":
        return "/threads/new"
    if kind == "edit":
        return f"/posts/{key}/edit"
    return f"/threads/{key}#answer" if kind == "answer" else f"/posts/{key}/comments#answer"


@pages.delete("/drafts/<id:draft_id>")
def discard(draft_id: int) -> Response:
    """Throw one away."""
    draft = load(KeptDraft, draft_id)
    if not current_user.is_authenticated or draft.user_id != current_user.id:
        abort(404)
    drafts.forget(draft.user_id, draft.place)
    flash(_("Thrown away."), "success")
    return see_other(address(draft).split("#")[0])
