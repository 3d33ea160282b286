"""How much one person may post, search and be suggested in a while; what was written survives a refusal."""

import math
import time
from collections.abc import Callable
from typing import Any

from flask import Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user

from forum import policy, settings
from forum.extensions import limiter
from forum.services import links
from forum.views.common import me, wants_fragment


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


def has_too_many_links(form: Any, before: str = "") -> bool:
    """Say below the words when a new account may not post so many links (yet)."""
    refusal = links.refusal(me(), form.body.data, before)
    if refusal is not None:
        form.body.errors = [*form.body.errors, _links_said(refusal)]
    return refusal is not None


def _links_said(refusal: links.Refusal) -> str:
    if refusal.is_in_one_post and not refusal.most:
        said = _("New accounts cannot post links yet.")
    elif refusal.is_in_one_post:
        said = ngettext(
            "New accounts can put %(num)d link into a post.",
            "New accounts can put %(num)d links into a post.",
            refusal.most,
        )
    else:
        said = ngettext(
            "New accounts can write %(num)d post with links a day.",
            "New accounts can write %(num)d posts with links a day.",
            refusal.most,
        )
    return str(said) + " " + str(_("Leave some out, or say it in words; answers that help lift this limit."))


def _written(scope: str, exempt_when: Callable[[], bool]) -> Any:
    """So many posts an hour, counted when they are really posted; the words of one too many are given back."""
    return limiter.shared_limit(
        lambda: f"{settings.current().posts_per_hour} per hour",
        scope=scope,
        key_func=person,
        methods=["POST"],
        exempt_when=exempt_when,
        deduct_when=lambda response: bool(g.get("has_posted")),
        on_breach=_keep_words,
    )


posting: Any = _written("posting", lambda: "preview" in request.form)
editing: Any = _written("editing", lambda: "preview" in request.form)
#: Closing counts as posting, as it writes into the public log; whoever does it for a living is not counted.
closing: Any = _written("posting", lambda: policy.is_staff(current_user))
flagging: Any = limiter.shared_limit("30 per hour", scope="flagging", key_func=person, methods=["POST"])
looking: Any = limiter.shared_limit("120 per minute", scope="looking", key_func=person)
completing: Any = limiter.shared_limit("240 per minute", scope="completing", key_func=person)
watching: Any = limiter.shared_limit("120 per minute", scope="watching", key_func=person)
