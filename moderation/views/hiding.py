"""Hiding a post and showing it again: never without a reason that its author and everybody else can read."""

from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy
from forum.models import Post, Thread
from forum.services import reading
from forum.services.dressing import dressed
from forum.views.common import allow, load, see_other
from moderation.services import hiding
from moderation.views.cases import me
from moderation.views.forms import HidingForm

pages = Blueprint("hiding", __name__)
ADDRESS = "/posts/<id:post_id>/hiding"


def _hideable(post_id: int) -> Post:
    """The post, for those who may hide; what its author took back cannot be hidden."""
    allow(policy.may_hide(current_user))
    post = load(Post, post_id)
    if post.deleted_at is not None:
        abort(404)
    return post


def _form() -> Any:
    return HidingForm()


def _page(post: Post, form: HidingForm) -> str:
    thread = load(Thread, post.thread_id)
    return render_template("moderation/hiding.html", post=post, thread=thread, words=dressed(post.html), form=form)


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """Ask for the reason, showing what is about to be hidden or shown again."""
    return _page(_hideable(post_id), HidingForm(formdata=None))


@pages.post(ADDRESS)
def hide(post_id: int) -> Any:
    """Hide the post."""
    post, form = _hideable(post_id), _form()
    if not form.validate_on_submit():
        return _page(post, form), 422
    if hiding.hide(post, me(), form.reason.data):
        flash(_("Hidden. Its author is told why, and it is in the public log."), "success")
    return see_other(reading.permalink(post))


@pages.delete(ADDRESS)
def show(post_id: int) -> Any:
    """Show the post again."""
    post, form = _hideable(post_id), _form()
    if not form.validate_on_submit():
        return _page(post, form), 422
    if hiding.show(post, me(), form.reason.data):
        flash(_("Shown again. Its author is told, and the public log says so."), "success")
    return see_other(reading.permalink(post))
