"""The asker's word that an answer in another thread solved it, and taking that back."""

from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import policy
from forum.models import Post
from forum.services import answers, earlier_solutions
from forum.views.common import allow, load, me, see_other
from forum.views.threads import visible

pages = Blueprint("earlier_solutions", __name__)
ADDRESS = "/threads/<id:thread_id>/earlier-solution"


@pages.post(ADDRESS)
def solve(thread_id: int) -> Any:
    """Name the thread (`thread`) whose answer solved it."""
    thread = visible(thread_id)
    allow(policy.may_accept(current_user, thread))
    other = request.form.get("thread", 0, type=int) or 0
    best = answers.best([visible(other).id] if 0 < other < 2**31 else [])
    if other not in best:
        abort(404)
    post = load(Post, best[other].id)
    if earlier_solutions.solve(thread_id, post, me()):
        flash(_("Solved by an earlier answer. Whoever wrote it hears of it."), "success")
    return see_other(f"/threads/{thread_id}")


@pages.delete(ADDRESS)
def unsolve(thread_id: int) -> Response:
    """The question is open again."""
    allow(policy.may_accept(current_user, visible(thread_id)))
    earlier_solutions.unsolve(thread_id, me())
    return see_other(f"/threads/{thread_id}")
