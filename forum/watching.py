"""What is noted about each request: a line in the log and a number in the meters, by route, never by address."""

import secrets
import time

from flask import Flask, Response, g, request, session

from forum.logs import REQUESTS, note
from forum.meters import meters

_UNLOGGED = frozenset({"/healthz", "/readyz", "/metrics"})  # machines ask them all day long


def init_app(app: Flask) -> None:
    """Bind the hooks; the first of all, so that what the others do is timed, too."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)


def _begin() -> None:
    g.began, g.request_id = time.perf_counter(), secrets.token_hex(8)


def route() -> str:
    """The rule that the request met: it bears no token, number or name. `-` where there is none."""
    return request.url_rule.rule if request.url_rule else "-"


def _end(response: Response) -> Response:
    if "began" not in g:
        return response
    taken, rule = time.perf_counter() - g.began, route()
    meters().requests.labels(request.method, rule, str(response.status_code)).inc()
    if not response.is_streamed or response.mimetype != "text/event-stream":
        meters().seconds.labels(rule).observe(taken)
    response.headers["X-Request-ID"] = g.request_id
    if rule not in _UNLOGGED:
        _note(response, rule, taken)
    return response


def _note(response: Response, rule: str, taken: float) -> None:
    who = str(session.get("_user_id", "")).partition(":")[0]
    facts = {"method": request.method, "route": rule, "status": response.status_code, "ms": round(taken * 1000, 1)}
    note(REQUESTS, "request", **facts, user=int(who) if who.isdigit() else None, request=g.request_id)
