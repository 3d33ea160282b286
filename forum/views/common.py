"""What views share: refusing what policy forbids, and finding rows or saying 404."""

import re
from datetime import datetime
from ipaddress import ip_address
from typing import Any, NoReturn, TypeVar
from urllib.parse import unquote, urlsplit

from flask import abort, current_app, redirect, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from forum.extensions import db, login_manager

Row = TypeVar("Row")
_LARGEST_KEY = 2**31 - 1  # what every database takes as a key
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_OWN_ADDRESS = re.compile(r"/(?!/)[!-\[\]-~]*")  # printable ASCII without a backslash, one slash in front


def allow(is_allowed: bool) -> None:
    """Go on when allowed; else 403, or the log-in page for a guest."""
    if is_allowed:
        return
    if current_user.is_authenticated:
        abort(403)
    _ask_to_log_in()


def _ask_to_log_in() -> NoReturn:
    abort(login_manager.unauthorized())


def me() -> Any:
    """The person who asks, as a row."""
    return current_user._get_current_object()


def load(model: type[Row], key: Any) -> Row:
    """The row with this key, or 404."""
    found = db.session.get(model, key)
    if found is None:
        abort(404)
    return found


def wants_fragment() -> bool:
    """Whether htmx asked, and so wants a part of the page."""
    return request.headers.get("HX-Request") == "true"


def see_other(address: str) -> Response:
    """Go and look there: the answer to every form that did its work."""
    return redirect(address, code=303)


def own_page(address: str | None, otherwise: str = "/") -> str:
    """The address when it is a page of this site (path and query), else the other one: `next` never leads away."""
    if not address or not _OWN_ADDRESS.fullmatch(address):
        return otherwise
    parts = urlsplit(address)
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not path.isprintable() or "\\" in path:
        return otherwise
    try:
        current_app.url_map.bind("here").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return otherwise
    return address


def older_key() -> int | None:
    """Where a page of a list begins: the `older` of the query, when it is a key at all."""
    return request.args.get("older", type=key)


def key(text: str) -> int:
    """A number that can be a key; ValueError for what no database takes as one."""
    number = int(text)
    if not 0 < number <= _LARGEST_KEY:
        raise ValueError("no key of any database")
    return number


def asked_instant(name: str) -> datetime | None:
    """An instant that the form carries; None when it is none."""
    try:
        given = datetime.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return given if given.tzinfo else None


def is_from_this_machine() -> bool:
    """Whether the request came from a browser on this very machine, through no proxy and for a name of it."""
    headers = [name.lower() for name, _ in request.headers]
    is_forwarded = any(name.startswith(("x-forwarded", "forwarded", "x-real-ip")) for name in headers)
    asked = urlsplit(f"//{request.host}").hostname
    return not is_forwarded and asked in _THIS_MACHINE and ip_address(request.remote_addr or "::").is_loopback
