"""Flags: reporting a post to the moderators, seeing what came of it, and taking the report back."""

from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from forum import markup, policy
from forum.models import Post, Reason, Thread
from forum.services import flags, reading, reasons
from forum.views.common import allow, load, me, see_other
from forum.views.limits import flagging
from forum.views.posts import readable

pages = Blueprint("flags", __name__)
ADDRESS = "/posts/<id:post_id>/flags"
LONGEST = 500


class FlagForm(FlaskForm):
    """Why a post should be looked at; the words are for moderators only."""

    reason = RadioField(lazy_gettext("What is wrong with it?"), coerce=int)
    words = TextAreaField(
        lazy_gettext("Anything else the moderators should know?"),
        [Length(max=LONGEST, message=lazy_gettext("At most %(max)d characters, please."))],
        filters=[lambda given: " ".join(markup.clean(given or "").split())],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(reason.id, reason.wording) for reason in reasons.offered("flag")]


def _flaggable(post_id: int) -> tuple[Post, Thread]:
    """A post that can be read and its thread, for those who may report it."""
    allow(current_user.is_authenticated)
    post, thread = readable(post_id)
    allow(policy.may_flag(current_user, post))
    return post, thread


def _page(post: Post, thread: Thread, form: FlagForm) -> str:
    mine = flags.mine_on(post.id, current_user.id)
    shown = reading.post(post.id, current_user)
    return render_template("flags/flag.html", post=shown, thread=thread, form=form, mine=mine)


@pages.get(ADDRESS)
def asking(post_id: int) -> Any:
    """The form to report a post, or how one's own report of it stands."""
    return _page(*_flaggable(post_id), FlagForm(formdata=None))


@pages.post(ADDRESS)
@flagging
def report(post_id: int) -> Any:
    """Report a post: once a person, whatever comes of it."""
    post, thread = _flaggable(post_id)
    form: Any = FlagForm()
    if not form.validate_on_submit():
        return _page(post, thread, form), 422
    reason = load(Reason, form.reason.data)
    if flags.raise_flag(post, me(), reason, form.words.data):
        flash(_("Thank you. A moderator looks at it, and you are told what came of it."), "success")
    return see_other(reading.permalink(post))


@pages.delete(ADDRESS)
def take_back(post_id: int) -> Any:
    """Take one's report back while nobody has decided about it."""
    allow(current_user.is_authenticated)
    post, _thread = readable(post_id)
    if not flags.take_back(post, me()):
        abort(404)
    flash(_("Your report is taken back."), "success")
    return see_other(reading.permalink(post))
