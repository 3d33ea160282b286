"""One post: answering, commenting, changing it, taking it back, and the address at which it stays."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy
from forum.models import Post, Thread
from forum.services import drafts, posts, reading, repeats, tags
from forum.slots import slots
from forum.views import limits
from forum.views.common import allow, load, me, see_other, wants_fragment
from forum.views.forms import AnswerForm, CommentForm, EditForm, TitledForm
from forum.views.limits import has_too_many_links, note_posted, posting
from forum.views.previews import is_preview, preview
from forum.views.threads import standing, visible
from forum.views.warnings import warnings

pages = Blueprint("posts", __name__)


def readable(post_id: int) -> tuple[Post, Thread]:
    """A post and its thread, or 404 where its words are not for this person."""
    post = standing(post_id)
    thread = load(Thread, post.thread_id)
    if not (policy.may_see_thread(current_user, thread) and policy.may_read_post(current_user, post)):
        abort(404)
    return post, thread


@pages.get("/posts/<id:post_id>")
def permalink(post_id: int) -> Any:
    """Where a post can be seen now, on whichever page that is."""
    post = standing(post_id)
    thread = visible(post.thread_id)
    if wants_fragment() and post.kind != "question":
        return _arrived(post, thread)
    return redirect(reading.permalink(post))


def _arrived(post: Post, thread: Any) -> str:
    """The post alone, or its stub, for a page that heard of it while it was read."""
    shown = reading.post(post.id, current_user)
    shown.comments = reading.comments(post, current_user)
    slots().load("post.actions", [shown, *shown.comments], current_user)
    may_accept = policy.may_accept(current_user, thread)
    return render_template(
        "posts/_arrived.html", thread=thread, post=shown, may_accept=may_accept, reading=_tagged(thread)
    )


def _tagged(thread: Any) -> reading.Reading:
    return reading.Reading(thread, None, [], [], tags=tags.of_threads([thread.id]).get(thread.id, []))


@pages.post("/threads/<id:thread_id>/answers")
@posting
def answer(thread_id: int) -> Any:
    """Answer a question; htmx gets the new answer and an empty form."""
    allow(policy.may_post(current_user))
    thread = visible(thread_id)
    if thread.kind != "question":
        abort(404)
    allow(thread.hidden_at is None or policy.is_staff(current_user))
    form = AnswerForm()
    if is_preview() or not form.validate_on_submit() or _refused(form, thread):
        return _writing(form, thread, _("Your answer"), f"/threads/{thread_id}/answers", _("Answer"))
    again = repeats.answer(thread_id, me(), form.body.data)
    post = again or posts.answer(thread_id, me(), form.body.data)
    drafts.forget(current_user.id, f"answer:{thread_id}")
    note_posted()
    if again:
        return _as_before(again)
    if wants_fragment():
        shown = reading.post(post.id, current_user)
        may_accept = policy.may_accept(current_user, thread)
        return _posted("posts/_answer_posted.html", visible(thread_id), shown, may_accept=may_accept)
    flash(_("Your answer is up."), "success")
    return see_other(reading.permalink(post))


def _as_before(post: Post) -> Any:
    """Lead to what the same words became when they were sent before; with htmx the page is read anew."""
    return Response(headers={"HX-Refresh": "true"}) if wants_fragment() else see_other(reading.permalink(post))


def _refused(form: Any, thread: Any, before: str = "") -> bool:
    """Say below the words why they cannot be posted here: the thread is locked, or a new account has too many links."""
    if not policy.may_reply(current_user, thread):
        words = _("This was asked before, so it takes nothing new. Copy your words if you want to keep them.")
        if thread.locked_at is not None:
            words = _(
                "A moderator locked this thread, so it takes nothing new. Copy your words if you want to keep them."
            )
        form.body.errors = [*form.body.errors, words]
        return True
    return has_too_many_links(form, before)


def _posted(template: str, thread: Any, post: reading.Shown, **more: Any) -> str:
    slots().load("post.actions", [post, *post.comments], current_user)
    return render_template(template, thread=thread, post=post, is_posted=True, **more)


def _writing(form: Any, thread: Any, label: str, action: str, button: str, post: Any = None) -> Any:
    """The form again, with what is wrong (422) or with its preview; the fragment is the form alone."""
    shown = {"warnings": warnings(form.body.data), "preview": preview(form.body.data) if is_preview() else None}
    template = "posts/_writing.html" if wants_fragment() else "posts/writing.html"
    place = f"comment:{post.id}" if post else f"answer:{thread.id}"
    words = {"label": label, "action": action, "button": button, "place": place}
    page = render_template(template, form=form, thread=thread, post=post, **words, **shown)
    return page, 200 if is_preview() else 422


@pages.get("/posts/<id:post_id>/comments")
def comments(post_id: int) -> str:
    """All comments below a post, and the form for one more."""
    post, thread = readable(post_id)
    shown = _with_comments(post, reading.MOST_COMMENTS)
    slots().load("post.actions", [shown, *shown.comments], current_user)
    draft = drafts.at_place(current_user.id, f"comment:{post_id}") if current_user.is_authenticated else None
    form = CommentForm(formdata=None, data={"body": draft.body} if draft else None)
    return render_template("posts/comments.html", thread=thread, post=shown, form=form, draft=draft)


def _with_comments(post: Post, limit: int) -> reading.Shown:
    shown = reading.post(post.id, current_user)
    shown.comments = reading.comments(post, current_user, limit)
    return shown


@pages.post("/posts/<id:post_id>/comments")
@posting
def comment(post_id: int) -> Any:
    """Comment on a post; htmx gets its comments anew and an empty form."""
    allow(policy.may_post(current_user))
    above, thread = readable(post_id)
    form = CommentForm()
    if is_preview() or not form.validate_on_submit() or _refused(form, thread):
        return _commenting(form, above, thread)
    again = repeats.comment(above, me(), form.body.data)
    made = again or posts.comment(above, me(), form.body.data)
    drafts.forget(current_user.id, f"comment:{post_id}")
    note_posted()
    if again:
        return _as_before(again)
    if wants_fragment():
        return _posted("posts/_comment_posted.html", thread, _with_comments(above, reading.MOST_COMMENTS))
    flash(_("Your comment is up."), "success")
    return see_other(reading.permalink(made))


def _commenting(form: CommentForm, above: Post, thread: Thread) -> Any:
    if wants_fragment() and not is_preview():
        return render_template("posts/_comment_refused.html", form=form, post=above), 422
    return _writing(form, thread, _("Your comment"), f"/posts/{above.id}/comments", _("Comment"), above)


@pages.get("/posts/<id:post_id>/edit")
def editing(post_id: int) -> str:
    """The form to change one's own post, filled with what it says now, or with the change that one has begun."""
    post, thread = _own(post_id)
    draft = drafts.at_place(current_user.id, f"edit:{post_id}")
    form = _edit_form(post, thread, formdata=None)
    for field in (form[name] for name in ("title", "body", "tags") if draft and name in form):
        field.data = getattr(draft, field.name)
    return _edit_page(form, post, thread, draft=draft)


