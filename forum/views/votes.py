"""Votes: up, down, and taken back; one a person and post."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from forum import policy
from forum.models import Post
from forum.services import reading, votes
from forum.views.common import allow, me, see_other, wants_fragment
from forum.views.threads import standing, visible

pages = Blueprint("votes", __name__)
VALUES = {"1": 1, "-1": -1}


@pages.post("/posts/<id:post_id>/vote")
def vote(post_id: int) -> Any:
    """Vote `value` (1 or -1) on a post."""
    post = _votable(post_id)
    value = VALUES.get(request.form.get("value", ""))
    if value is None:
        abort(422)
    return _shown(votes.cast(post.id, me(), value))


@pages.delete("/posts/<id:post_id>/vote")
def retract(post_id: int) -> Any:
    """Take one's vote back."""
    post = _votable(post_id)
    return _shown(votes.retract(post.id, me()))


def _votable(post_id: int) -> Post:
    post = standing(post_id)
    visible(post.thread_id)
    allow(policy.may_vote(current_user, post))
    return post


def _shown(post: Post) -> Any:
    """The vote box as it is now, or the page it stands on."""
    if wants_fragment():
        return render_template("posts/_vote_changed.html", post=reading.post(post.id, current_user))
    return see_other(reading.permalink(post))
