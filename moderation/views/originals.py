"""What a masked post really said: asked for with a reason, shown once, and logged for admins to see."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy as forum_policy
from forum.extensions import db
from forum.models import Post, Thread
from forum.services import sealing
from forum.views.common import allow, load, me, older_key
from forum.views.limits import person
from forum.views.sessions import at_most
from moderation import policy
from moderation.services import unsealing
from moderation.views.forms import UnsealingForm

pages = Blueprint("originals", __name__)
ADDRESS = "/posts/<id:post_id>/original"


def _masked(post_id: int) -> Post:
    """The post, for staff; 404 where nothing was masked, and where its author took it back."""
    allow(policy.may_unseal(current_user))
    post = load(Post, post_id)
    if post.deleted_at is not None or not sealing.of_posts([post.id]):
        abort(404, description=_("No sealed original of this post is kept: nothing was masked, or its time is over."))
    return post


def _page(post: Post, form: Any, status: int = 200, originals: Any = ()) -> Any:
    thread, sealed_at = db.session.get_one(Thread, post.thread_id), sealing.of_posts([post.id])[post.id]
    page = render_template(
        "originals/original.html",
        post=post,
        thread=thread,
        form=form,
        originals=originals,
        until=sealing.kept_until(sealed_at),
        earlier=unsealing.of_post(post.id),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """Ask for the reason, and say who has read it before."""
    return _page(_masked(post_id), UnsealingForm(formdata=None))


@pages.post(ADDRESS)
@at_most("20 per hour", key_func=person)
def unseal(post_id: int) -> Any:
    """Show the original in this answer and nowhere else; its reason is kept with it or neither is."""
    post, form = _masked(post_id), UnsealingForm()
    if not form.validate_on_submit():
        return _page(post, form, 422)
    return _page(post, form, originals=unsealing.unseal(post, me(), form.reason.data or ""))


@pages.get("/admin/unsealings")
def log() -> Any:
    """Who read what, when and why: for admins."""
    allow(forum_policy.is_admin(current_user))
    return render_template("originals/log.html", page=unsealing.newest(older_key()))
