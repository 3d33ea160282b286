"""Known issues for everyone to see; for staff: announcing, pinning, declaring, mending, and what belongs to one."""

from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy
from forum.database import now
from forum.services import issues, pins, tags, threads
from forum.views.common import allow, me, see_other
from forum.views.forms import AnnounceForm, MendingForm, PinForm
from forum.views.previews import is_preview, preview
from forum.views.threads import visible

pages = Blueprint("issues", __name__)


@pages.get("/known-issues")
def index() -> str:
    """What is known now, and what was mended lately."""
    return render_template("issues/index.html", known=issues.known(now()))


@pages.get("/announcements/new")
def announcing() -> str:
    """The form for an announcement."""
    allow(policy.may_announce(current_user))
    return render_template("announcements/new.html", form=AnnounceForm(formdata=None))


@pages.post("/announcements/new")
def announce() -> Any:
    """Say something to everyone; pinned, and as a known issue, where that is ticked."""
    allow(policy.may_announce(current_user))
    form = AnnounceForm()
    if is_preview():
        return render_template("announcements/new.html", form=form, preview=preview(form.body.data))
    if not form.validate_on_submit():
        return render_template("announcements/new.html", form=form), 422
    by, names = me(), tags.parse(form.tags.data or "")
    made = threads.announce(by, form.title.data or "", form.body.data, names, form.brand_id)
    if form.is_pinned.data:
        pins.pin(made.thread_id, by)
    if form.is_known.data:
        issues.declare(made.thread_id, by)
    flash(_("Your announcement is up."), "success")
    return see_other(f"/threads/{made.thread_id}")


def _staffs(thread_id: int) -> Any:
    """The thread, for staff, where it can be pinned and declared."""
    allow(policy.may_announce(current_user))
    thread = visible(thread_id)
    if thread.kind == "stub" or thread.hidden_at or thread.deleted_at:
        abort(404)
    return thread


def _page(thread: Any, code: int = 200, **forms: Any) -> Any:
    given = {"pin": PinForm(formdata=None), "mending": MendingForm(formdata=None), **forms}
    return render_template("issues/staff.html", thread=thread, known=issues.known(now()), **given), code


@pages.get("/threads/<id:thread_id>/pin")
def standing(thread_id: int) -> Any:
    """What staff may do with a thread as a whole: pin it, say that its trouble is known, or mended."""
    return _page(_staffs(thread_id))


@pages.post("/threads/<id:thread_id>/pin")
def pin(thread_id: int) -> Any:
    """Put it on top of its brand's list, until the end of a day where one is given."""
    thread, form = _staffs(thread_id), PinForm()
    if not form.validate_on_submit():
        return _page(thread, 422, pin=form)
    until = datetime.combine(form.until.data, time(23, 59), UTC) if form.until.data else None
    pins.pin(thread_id, me(), until)
    return see_other(f"/threads/{thread_id}")


@pages.delete("/threads/<id:thread_id>/pin")
def unpin(thread_id: int) -> Any:
    """Take it down."""
    _staffs(thread_id)
    pins.unpin(thread_id, me())
    return see_other(f"/threads/{thread_id}")


@pages.post("/threads/<id:thread_id>/known-issue")
def declare(thread_id: int) -> Any:
    """Say that this trouble is known."""
    _staffs(thread_id)
    issues.declare(thread_id, me())
    return see_other(f"/threads/{thread_id}")


@pages.delete("/threads/<id:thread_id>/known-issue")
def withdraw(thread_id: int) -> Any:
    """Say that it is none after all."""
    _staffs(thread_id)
    issues.withdraw(thread_id, me())
    return see_other(f"/threads/{thread_id}")


@pages.post("/threads/<id:thread_id>/mending")
def mend(thread_id: int) -> Any:
    """Say that it is mended; everyone whom it concerns is told."""
    thread, form = _staffs(thread_id), MendingForm()
    if not form.validate_on_submit():
        return _page(thread, 422, mending=form)
    issues.mend(thread_id, me(), form.text.data or "")
    flash(_("Everyone who follows it, and everyone who asked about it, is told."), "success")
    return see_other(f"/threads/{thread_id}")


@pages.delete("/threads/<id:thread_id>/mending")
def reopen(thread_id: int) -> Any:
    """Say that it is not mended after all."""
    _staffs(thread_id)
    issues.reopen(thread_id, me())
    return see_other(f"/threads/{thread_id}")


@pages.post("/threads/<id:thread_id>/issue/<id:issue_thread_id>")
def link(thread_id: int, issue_thread_id: int) -> Any:
    """Say that this question belongs to that issue, or that the worker is right about it."""
    _staffs(thread_id)
    issue = issues.of_thread(issue_thread_id)
    if issue is None or issue_thread_id == thread_id:
        abort(404)
    issues.link(thread_id, issue, me())
    return see_other(f"/threads/{thread_id}")


@pages.delete("/threads/<id:thread_id>/issue")
def unlink(thread_id: int) -> Any:
    """Say that it belongs to none."""
    _staffs(thread_id)
    issues.unlink(thread_id, me())
    return see_other(f"/threads/{thread_id}")
