"""One's own settings: about oneself, language and time, theme, password."""

from typing import Any

from flask import Blueprint, flash, render_template, request, session
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import current_user

from forum import passwords, settings, web
from forum.database import now
from forum.extensions import db
from forum.models import User
from forum.services import accounts
from forum.services.writing import masked_line
from forum.views.account_forms import PasswordForm, SettingsForm
from forum.views.common import allow, see_other
from forum.views.sessions import at_most, begin_session, let_go
from forum.views.themes import keep_theme

pages = Blueprint("preferences", __name__)


@pages.get("/settings")
def show() -> Any:
    """The settings as they are."""
    allow(current_user.is_authenticated)
    return _page(_as_kept(), PasswordForm(formdata=None))


@pages.post("/settings")
def keep() -> Any:
    """Keep what was chosen."""
    allow(current_user.is_authenticated)
    form: Any = SettingsForm()
    if not form.validate_on_submit():
        return _page(form, PasswordForm(formdata=None)), 422
    accounts.keep_settings(current_user, masked_line(form.about.data or ""), form.locale.data, form.zone.data)
    flash(_("Kept."), "success")
    return keep_theme(see_other("/settings"), form.theme.data)


@pages.post("/settings/password")
@at_most("10 per hour", key_func=lambda: str(session.get("_user_id", "")))
def change_password() -> Any:
    """Change the password: other sessions end, this one goes on."""
    allow(current_user.is_authenticated)
    form: Any = PasswordForm()
    kept, user_id = current_user.password_hash, current_user.id
    let_go()
    if not form.validate_on_submit() or not _knows_password(form, kept):
        return _page(_as_kept(), form), 422
    fresh = passwords.hashed(form.new.data)
    user = db.session.get_one(User, user_id)
    accounts.change_password(user, fresh)
    begin_session(user, is_remembered="remember_token" in request.cookies)
    flash(_("The password is changed. Everywhere else you are logged out."), "success")
    return see_other("/settings")


def _knows_password(form: Any, kept: str) -> bool:
    if passwords.is_right(form.current.data, kept):
        return True
    form.current.errors = [_("This is not your password.")]
    return False


def _as_kept() -> SettingsForm:
    kept = {
        "about": current_user.about,
        "locale": current_user.locale or settings.current().locale,
        "zone": current_user.zone or settings.current().zone,
        "theme": web.theme(),
    }
    return SettingsForm(formdata=None, data=kept)


def _page(form: Any, password: Any) -> str:
    here = format_time(now(), "short")
    return render_template("accounts/settings.html", form=form, password=password, here=here)
