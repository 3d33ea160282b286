"""What a word may become while one types it: tags, and people after an @."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from forum import markup
from forum.services import completion
from forum.views.common import allow
from forum.views.limits import completing

pages = Blueprint("completion", __name__, url_prefix="/suggestions")
LONGEST = 40
_LARGEST_KEY = 2**31 - 1


def _begun() -> str:
    return markup.clean(request.args.get("q", ""))[:LONGEST].strip()


@pages.get("/tags")
@completing
def tags() -> Response:
    """At most eight tags that begin with `q`; the same for everybody."""
    begun = _begun().lower()
    found = completion.tags(begun) if begun else []
    said = [(tag.name, ngettext("%(num)d question", "%(num)d questions", tag.threads)) for tag in found]
    answer = _words(said)
    answer.cache_control.public, answer.cache_control.max_age = True, 300
    return answer


@pages.get("/people")
@completing
def people() -> Response:
    """At most eight people whose names begin with `q`, those of the thread first; for members."""
    allow(current_user.is_authenticated)
    begun, thread_id = _begun(), request.args.get("thread", 0, type=int)
    found = completion.people(begun, thread_id if 0 < thread_id <= _LARGEST_KEY else 0, current_user) if begun else []
    return _words([(person.name, _("wrote here") if person.is_here else "") for person in found])


def _words(found: list[tuple[str, str]]) -> Any:
    heard = ngettext("%(num)d suggestion", "%(num)d suggestions", len(found))
    return jsonify(heard=heard, words=[{"word": word, "said": said} for word, said in found])
