"""Keeping posts for later, and the page of those that one keeps."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum import policy
from forum.models import Post
from forum.services import bookmarks, reading
from forum.views.common import allow, load, me, older_key, see_other, wants_fragment
from forum.views.posts import readable

pages = Blueprint("bookmarks", __name__)
ADDRESS = "/posts/<id:post_id>/bookmark"


@pages.get("/bookmarks")
def index() -> str:
    """What one keeps, newest first."""
    allow(current_user.is_authenticated)
    page = bookmarks.of_reader(current_user, older_key())
    return render_template("bookmarks/index.html", page=page, shown_words=bookmarks.shown_words)


@pages.post(ADDRESS)
def keep(post_id: int) -> Any:
    """Keep a post that one can read."""
    allow(policy.may_post(current_user))
    post, _ = readable(post_id)
    bookmarks.keep(post.id, me())
    return _shown(post)


@pages.delete(ADDRESS)
def give_up(post_id: int) -> Any:
    """Give it up, whether or not it can still be read."""
    allow(current_user.is_authenticated)
    post = load(Post, post_id)
    bookmarks.give_up(post.id, me())
    return see_other("/bookmarks") if request.args.get("back") == "list" else _shown(post)


def _shown(post: Post) -> Any:
    """The mark as it is now, or the page it stands on."""
    if wants_fragment():
        return render_template("bookmarks/_changed.html", post=reading.post(post.id, current_user))
    return see_other(f"/posts/{post.id}")
