"""Who asked under a pseudonym: asked for with a reason, told once, and logged for admins to see."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template
from flask_login import current_user

from forum.models import Post, Thread
from forum.views.common import allow, load, me
from forum.views.limits import person
from forum.views.sessions import at_most
from moderation import policy
from moderation.services import unsealing
from moderation.views.forms import UnsealingForm

pages = Blueprint("askers", __name__)
ADDRESS = "/posts/<id:post_id>/asker"


def _veiled(post_id: int) -> Post:
    """The post, for staff; 404 where it was not written under a pseudonym."""
    allow(policy.may_unseal(current_user))
    post = load(Post, post_id)
    if post.behind_id is None:
        abort(404)
    return post


def _page(post: Post, form: Any, status: int = 200, account: Any = None) -> Any:
    thread, earlier = load(Thread, post.thread_id), unsealing.of_post(post.id, "asker")
    shown = {"post": post, "thread": thread, "form": form, "account": account, "earlier": earlier}
    response = make_response(render_template("originals/asker.html", **shown), status)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """Ask for the reason, and say who has looked before."""
    return _page(_veiled(post_id), UnsealingForm(formdata=None))


@pages.post(ADDRESS)
@at_most("20 per hour", key_func=person)
def unveil(post_id: int) -> Any:
    """Name the account in this answer and nowhere else; the reason is kept with it or neither is."""
    post, form = _veiled(post_id), UnsealingForm()
    if not form.validate_on_submit():
        return _page(post, form, 422)
    return _page(post, form, account=unsealing.unveil(post, me(), form.reason.data or ""))
