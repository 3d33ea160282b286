"""What the doors share: fresh sessions, no transaction while hashing, a form shown again, and whose door it is."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, session
from flask_babel import gettext as _
from flask_login import login_user

from forum import names
from forum.extensions import db, limiter
from forum.models import User

REMEMBERED = timedelta(days=30)


def begin_session(user: User, is_remembered: bool = False) -> None:
    """Sign in with a fresh session: whatever a stranger put into the old one is gone."""
    session.clear()
    login_user(user, remember=is_remembered, duration=REMEMBERED)


def let_go() -> None:
    """End the transaction that reading began: hashing takes 40 ms, and SQLite's only writer must not wait for it."""
    db.session.rollback()


def again(template: str, form: Any, **more: Any) -> tuple[str, int]:
    """The form as it was filled in, with what is wrong; passwords are never sent back."""
    db.session.rollback()
    return render_template(template, form=form, **more), 422


def account_key() -> str:
    """Whose door is knocked at, in whatever way name or e-mail are written."""
    return _key_of("name")


def address_key() -> str:
    """Whose mail box is asked for: by the one field that says so, or another field would lift the limit."""
    return _key_of("email")


def _key_of(field: str) -> str:
    return names.normal(request.form.get(field, "")[:254]).lower()


def at_most(rate: str, **more: Any) -> Any:
    """A limit on a door ("10 per 5 minutes", by address unless a key_func is given), refused in words."""
    return limiter.limit(rate, error_message=_too_often, **more)


def _too_often() -> str:
    return str(_("That was tried too often. Wait a few minutes, then try again."))
