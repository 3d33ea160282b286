"""Appeals: the author of a hidden post reads it, is told why, and asks for another look; somebody else decides."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum.extensions import db
from forum.models import Post, Thread, User
from forum.policy import is_author
from forum.services import reading
from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.models import Appeal
from moderation.services import appeals, claims, hiding
from moderation.views.forms import AppealForm, DecisionForm

pages = Blueprint("appeals", __name__)
ADDRESS = "/posts/<id:post_id>/appeal"


def _hidden(post_id: int) -> Post:
    """One's own hidden post; for others there is none."""
    allow(current_user.is_authenticated)
    post = load(Post, post_id)
    if not policy.may_appeal(current_user, post):
        abort(404)
    return post


def _page(post: Post, form: AppealForm) -> str:
    hidden = appeals.open_hiding(post.id)
    appeal = appeals.of_hiding(hidden.id) if hidden else None
    shown = reading.post(post.id, current_user)
    return render_template(
        "appeals/appeal.html", post=shown, thread=load(Thread, post.thread_id), hiding=hidden, appeal=appeal, form=form
    )


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """One's copy of the hidden words, why they are hidden, and the form or how the appeal stands.

    A notice keeps its link when the post is shown again; then it leads to the post.
    """
    post = db.session.get(Post, post_id)
    if post is not None and is_author(current_user, post) and post.hidden_at is None and post.deleted_at is None:
        flash(_("This post is shown again; everyone can read it."), "success")
        return see_other(f"/posts/{post_id}")
    return _page(_hidden(post_id), AppealForm(formdata=None))


@pages.post(ADDRESS)
def ask(post_id: int) -> Any:
    """Ask for another look, once a hiding."""
    post, form = _hidden(post_id), AppealForm()
    if not form.validate_on_submit():
        return _page(post, form), 422
    if appeals.ask(post, me(), form.words.data or ""):
        flash(_("Another moderator will look at it, and you are told what comes of it."), "success")
    return see_other(f"/posts/{post_id}/appeal")


@pages.delete(ADDRESS)
def withdraw(post_id: int) -> Any:
    """Ask no more."""
    if not appeals.withdraw(_hidden(post_id), me()):
        abort(404)
    return see_other(f"/posts/{post_id}/appeal")


def _decided(appeal_id: int, act: Callable[[Appeal, User, str], object], told: str) -> Any:
    """Decide, and go back to the thread; 409 where it is decided, 403 for whoever hid the post."""
    allow(policy.may_moderate(current_user))
    appeal = load(Appeal, appeal_id)
    post, form = load(Post, appeal.post_id), DecisionForm()
    hider_id = appeals.hider_of(appeal)
    allow(policy.may_decide_appeal(current_user, hider_id, appeals.is_only_one(current_user.id)))
    if not form.validate_on_submit():
        return _decision_page(appeal, post, form, 422)
    try:
        act(appeal, me(), form.reason.data or "")
    except appeals.OwnActError:
        abort(403)
    except claims.RefusedError:
        return _decision_page(appeal, post, form, 409)
    flash(told, "success")
    return see_other(f"/threads/{post.thread_id}#post-{post.id}")


def _decision_page(appeal: Appeal, post: Post, form: DecisionForm, status: int) -> Any:
    thread = load(Thread, post.thread_id)
    shown = reading.post(post.id, current_user)
    page = render_template("appeals/decision.html", appeal=appeal, post=shown, thread=thread, form=form)
    return page, status


@pages.post("/appeals/<id:appeal_id>/granting")
def grant(appeal_id: int) -> Any:
    """Show the post again."""
    return _decided(appeal_id, hiding.grant, _("Shown again. Its author is told, and the public log says so."))


@pages.post("/appeals/<id:appeal_id>/refusal")
def refuse(appeal_id: int) -> Any:
    """Leave it hidden, with a reason for its author."""
    return _decided(appeal_id, hiding.leave_hidden, _("It stays hidden. Its author is told why."))
