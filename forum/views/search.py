"""Search over questions and answers, with filters."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_login import current_user
from markupsafe import Markup, escape

from forum import markup, policy
from forum.services import saved_searches, search_misses, searching
from forum.views.limits import looking
from search.documents import Sort
from search.index import DEEPEST

pages = Blueprint("search", __name__)
LONGEST = 500


@pages.get("/search")
@looking
def search() -> str:
    """What was found for `q`, best first or (sort=new) newest first, after the post `after`, else from `from` on."""
    query = markup.clean(request.args.get("q", ""))[:LONGEST].strip()
    sort: Sort = "new" if request.args.get("sort") == "new" else "relevance"
    start = min(max(request.args.get("from", 0, type=int), 0), DEEPEST)
    page = searching.Page(offset=start, after=request.args.get("after", type=int))
    found = searching.search(query, page, sort, policy.is_staff(current_user)) if query else None
    following = {"from": found.start + len(found.hits), "after": found.last} if found and found.has_more else None
    link = _links(query, sort)
    is_first = not (start or page.after)
    saved = saved_searches.of_query(current_user.id, query) if found and current_user.is_authenticated else None
    miss = search_misses.sealed(query) if found and not (found.total or found.is_makeshift) else None
    return render_template(
        "search/search.html",
        query=query,
        sort=sort,
        found=found,
        following=following,
        link=link,
        miss=miss,
        marked=marked,
        saved=saved,
        is_news_shown=saved is not None and saved.newest_at is not None and is_first and sort == "new",
        proposed_name=saved_searches.proposed_name(query),
        longest_name=saved_searches.LONGEST_NAME,
    )


@pages.get("/search/quick")
@looking
def quick() -> str:
    """A few threads for what is being typed (`q`), as a piece of a page; no search in vain is noted."""
    begun = markup.clean(request.args.get("q", ""))[:LONGEST]
    hits = searching.quick(begun, policy.is_staff(current_user))
    return render_template("search/_quick.html", hits=hits)


@pages.post("/search/misses")
@looking
def note_miss() -> tuple[str, int]:
    """The page says that it found nothing for some words: a sealed note of its own."""
    return "", 204 if search_misses.note(request.form.get("miss")) else 422


def _links(query: str, sort: Sort) -> Callable[..., str]:
    """A function from what changes to an address of this search; the rest stays as it is."""
    kept = {"q": query} | ({"sort": sort} if sort == "new" else {})

    def link(**changed: Any) -> str:
        return "/search?" + urlencode({name: str(value) for name, value in (kept | changed).items() if value})

    return link


def marked(text: str, places: tuple[tuple[int, int], ...]) -> Markup:
    """Plain text with the words that were found in <mark>; all else escaped."""
    pieces, end = [], 0
    for start, stop in sorted(places):
        pieces += [escape(text[end:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])
