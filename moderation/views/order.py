"""Acts on a thread: locking it, opening it again, and moving it to where it belongs."""

from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from forum.extensions import db
from forum.models import Post, Thread
from forum.services import tags
from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.services import order
from moderation.views.forms import LockForm, MoveForm
from moderation.views.hiding import acts_page

pages = Blueprint("order", __name__)


def _thread(thread_id: int) -> Thread:
    allow(policy.may_moderate(current_user))
    return load(Thread, thread_id)


def _again(thread: Thread, **filled: Any) -> Any:
    question = db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.kind == "question")).first()
    if question is None:
        abort(422)
    return acts_page(question, 422, **filled)


@pages.post("/threads/<id:thread_id>/lock")
def lock(thread_id: int) -> Any:
    """Take no new answers and comments from customers."""
    thread, form = _thread(thread_id), LockForm()
    if not form.validate_on_submit():
        return _again(thread, lock=form)
    if order.lock(thread, me(), form.because):
        flash(_("Locked. The thread and the public log say why."), "success")
    return see_other(f"/threads/{thread_id}")


@pages.delete("/threads/<id:thread_id>/lock")
def unlock(thread_id: int) -> Any:
    """Open it again."""
    thread, form = _thread(thread_id), LockForm()
    if not form.validate_on_submit():
        return _again(thread, lock=form)
    if order.unlock(thread, me(), form.because):
        flash(_("The thread is open again."), "success")
    return see_other(f"/threads/{thread_id}")


@pages.post("/threads/<id:thread_id>/move")
def move(thread_id: int) -> Any:
    """File it under another brand or other tags."""
    thread, form = _thread(thread_id), MoveForm()
    if not form.validate_on_submit():
        return _again(thread, move=form)
    names = tags.parse(form.tags.data or "")
    if order.move(thread, me(), form.brand.data, names, form.reason.data or ""):
        flash(_("Moved. Its author is told."), "success")
    return see_other(f"/threads/{thread_id}")
