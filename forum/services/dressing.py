"""The last touches on stored HTML: personal data that was hidden is marked, wide parts are reachable by keyboard."""

import re

from markupsafe import Markup

from forum.redaction.masking import MARKERS

_FIND = re.compile(r"<(?:[^>\"]|\"[^\"]*\")*>|" + "|".join(map(re.escape, MARKERS.values())))
_SCROLLING = {"<pre>": '<pre tabindex="0">', "<table>": '<table tabindex="0">'}


def dressed(html: str) -> Markup:
    """Clean HTML of a post as a page shows it; only text and whole tags are touched, never what is in an attribute."""
    if "hidden]" in html or "<pre>" in html or "<table>" in html:
        html = _FIND.sub(_better, html)
    return Markup(html)  # noqa: S704 - stored HTML came out of the cleaner


def _better(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("["):
        return f'<span class="masked">{found}</span>'
    return _SCROLLING.get(found, found)
