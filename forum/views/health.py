"""Is it alive, is it ready, how full is it: for machines that watch this one."""

import hmac

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from forum import policy, schema, settings
from forum.meters import meters
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
    """Counters and gauges for Prometheus: for this machine, admins, and whoever bears the token."""
    if not (is_from_this_machine() or policy.is_admin(current_user) or _bears_token()):
        abort(404)
    return Response(generate_latest(meters().registry), content_type=CONTENT_TYPE_LATEST)


def _bears_token() -> bool:
    token, given = settings.current().metrics_token, request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
