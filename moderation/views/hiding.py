"""Acts on one post: hiding and showing it again, marking it as spam, warning its author, leaving reports of it."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from forum import policy as forum_policy
from forum.database import now
from forum.models import Post, Thread, User
from forum.services import reading, tags
from forum.services.dressing import dressed
from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.services import appeals, attention, bulk, hiding, warnings
from moderation.views.forms import HidingForm, LockForm, MoveForm, SpamForm, WarningForm

pages = Blueprint("hiding", __name__)
ADDRESS = "/posts/<id:post_id>/hiding"


def _hideable(post_id: int) -> Post:
    """The post, for those who may hide; what its author took back cannot be hidden."""
    allow(forum_policy.may_hide(current_user))
    post = load(Post, post_id)
    if post.deleted_at is not None:
        abort(404)
    return post


def acts_page(post: Post, status: int = 200, told: str = "", **filled: Any) -> Any:
    """Everything a moderator can do about a post and its thread; a form that came back is open and says why."""
    thread = load(Thread, post.thread_id)
    names = " ".join(tags.of_threads([thread.id]).get(thread.id, []))
    empty = {
        "hiding": lambda: HidingForm(formdata=None),
        "spam": lambda: SpamForm(formdata=None),
        "warning": lambda: WarningForm(formdata=None),
        "lock": lambda: LockForm(formdata=None),
        "move": lambda: MoveForm(formdata=None, data={"brand": thread.brand_id, "tags": names}),
    }
    forms = {name: filled.get(name) or make() for name, make in empty.items()}
    author = load(User, post.author_id) if post.author_id else None
    shown = {"post": post, "thread": thread, "words": dressed(post.html), "author": author, "told": told}
    by_author = len(bulk.ids_by_author_of(post))
    page = render_template(
        "moderation/hiding.html", **shown, forms=forms, open_form=next(iter(filled), "hiding"), by_author=by_author
    )
    return page, status


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """Ask for the reason, showing what is about to be hidden or shown again, and what else can be done."""
    return acts_page(_hideable(post_id))


@pages.post(ADDRESS)
def hide(post_id: int) -> Any:
    """Hide the post; reports of it are upheld."""
    post, form = _hideable(post_id), HidingForm()
    if not form.validate_on_submit():
        return acts_page(post, 422, hiding=form)
    if hiding.hide(post, me(), form.because):
        flash(_("Hidden. Its author is told why, and it is in the public log."), "success")
    return see_other(reading.permalink(post))


@pages.delete(ADDRESS)
def show(post_id: int) -> Any:
    """Show the post again; not for who hid it, while its author waits for another moderator."""
    post, form = _hideable(post_id), HidingForm()
    if not form.validate_on_submit():
        return acts_page(post, 422, hiding=form)
    try:
        is_shown = hiding.show(post, me(), form.because)
    except appeals.OwnActError:
        told = _("Its author asked for another look. Somebody other than you decides about it, also to show it.")
        return acts_page(post, 409, told, hiding=form)
    if is_shown:
        flash(_("Shown again. Its author is told, and the public log says so."), "success")
    return see_other(reading.permalink(post))


@pages.post("/posts/<id:post_id>/spam")
def mark_spam(post_id: int) -> Any:
    """Mark the post as spam, or at once everything by its author."""
    post, form = _hideable(post_id), SpamForm()
    is_whole_author = bool(form.all_by_author.data) and not post.is_brand
    if not form.validate_on_submit():
        return acts_page(post, 422, spam=form)
    done = bulk.mark_spam(post, me(), form.because, is_whole_author)
    told = ngettext("%(num)d post is hidden as spam.", "%(num)d posts are hidden as spam.", done.count)
    flash(f"{told} {_('You can undo this at the desk for a day.')}", "success")
    person = load(User, post.author_id) if post.author_id else None
    is_next = is_whole_author and person and forum_policy.may_suspend(current_user, person)
    return see_other(url_for("standing.show", name=person.name) if person and is_next else f"/threads/{post.thread_id}")


@pages.post("/posts/<id:post_id>/warning")
def warn(post_id: int) -> Any:
    """Have a word with the author, which only they read."""
    post, form = _hideable(post_id), WarningForm()
    if not form.validate_on_submit():
        return acts_page(post, 422, warning=form)
    if not warnings.warn(post, me(), form.because):
        return acts_page(post, 422, _("Its author has no account here and cannot be told."), warning=form)
    flash(_("The author is told. Nobody else sees it."), "success")
    return see_other(reading.permalink(post))


@pages.post("/posts/<id:post_id>/flags/declining")
def decline(post_id: int) -> Any:
    """Leave a reported post as it is; those who reported it are told."""
    allow(policy.may_moderate(current_user))
    post = load(Post, post_id)
    if not attention.decline(post, me(), now()):
        abort(404)
    flash(_("Left as it is. Those who reported it are told."), "success")
    return see_other(f"/threads/{post.thread_id}#post-{post.id}")
