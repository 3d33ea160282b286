"""One's own data, and leaving: a download of all that is kept, and the wish to be erased, which can be taken back."""

from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Blueprint, flash, render_template, send_file, session
from flask_babel import gettext as _
from flask_login import current_user

from forum import names, passwords, settings
from forum.database import reading
from forum.extensions import db
from forum.models import User
from forum.services import erasures, personal
from forum.views.account_forms import ExportForm, LeavingForm
from forum.views.common import allow, see_other
from forum.views.sessions import at_most, let_go

pages = Blueprint("leaving", __name__)
IN_MEMORY = 5_000_000  # bytes of an export; beyond that it goes through a file that nobody else can see


def _whose() -> str:
    return str(session.get("_user_id", ""))


@pages.get("/settings/leaving")
def show() -> Any:
    """What one may take along, and how to leave; or until when one may think again."""
    allow(current_user.is_authenticated)
    return _page(ExportForm(formdata=None), LeavingForm(formdata=None))


@pages.post("/settings/export")
@at_most("6 per hour", key_func=_whose)
@reading
def export() -> Any:
    """All that is kept about a person, as a ZIP, to whoever knows the password. Nothing of it stays here."""
    allow(current_user.is_authenticated)
    form: Any = ExportForm()
    if not form.validate_on_submit() or not _knows_password(form):
        return _page(form, LeavingForm(formdata=None)), 422
    person = db.session.get_one(User, current_user.id)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - Flask closes it when it is sent
    personal.write_export(person, file, settings.current().company)  # type: ignore[arg-type]
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"{person.name}.zip")


@pages.post("/settings/leaving")
@at_most("10 per hour", key_func=_whose)
def leave() -> Any:
    """Note the wish to be erased, once name and password say that it is meant."""
    allow(current_user.is_authenticated)
    form: Any = LeavingForm()
    if not form.validate_on_submit() or not _means_it(form):
        return _page(ExportForm(formdata=None), form), 422
    try:
        erasures.ask(db.session.get_one(User, current_user.id), form.words.data == "go")
    except erasures.LastAdminError:
        form.name.errors = [_("You are the last admin. Make another one first.")]
        return _page(ExportForm(formdata=None), form), 422
    flash(_("Noted. Until then you may think again."), "success")
    return see_other("/settings/leaving")


@pages.delete("/settings/leaving")
def stay() -> Any:
    """Think again: nothing is erased."""
    allow(current_user.is_authenticated)
    if erasures.think_again(db.session.get_one(User, current_user.id)):
        flash(_("Good. Your account stays."), "success")
    return see_other("/settings/leaving")


def _means_it(form: Any) -> bool:
    if names.normal(form.name.data).lower() != current_user.name.lower():
        form.name.errors = [_("This is not your name here.")]
        return False
    return _knows_password(form)


def _knows_password(form: Any) -> bool:
    kept, given = current_user.password_hash, form.password.data
    let_go()
    if passwords.is_right(given, kept):
        return True
    form.password.errors = [_("This is not your password.")]
    return False


def _page(export_form: Any, leaving_form: Any) -> str:
    wish = erasures.waiting(current_user.id)
    has_password = current_user.password_hash != passwords.UNUSABLE
    words = {"wish": wish, "has_password": has_password}
    return render_template("accounts/leaving.html", export=export_form, leaving=leaving_form, **words)
