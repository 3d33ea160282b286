"""Doors: signing up, logging in and logging out."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, session
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from forum import names, passwords, settings
from forum.extensions import db
from forum.models import User
from forum.services import accounts, brands
from forum.views import demo_door
from forum.views.account_forms import LoginForm, RegisterForm
from forum.views.common import own_page, see_other
from forum.views.sessions import account_key, again, at_most, begin_session, let_go

pages = Blueprint("accounts", __name__)


@pages.get("/register")
def registration() -> Any:
    """The form to sign up."""
    return render_template("accounts/register.html", form=RegisterForm(formdata=None))


@pages.post("/register")
@at_most("20 per hour")
def register() -> Any:
    """Make an account and sign in."""
    form: Any = RegisterForm()
    if not form.validate_on_submit():
        return again("accounts/register.html", form)
    password_hash = passwords.hashed(form.password.data)
    try:
        user = _registered(form, password_hash)
    except accounts.TakenError as error:
        field, words = _taken(form)[error.what]
        field.errors = [words]
        return again("accounts/register.html", form)
    begin_session(user)
    flash(_("Welcome, %(name)s.", name=user.name), "success")
    return see_other(own_page(request.args.get("next")))


def _registered(form: Any, password_hash: str) -> User:
    house = [settings.current().company, *(brand.name for brand in brands.all_brands()), *brands.handles()]
    if names.is_reserved(form.name.data, *house):
        raise accounts.TakenError("name")
    return accounts.register(form.name.data, form.email.data, password_hash)


def _taken(form: Any) -> dict[str, tuple[Any, str]]:
    return {
        "name": (form.name, _("Somebody has this name already.")),
        "email": (form.email, _("There is an account with this address. Log in, or ask for a new password.")),
    }


@pages.get("/login")
def login() -> Any:
    """The form to log in; in the demo also its people, at one click."""
    return _login_page(LoginForm(formdata=None))


@pages.post("/login")
@at_most("60 per 5 minutes")
@at_most("10 per 5 minutes", key_func=account_key)
def log_in() -> Any:
    """Check name and password; the same words and the same time whether there is such an account or not."""
    form: Any = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form), 422
    found = accounts.credentials(form.name.data)
    let_go()
    if not passwords.is_right(form.password.data, found.password_hash if found else None) or found is None:
        form.password.errors = [_("Name or password is wrong.")]
        return _login_page(form), 422
    fresh = passwords.hashed(form.password.data) if passwords.is_dated(found.password_hash) else None
    user = db.session.get_one(User, found.user_id)
    if not user.is_active:
        g.turned_away = user.id
        return _login_page(form), 422
    if fresh:
        accounts.freshen_hash(user, fresh)
    begin_session(user, form.is_remembered.data)
    return see_other(own_page(request.args.get("next")))


def _login_page(form: Any) -> str:
    people = demo_door.people() if demo_door.is_open() else ()
    return render_template("accounts/login.html", form=form, people=people, **_turned_away())


def _turned_away() -> dict[str, Any]:
    """What keeps somebody out whose session or password is known: told to them, and to nobody else."""
    user_id = g.get("turned_away") if not current_user.is_authenticated else None  # asking is what loads the session
    return {"is_suspended": user_id is not None, "suspension": accounts.suspension_of(user_id) if user_id else None}


@pages.post("/logout")
def log_out() -> Response:
    """End this session; others of the same person go on."""
    if current_user.is_authenticated:
        accounts.log_out(current_user.id)
        session.clear()
        logout_user()
        flash(_("You are logged out."), "success")
    return see_other("/")
