"""Is it alive, is it ready, how full is it: for machines that watch this one."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from forum import policy, schema
from forum.extensions import db
from forum.models import Post, Thread, User
from forum.services import deliveries, mailing
from forum.views.common import is_from_this_machine

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers. The database is not asked."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def ready() -> Response:
    """The database can be reached and stands at the newest version; 503 until then."""
    try:
        is_ready = schema.is_current()
    except SQLAlchemyError as error:
        current_app.logger.warning("not ready: %s", type(error).__name__)
        is_ready = False
    words, code = ("ready\n", 200) if is_ready else ("not ready\n", 503)
    return Response(words, code, {"Retry-After": "5"} if code == 503 else {}, mimetype="text/plain")


@pages.get("/metrics")
def metrics() -> Response:
    """Gauges in the text format of Prometheus, for this machine and admins."""
    if not (is_from_this_machine() or policy.is_admin(current_user)):
        abort(404)
    return Response("".join(_gauges()), mimetype="text/plain; version=0.0.4")


def _gauges() -> Iterator[str]:
    open_ones, mails = deliveries.backlog(), mailing.backlog()
    yield from _gauge("threads", "Threads that were not taken back.", _count(Thread))
    yield from _gauge("posts", "Posts that were not taken back.", _count(Post))
    yield from _gauge("people", "Accounts.", db.session.scalar(select(func.count()).select_from(User)) or 0)
    yield from _gauge("deliveries_open", "Events that a listener has not seen yet.", open_ones["open"])
    yield from _gauge("deliveries_failing", "Open deliveries that failed before.", open_ones["failing"])
    yield from _gauge("deliveries_dead", "Deliveries that were given up.", open_ones["dead"])
    yield from _gauge("mail_waiting", "Mails that were not sent yet.", mails["waiting"])
    yield from _gauge("mail_dead", "Mails that were given up.", mails["dead"])


def _count(model: type[Thread] | type[Post]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.deleted_at.is_(None))) or 0


def _gauge(name: str, words: str, value: int) -> Iterator[str]:
    yield f"# HELP frontporch_{name} {words}\n# TYPE frontporch_{name} gauge\nfrontporch_{name} {value}\n"
