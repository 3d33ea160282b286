"""Following a thread, leaving it, "me too", and the threads that one follows."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum import policy
from forum.services import affected, following, mine, notifications
from forum.views.common import allow, me, older_key, own_page, see_other, wants_fragment
from forum.views.threads import visible

pages = Blueprint("following", __name__)


@pages.get("/following")
def index() -> str:
    """The threads that one follows, the one talked about last first."""
    allow(current_user.is_authenticated)
    return render_template("following/index.html", page=following.followed_by(current_user, older_key()))


@pages.post("/threads/<id:thread_id>/following")
def follow(thread_id: int) -> Any:
    """Follow a thread."""
    thread = visible(thread_id)
    allow(policy.may_follow(current_user, thread))
    following.follow(thread_id, me())
    return _shown(thread_id)


@pages.delete("/threads/<id:thread_id>/following")
def leave(thread_id: int) -> Any:
    """Stop following, wherever the thread stands by now."""
    allow(current_user.is_authenticated)
    visible(thread_id)
    following.leave(thread_id, me())
    return _shown(thread_id)


@pages.post("/threads/<id:thread_id>/affected")
def join(thread_id: int) -> Any:
    """Say "me too"."""
    allow(policy.may_join(current_user, visible(thread_id)))
    affected.join(thread_id, me())
    return _shown(thread_id)


@pages.delete("/threads/<id:thread_id>/affected")
def unjoin(thread_id: int) -> Any:
    """Take "me too" back."""
    allow(policy.may_join(current_user, visible(thread_id)))
    affected.leave(thread_id, me())
    return _shown(thread_id)


@pages.post("/threads/<id:thread_id>/notices/reading")
def read_notices(thread_id: int) -> Any:
    """Note that what was to hear about this thread was seen: the page says so itself once it is open."""
    allow(current_user.is_authenticated)
    visible(thread_id)
    notifications.mark_read(current_user.id, thread_id=thread_id)
    return ("", 204) if wants_fragment() else see_other(f"/threads/{thread_id}")


def _shown(thread_id: int) -> Any:
    """The row of buttons as it is now, or the thread."""
    if not wants_fragment():
        return see_other(own_page(request.args.get("next"), f"/threads/{thread_id}#joining"))
    own = mine.of_thread(current_user, thread_id)
    return render_template("threads/_joining.html", thread=visible(thread_id), mine=own)
