"""The asker's word that an answer solved it, and taking that word back."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from forum import policy
from forum.models import Post
from forum.services import reading, threads
from forum.slots import slots
from forum.views.common import allow, load, me, see_other, wants_fragment
from forum.views.threads import visible

pages = Blueprint("acceptances", __name__)


@pages.post("/posts/<id:post_id>/acceptance")
def accept(post_id: int) -> Any:
    """Say that this answer solved it."""
    post = _acceptable(post_id)
    threads.accept(post.thread_id, post.id, me())
    return _shown(post)


@pages.delete("/posts/<id:post_id>/acceptance")
def unaccept(post_id: int) -> Any:
    """Take that back, if it is this answer that was accepted."""
    post = _acceptable(post_id)
    if reading.post(post.id, current_user).accepted_at:
        threads.unaccept(post.thread_id, me())
    return _shown(post)


def _acceptable(post_id: int) -> Post:
    post = load(Post, post_id)
    thread = visible(post.thread_id)
    if post.kind != "answer" or post.deleted_at or post.hidden_at:
        abort(404)
    allow(policy.may_accept(current_user, thread))
    return post


def _shown(post: Post) -> Any:
    """The answers in their new order and the thread's state, or the whole page."""
    if not wants_fragment():
        return see_other(reading.permalink(post))
    thread = visible(post.thread_id)
    page = reading.read(thread, current_user)
    slots().load("post.actions", page.posts, current_user)
    return render_template("threads/_answers_changed.html", reading=page, thread=thread)
