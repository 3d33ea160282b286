"""A forgotten password: asking for a link, and setting a new one by it."""

from typing import Any

from flask import Blueprint, flash, make_response, render_template
from flask_babel import gettext as _

from forum import passwords
from forum.services import accounts
from forum.views.account_forms import ForgottenForm, NewPasswordForm
from forum.views.common import see_other
from forum.views.sessions import address_key, again, at_most

pages = Blueprint("resets", __name__)


@pages.get("/reset")
def forgotten() -> Any:
    """The form to ask for a link that sets a new password."""
    return render_template("accounts/reset.html", form=ForgottenForm(formdata=None), is_sent=False)


@pages.post("/reset")
@at_most("20 per hour")
@at_most("3 per hour", key_func=address_key)
def ask_reset() -> Any:
    """Let the worker mail a link, where there is such an account; the page says the same in either case."""
    form: Any = ForgottenForm()
    if not form.validate_on_submit():
        return again("accounts/reset.html", form, is_sent=False)
    accounts.forget_password(form.email.data)
    return see_other("/reset/sent")


@pages.get("/reset/sent")
def reset_sent() -> Any:
    """Say that a link is on its way, if there is an account."""
    return render_template("accounts/reset.html", form=ForgottenForm(formdata=None), is_sent=True)


@pages.get("/reset/<token>")
def new_password(token: str) -> Any:
    """The form to set a new password, while the link is good."""
    return _reset_page(token, NewPasswordForm(formdata=None), 200)


@pages.post("/reset/<token>")
@at_most("20 per hour")
def reset(token: str) -> Any:
    """Set the new password; the link and all sessions die with the old one."""
    form: Any = NewPasswordForm()
    if not form.validate_on_submit():
        return _reset_page(token, form, 422)
    password_hash = passwords.hashed(form.password.data)
    if accounts.reset_password(token, password_hash) is None:
        return _reset_page(token, form, 422)
    flash(_("The password is changed. Log in with the new one."), "success")
    return see_other("/login")


def _reset_page(token: str, form: Any, code: int) -> Any:
    """The form, or, with 410 where it was only looked at, the word that this link opens nothing any more."""
    owner = accounts.owner_of(token)
    name = owner.name if owner else None
    page = render_template("accounts/new_password.html", form=form, token=token, name=name, is_good=owner is not None)
    response = make_response(page, code if owner or code == 422 else 410)
    response.headers["Cache-Control"] = "no-store"
    return response
