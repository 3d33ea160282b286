"""The app itself: what is bound to it at start-up, and one commit a request at its edge."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from jinja2 import ChoiceLoader, FileSystemLoader
from whitenoise import WhiteNoise

from forum import chores, database, events, handlers, jobs, schema, watching, web
from forum.extensions import babel, compress, csrf, db, limiter, login_manager
from forum.meters import Meters
from forum.models import User
from forum.services import (
    accounts,
    checks,
    deliveries,
    drafts,
    echoes,
    experts,
    figures,
    heartbeats,
    learning,
    mailing,
    news,
    notice_mail,
    personal,
    sealing,
    thorough_checks,
)
from forum.services.checkup import Checkup
from forum.settings import Settings
from forum.slots import Slots
from forum.streams import hub
from forum.web import MethodOverride

HOME = Path(__file__).resolve().parent.parent


class Frontporch(Flask):
    """Flask with one transaction a request: committed when the answer is good, and only then handed over."""

    def log_exception(self, exc_info: Any) -> None:
        """Log what broke by its route: the address may bear a token."""
        self.logger.error("%s %s broke", request.method, watching.route(), exc_info=exc_info)

    def dispatch_request(self) -> Response:  # type: ignore[override]
        """Run the view; commit its changes unless it answers with an error; then wake the worker."""
        response: Response = self.make_response(super().dispatch_request())
        if request.method not in database.READING:
            if response.status_code < 400:
                commit()
            else:
                db.session.rollback()
        return response


def commit() -> None:
    """Commit, then wake the worker when events were recorded. Nothing leaves before."""
    has_deliveries = db.session.info.pop("has_deliveries", False)
    db.session.commit()
    if has_deliveries:
        jobs.wake()


def configure(app: Frontporch, settings: Settings) -> None:
    """Bind settings, database, extensions, pages and jobs to the app."""
    app.extensions |= {"settings": settings, "listeners": events.Listeners(), "slots": Slots(), "migrations": []}
    app.extensions["weigh"] = lambda text: None  # what in the words of a question weighs; the staff side knows
    app.extensions["risk_of"] = lambda thread_ids: {}  # the staff side knows more
    app.extensions |= {"personal": dict(personal.RULES), "meters": Meters()}
    app.extensions["checkup"] = Checkup()
    app.extensions["checkup"].quick |= checks.QUICK
    app.extensions["checkup"].thorough |= thorough_checks.THOROUGH
    app.extensions["meters"].sources += [figures.figures, hub.figures]
    schema.add_versions(app, HOME / "forum" / "migrations" / "versions")
    app.extensions["listeners"].join(handlers.listeners)
    app.config |= _config(settings)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HOME / "templates")])
    _init_extensions(app, settings)
    web.init_app(app)
    watching.init_app(app)
    _register_pages(app)
    bounds = {"max_age": web.static_age, "add_headers_function": web.add_static_headers}
    static = WhiteNoise(app.wsgi_app, root=str(HOME / "static"), prefix="static/", **bounds)
    app.wsgi_app = MethodOverride(static)  # type: ignore[method-assign]
    web.trust_proxies(app, settings.proxies)


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(settings.database_url),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.base_url.startswith("https://"),
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SECURE": settings.base_url.startswith("https://"),
        "MAX_CONTENT_LENGTH": 2_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "MAX_FORM_PARTS": 100,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "RATELIMIT_ENABLED": settings.limits == "on",
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "BABEL_DEFAULT_LOCALE": settings.locale,
        "BABEL_DEFAULT_TIMEZONE": settings.zone,
        "BABEL_TRANSLATION_DIRECTORIES": str(HOME / "forum" / "translations"),
        "WTF_CSRF_TIME_LIMIT": None,
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_LEVEL": 4,
    }


def _init_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "accounts.login"
    login_manager.user_loader(_load_user)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=web.chosen_locale, timezone_selector=web.chosen_zone)
    with app.app_context():
        database.prepare(db.engine)
    jobs.init_app(app, settings)
    news.init_app(app)
    hub.init_app(app)
    app.extensions["jobs"].every_minute(heartbeats.sweep)
    app.extensions["jobs"].every_few_seconds(mailing.send_urgent)
    app.extensions["jobs"].every_minute(notice_mail.queue_due)
    app.extensions["jobs"].every_minute(mailing.send_due)
    app.extensions["jobs"].every_minute(notice_mail.forget_old)
    app.extensions["jobs"].every_minute(deliveries.forget_done)
    app.extensions["jobs"].every_minute(accounts.end_suspensions)
    app.extensions["jobs"].every_minute(drafts.forget_old)
    app.extensions["jobs"].every_minute(experts.renew_overdue)
    app.extensions["jobs"].every_minute(learning.learn_daily)
    app.extensions["jobs"].every_minute(chores.erase_due)
    app.extensions["jobs"].every_minute(chores.compare_searches)
    app.extensions["jobs"].every_minute(sealing.destroy_old)
    app.extensions["jobs"].every_minute(echoes.forget_wordings)


def _load_user(key: str) -> User | None:
    """The account of a session, unless its epoch has passed (password changed, logged out everywhere)."""
    user_id, _, epoch = key.partition(":")
    user = db.session.get(User, int(user_id)) if user_id.isdigit() else None
    if user and not user.is_active:
        g.turned_away = user.id
        return None
    return user if user and str(user.epoch) == epoch else None


def _register_pages(app: Flask) -> None:
    from forum import views

    views.register(app)
