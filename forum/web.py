"""What surrounds every page: headers, language and zone, error pages, and the names that templates may use."""

import hashlib
import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, abort, current_app, g, render_template, request
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import settings, times
from forum.database import READING
from forum.extensions import db, limiter
from forum.faults import fault
from forum.slots import slots

STATIC = Path(__file__).resolve().parent.parent / "static"
static_age = 3600
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class MethodOverride:
    """WSGI middleware: forms say POST with `?_method=DELETE`, and the app sees DELETE."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Turn the method round where the query asks for DELETE, and only there."""
        if environ["REQUEST_METHOD"] == "POST" and "_method=" in environ.get("QUERY_STRING", ""):
            wanted = parse_qs(environ["QUERY_STRING"]).get("_method", [""])[0].upper()
            if wanted == "DELETE":
                environ["REQUEST_METHOD"] = wanted
        return self.app(environ, start_response)


def trust_proxies(app: Flask, count: int) -> None:
    """Believe X-Forwarded headers of this many proxies, and of none by default."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def init_app(app: Flask) -> None:
    """Bind hooks, error pages and template names."""
    app.before_request(_refuse_foreign_origin)
    app.before_request(_refuse_too_many_fields)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(CSRFError, error_page)
    app.register_error_handler(OperationalError, _database_away)
    app.context_processor(_names)
    times.init_app(app)
    app.jinja_env.globals |= {"asset": asset, "slot": lambda name, **context: slots().render(name, **context)}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _names() -> dict[str, Any]:
    """What every template may use; what costs a statement is asked for only where a template uses it."""
    lazy = {"brands": LocalProxy(_brands), "unread_notices": LocalProxy(_unread)}
    return {"company": settings.current().company, "theme": theme(), "keys": request.cookies.get("keys"), **lazy}


def _brands() -> list[Any]:
    """All brands, in one statement a page; templates say the word only where there are several."""
    from forum.services import brands

    if "brands" not in g:
        g.brands = brands.all_brands()
    return list(g.brands)


def _unread() -> int:
    from forum.services import notifications

    if "unread" not in g:
        g.unread = notifications.unread(current_user.id) if current_user.is_authenticated else 0
    return int(g.unread)


def theme() -> str:
    """auto, light or dark: what this browser chose."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in ("light", "dark") else "auto"


def _refuse_foreign_origin() -> None:
    """A changing request from another site is refused: its Origin must be this host or BASE_URL."""
    origin = request.headers.get("Origin")
    if request.method in READING or not origin:
        return
    own = {request.host, urlsplit(settings.current().base_url).netloc}
    if urlsplit(origin).netloc not in own:
        abort(400, description="This request came from another site.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.add("HX-Request")
    if current_user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response


def add_static_headers(headers: Any, path: str, url: str) -> None:
    """Give a static file the same bounds as a page."""
    for name, value in HEADERS.items():
        headers[name] = value


def _refuse_too_many_fields() -> None:
    """No form of ours has that many fields; the limit of the framework counts only those of multipart forms."""
    most = current_app.config["MAX_FORM_PARTS"]
    if request.method not in READING and sum(len(values) for _, values in request.form.lists()) > most:
        abort(413)


def error_page(error: HTTPException) -> Any:
    """The error in the look of the house: a whole page, or a fragment where htmx asked."""
    db.session.rollback()
    if error.response is not None:
        return error.response
    code = error.code or 500
    described = error.description if error.description != type(error).description else None
    response = current_app.make_response((_render_fault(code, described), code))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    if code == 429 and limiter.current_limit:
        response.headers["Retry-After"] = str(max(1, limiter.current_limit.reset_at - int(time.time())))
    return response


def _render_fault(code: int, described: str | None = None) -> str:
    template = "errors/_error.html" if request.headers.get("HX-Request") else "errors/error.html"
    return render_template(template, **fault(code, described))


def _database_away(error: OperationalError) -> Any:
    """Disk full, locked too long or unreachable: nothing was changed; say so without asking the database anything."""
    db.session.rollback()
    current_app.logger.error("database: %s", error)
    g._login_user, g.unread, g.brands = AnonymousUserMixin(), 0, []
    return Response(_render_fault(503), 503, {"Retry-After": "30"})


def chosen_locale() -> str:
    """The language: what the person chose, else the operator's."""
    chosen = current_user.locale if current_user and current_user.is_authenticated else None
    return str(chosen or settings.current().locale)


def chosen_zone() -> str:
    """The time zone: what the person chose, else the operator's."""
    chosen = current_user.zone if current_user and current_user.is_authenticated else None
    return str(chosen or settings.current().zone)


@cache
def asset(path: str) -> str:
    """Address of a static file that changes with its content."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]
    return f"/static/{path}?v={digest}"
