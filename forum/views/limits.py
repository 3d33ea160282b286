"""How much one person may post, search and be suggested in a while; what was written survives a refusal."""

import math
import time
from typing import Any

from flask import Response, g, make_response, render_template, request
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user

from forum import settings
from forum.extensions import limiter
from forum.views.common import wants_fragment


def person() -> str:
    """Whom a limit counts: the account, or the address of a guest."""
    return f"user:{current_user.id}" if current_user.is_authenticated else get_remote_address()


def note_posted() -> None:
    """Count this request: only what was really posted is deducted, not a form that came back."""
    g.has_posted = True


def _keep_words(limit: RequestLimit) -> Response:
    """Too many: say when to try again, and give back what was written."""
    seconds = max(1, math.ceil(limit.reset_at - time.time()))
    template = "posts/_too_many.html" if wants_fragment() else "posts/too_many.html"
    words = [request.form[name] for name in ("title", "body", "tags") if request.form.get(name)]
    response = make_response(render_template(template, minutes=math.ceil(seconds / 60), words=words), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


posting: Any = limiter.shared_limit(
    lambda: f"{settings.current().posts_per_hour} per hour",
    scope="posting",
    key_func=person,
    methods=["POST"],
    exempt_when=lambda: "preview" in request.form,
    deduct_when=lambda response: bool(g.get("has_posted")),
    on_breach=_keep_words,
)
looking: Any = limiter.shared_limit("120 per minute", scope="looking", key_func=person)
watching: Any = limiter.shared_limit("120 per minute", scope="watching", key_func=person)
