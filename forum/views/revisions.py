"""What a post said before, and what changed."""

from flask import Blueprint, render_template

from forum.services import revisions
from forum.views.posts import readable

pages = Blueprint("revisions", __name__)


@pages.get("/posts/<id:post_id>/revisions")
def history(post_id: int) -> str:
    """The revisions of a post, newest first, as readable differences."""
    post, thread = readable(post_id)
    return render_template("revisions/history.html", post=post, thread=thread, changes=revisions.history(post))