def _own(post_id: int) -> tuple[Post, Thread]:
    post, thread = readable(post_id)
    allow(policy.may_edit(current_user, post))
    return post, thread


def _edit_form(post: Post, thread: Thread, **given: Any) -> Any:
    if post.kind != "question":
        return EditForm(**given, data={"body": post.body})
    words = " ".join(tags.of_threads([thread.id]).get(thread.id, []))
    return TitledForm(**given, data={"title": thread.title, "body": post.body, "tags": words})


def _edit_page(form: Any, post: Post, thread: Thread, draft: Any = None) -> str:
    shown = {"warnings": warnings(form.body.data), "preview": preview(form.body.data) if is_preview() else None}
    return render_template("posts/edit.html", form=form, post=post, thread=thread, draft=draft, **shown)


@pages.post("/posts/<id:post_id>/edit")
@limits.editing
def edit(post_id: int) -> Any:
    """Change one's own post; what it said before stays readable as a revision."""
    post, thread = _own(post_id)
    form = _edit_form(post, thread)
    if is_preview():
        return _edit_page(form, post, thread)
    if not form.validate_on_submit() or has_too_many_links(form, before=post.body):
        return _edit_page(form, post, thread), 422
    is_question = isinstance(form, TitledForm)
    title, names = (form.title.data, tags.parse(form.tags.data)) if is_question else (None, None)
    posts.edit(post, me(), form.body.data, title, names)
    drafts.forget(current_user.id, f"edit:{post_id}")
    note_posted()
    return see_other(reading.permalink(post))


@pages.get("/posts/<id:post_id>/deletion")
def deletion(post_id: int) -> str:
    """Ask whether one's own post is really to go, and say what will stay."""
    post, thread = _mine(post_id)
    return render_template("posts/deletion.html", post=post, thread=thread)


def _mine(post_id: int) -> tuple[Post, Thread]:
    post, thread = readable(post_id)
    allow(policy.may_delete(current_user, post))
    return post, thread


@pages.delete("/posts/<id:post_id>")
def delete(post_id: int) -> Any:
    """Take back one's own post."""
    post, thread = _mine(post_id)
    posts.remove(post, me())
    flash(_("Your words are gone."), "success")
    return see_other("/" if thread.deleted_at else f"/threads/{thread.id}")
