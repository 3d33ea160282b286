"""Questions that one could answer: a page with reasons; skipping one of them, and saying what is not one's topic."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum import markup, policy
from forum.services import answering, listing, tags, topics
from forum.views.common import allow, me, see_other, wants_fragment
from forum.views.threads import visible

pages = Blueprint("answering", __name__)
SKIP = "/threads/<id:thread_id>/skip"
LIKE_THREAD = "/threads/<id:thread_id>/muting"
TAG = "/tags/<name>/muting"


def _member() -> Any:
    """Whoever asks, where they may take part."""
    allow(policy.may_post(current_user))
    return me()


@pages.get("/answering")
def index() -> str:
    """The questions that wait for this person: asked of them, near to what they answered, and others."""
    person = _member()
    proposed = answering.proposed(person)
    waiting, is_own_topic = answering.waiting(person, [each.thread.id for each in proposed])
    return render_template(
        "answering/index.html",
        requested=answering.requested(person),
        proposed=proposed,
        waiting=waiting,
        is_own_topic=is_own_topic,
        left_out=answering.left_out(person),
    )


def _done(title: str, undo: str, said: str) -> Any:
    """The page again; htmx gets one line with the way back in place of the question."""
    if not wants_fragment():
        return see_other("/answering")
    return render_template("answering/_left.html", title=title, undo=undo, said=said)


@pages.post(SKIP)
def skip(thread_id: int) -> Any:
    """Leave this question to others."""
    person, thread = _member(), visible(thread_id)
    topics.skip(thread.id, person)
    title = thread.title if not thread.hidden_at else ""
    return _done(title, f"/threads/{thread.id}/skip", _("You left this one to others."))


@pages.delete(SKIP)
def unskip(thread_id: int) -> Any:
    """Take that back."""
    topics.unskip(visible(thread_id).id, _member())
    return see_other("/answering")


@pages.post(LIKE_THREAD)
def mute_like(thread_id: int) -> Any:
    """No more questions because one answered this thread."""
    person, thread = _member(), visible(thread_id)
    topics.mute(person, thread_id=thread.id)
    title = thread.title if not thread.hidden_at else ""
    return _done(title, f"/threads/{thread.id}/muting", _("No more questions like this one."))


@pages.delete(LIKE_THREAD)
def unmute_like(thread_id: int) -> Any:
    """Take that back."""
    topics.unmute(_member(), thread_id=visible(thread_id).id)
    return see_other("/answering")


def _tag_id(name: str) -> int:
    known = listing.tag(markup.clean(name).lower())
    if known is None:
        abort(404)
    return tags.ids_of([known.name])[known.name]


@pages.post(TAG)
def mute_tag(name: str) -> Any:
    """This tag is not one's topic."""
    person, tag_id = _member(), _tag_id(name)
    topics.mute(person, tag_id=tag_id)
    return _done(name, f"/tags/{name}/muting", _("No more questions about this."))


@pages.delete(TAG)
def unmute_tag(name: str) -> Any:
    """It is, after all."""
    topics.unmute(_member(), tag_id=_tag_id(name))
    return see_other("/answering")
