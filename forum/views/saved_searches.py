"""Saved searches: the list of one's own, saving one, naming, pausing, deleting with a way back, and having looked."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import markup, policy
from forum.extensions import limiter
from forum.models import SavedSearch
from forum.services import saved_hits, saved_searches
from forum.services.saved_searches import LONGEST_NAME, MOST, RefusedError
from forum.views.common import allow, asked_instant, load, me, see_other, wants_fragment
from forum.views.limits import person
from forum.views.search import LONGEST
from search.documents import Sort

pages = Blueprint("saved_searches", __name__)
LIST = "/settings/searches"
ONE = f"{LIST}/<id:search_id>"
saving: Any = limiter.shared_limit("120 per hour", scope="saving", key_func=person)


@pages.get(LIST)
def index() -> str:
    """One's own searches, each with how much is new, and those deleted lately."""
    allow(policy.may_save_searches(current_user))
    return _page()


def _page(**wrong: Any) -> str:
    rows = saved_searches.of_owner(current_user.id)
    kept, ended = [row for row in rows if row.ended_at is None], [row for row in rows if row.ended_at is not None]
    limits = {"longest_name": LONGEST_NAME, "most": MOST, "most_counted": saved_hits.MOST}
    return render_template("searches/index.html", searches=kept, ended=ended, address=address, **limits, **wrong)


def address(query: str, sort: str = "relevance") -> str:
    """Where a search is answered."""
    return "/search?" + urlencode({"q": query} | ({"sort": sort} if sort == "new" else {}))


@pages.post(LIST)
@saving
def save() -> Any:
    """Save the search `q` under a name, and go back to it; what cannot be saved is said, with the form as it was."""
    allow(policy.may_save_searches(current_user))
    query = markup.clean(request.form.get("q", ""))[:LONGEST].strip()
    sort: Sort = "new" if request.form.get("sort") == "new" else "relevance"
    name = _name()
    try:
        if len(name) > LONGEST_NAME:
            return _refused(query, sort, name, _too_long()), 422
        saved_searches.save(me(), query, sort, name)
    except RefusedError as refused:
        return _refused(query, sort, name, _said(refused)), 422
    flash(_("Saved. You hear of it here when something new matches."), "success")
    return see_other(address(query, sort))


def _name() -> str:
    return " ".join(markup.clean(request.form.get("name", "")).split())


def _refused(query: str, sort: str, name: str, error: str) -> str:
    words = {"query": query, "sort": sort, "name": name or saved_searches.proposed_name(query)}
    return render_template("searches/refused.html", **words, error=error, longest_name=LONGEST_NAME, link=address)


def _too_long() -> str:
    return str(_("A name may have %(most)d characters.", most=LONGEST_NAME))


def _said(refused: RefusedError) -> str:
    if refused.why == "twice":
        return str(_("You have saved this search already, as “%(name)s”.", name=refused.name))
    if refused.why == "many":
        most = ngettext("You have saved %(num)d search.", "You have saved %(num)d searches.", MOST)
        return str(most) + " " + str(_("More is not possible: delete one that you need no more."))
    return str(_("This search asks for nothing: type a word or a filter."))


def _own(search_id: int) -> SavedSearch:
    """One of one's own searches; 404 for those of others."""
    allow(policy.may_save_searches(current_user))
    search = load(SavedSearch, search_id)
    if not policy.may_keep_search(current_user, search):
        abort(404)
    return search


@pages.post(f"{ONE}/name")
@saving
def rename(search_id: int) -> Any:
    """Call it something else."""
    search, name = _own(search_id), _name()
    if not name or len(name) > LONGEST_NAME:
        error = _too_long() if name else str(_("Give it a name."))
        return _page(wrong_id=search.id, wrong_name=name, error=error), 422
    saved_searches.rename(search, name)
    return _done()


@pages.post(f"{ONE}/pause")
@saving
def pause(search_id: int) -> Response:
    """Hear nothing of it for now."""
    saved_searches.pause(_own(search_id))
    return _done()


@pages.delete(f"{ONE}/pause")
@saving
def resume(search_id: int) -> Response:
    """Hear of it again."""
    saved_searches.resume(_own(search_id))
    return _done()


@pages.delete(ONE)
@saving
def delete(search_id: int) -> Response:
    """Delete it; the list offers to undo that for a day."""
    saved_searches.end(_own(search_id))
    return _done()


@pages.post(ONE)
@saving
def bring_back(search_id: int) -> Any:
    """Undo that."""
    try:
        saved_searches.bring_back(_own(search_id))
    except RefusedError as refused:
        return _page(error=_said(refused)), 422
    return _done()


@pages.post(f"{ONE}/reading")
def look(search_id: int) -> Any:
    """One has looked at what it finds: the page of results says so itself once it is open."""
    saved_searches.look(_own(search_id), asked_instant("until"))
    return ("", 204) if wants_fragment() else _done()


def _done() -> Response:
    return see_other(LIST)
