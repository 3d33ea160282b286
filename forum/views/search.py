"""Search over questions and answers, with filters."""

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from forum import markup
from forum.services import searching
from forum.views.limits import looking
from search.documents import Sort
from search.index import DEEPEST

pages = Blueprint("search", __name__)
LONGEST = 500


@pages.get("/search")
@looking
def search() -> str:
    """What was found for `q`, best first or (sort=new) newest first, from hit number `from` on."""
    query = markup.clean(request.args.get("q", ""))[:LONGEST].strip()
    sort: Sort = "new" if request.args.get("sort") == "new" else "relevance"
    start = min(max(request.args.get("from", 0, type=int), 0), DEEPEST)
    found = searching.search(query, sort=sort, offset=start) if query else None
    following = start + searching.PAGE if found and found.has_more else None
    return render_template(
        "search/search.html", query=query, sort=sort, found=found, start=start, following=following, marked=marked
    )


def marked(text: str, places: tuple[tuple[int, int], ...]) -> Markup:
    """Plain text with the words that were found in <mark>; all else escaped."""
    pieces, end = [], 0
    for start, stop in sorted(places):
        pieces += [escape(text[end:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])
