"""Day, dusk or as the device says: kept in a cookie of this browser, with or without an account."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from forum import settings
from forum.views.common import own_page, see_other

pages = Blueprint("themes", __name__)
THEMES = ("auto", "light", "dark")
KEPT = timedelta(days=365)


@pages.post("/theme")
def choose() -> Response:
    """Keep the choice and go back to where it was made."""
    theme = request.form.get("theme", "")
    if theme not in THEMES:
        abort(400)
    return keep_theme(see_other(own_page(_came_from())), theme)


def keep_theme(response: Response, theme: str) -> Response:
    """Put the theme into a cookie."""
    return keep_choice(response, "theme", theme)


def keep_choice(response: Response, name: str, value: str) -> Response:
    """Put a choice of this browser into a cookie of a year."""
    is_secure = settings.current().base_url.startswith("https://")
    response.set_cookie(name, value, max_age=KEPT, secure=is_secure, httponly=True, samesite="Lax")
    return response


def _came_from() -> str:
    """Path and query of the page that was left, when it was one of this host."""
    left = urlsplit(request.referrer or "")
    if left.netloc != request.host:
        return "/"
    return left.path + (f"?{left.query}" if left.query else "")
