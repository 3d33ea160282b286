"""Turns what people wrote, Markdown or plain posts from other networks, into safe HTML, plain text and titles."""

import re
from collections.abc import Collection, Iterator
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from forum import mentions

#: Stored beside every rendered text; raise it whenever `render` or `render_plain` gives other HTML for the same source.
RENDERER_VERSION = 2

LONGEST_SOURCE = 40_000
LONGEST_TITLE = 90
NO_TITLE = "Untitled"

# Characters that cost markdown-it more than linear time, and how many of them a post may hold before it is shown as
# it was typed: 50,000 brackets take half a second, 2,000 take some 20 ms. Real posts stay far below.
_MOST_MARKS = {
    "[": 2_000,
    "]": 2_000,
    "*": 4_000,
    "_": 4_000,
    "`": 4_000,
    "<": 4_000,
    "~": 4_000,
    "|": 6_000,
    "\n": 6_000,
}
_DEEP_LINE = re.compile(r"^[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*){15}", re.M)

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ALIGNED = {"align-left", "align-center", "align-right"}
_ON_THIS_SITE = re.compile(r"/(?!/)|[#?]|[\w.-]+(?:[/?#]|$)", re.A)


def _relative(address: str) -> str | None:
    """The address when it is plainly one of this site: to the letter, an em space and "javascript:" is relative too."""
    return address if _ON_THIS_SITE.match(address) else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    allowed_classes={"td": _ALIGNED, "th": _ALIGNED},
    clean_content_tags={"script", "style"},
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative=_relative,
)

_UNWELCOME = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CARRIAGE = re.compile("\r{1,2}\n?|\x85")
_REPLACED = re.compile("[\x00\ufffe\uffff]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_MARKER_AS_LABEL = re.compile(r"^( {0,3}\[[\w -]{1,30} hidden\]):", re.M)
_LINK = re.compile(r"https?://[^\s<>\"\[\]]+", re.I)
_LINK_TAIL = re.compile(r"[.,;:!?'’”»…)\]}]+$")
_LEADING_HANDLES = re.compile(r"(?:[\s.,:;/|-]*[@＠][\w.@-]+)+[\s,:;-]*")
_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(?=\s|$)|[。！？]+|\n")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|approx|ver)\.$", re.I)


def clean(text: str) -> str:
    """The text as it may be stored: one kind of line end, no NUL or lone surrogates (U+FFFD) or other controls."""
    if not _UNWELCOME.search(text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _CARRIAGE.sub("\n", text)
    return _CONTROL.sub("", _REPLACED.sub("\ufffd", text))


def render(source: str, people: Collection[str] = ()) -> str:
    """Safe HTML of a post written in Markdown; a source too long or too deep is shown as it was typed.

    `people` are folded names (mentions.fold) that accounts have: an @name of these is a link to that person's page.
    """
    source = clean(source)
    if _is_heavy(source):
        return f"<p>{_escaped(source)}</p>"
    return _CLEANER.clean(_MARKDOWN.render(_kept_markers(source), {"people": people})).strip()


def mentioned(source: str) -> list[str]:
    """The first ten different names that a Markdown source writes with an @; not in code, links or addresses."""
    if "@" not in source or _is_heavy(source := clean(source)):
        return []
    return mentions.named(_MARKDOWN.parse(_kept_markers(source)))


def sanitized(html: str) -> str:
    """HTML of any origin with nothing left but the tags and attributes a post may have; twice changes nothing."""
    return _CLEANER.clean(clean(html))


def render_plain(text: str) -> str:
    """Safe HTML of a plain post: paragraphs, line breaks and http(s) links; nothing else in it is markup."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n(?:[ \t]*\n)+", clean(text)))
    html = "\n".join(f"<p>{_linked(part)}</p>" for part in paragraphs if part.strip())
    return _CLEANER.clean(html) if "<a " in html else html


def plain(source: str) -> str:
    """The words of a Markdown source without its markup, blocks on lines of their own: for index, titles and mails."""
    source = clean(source)
    if _is_heavy(source):
        return source.strip()
    return re.sub(r"\n{2,}", "\n", "".join(_texts(_MARKDOWN.parse(source)))).strip()


def excerpt(source: str, length: int) -> str:
    """The first words of a Markdown source on one line, at most `length` characters with the ellipsis."""
    return _shortened(" ".join(plain(source).split()), length)


def title_of(text: str) -> str:
    """The title of a post without one: its first sentence without leading @handles and links, at most 90 characters."""
    body = _LINK.sub(" ", clean(text[:LONGEST_SOURCE]))
    handles = _LEADING_HANDLES.match(body)
    body = body[handles.end() :] if handles else body
    sentence = next((part for part in _sentences(body) if any(map(str.isalnum, part))), body)
    title = " ".join(sentence.split()) or " ".join(text.split())
    return _shortened(title, LONGEST_TITLE) or NO_TITLE


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[max(start, end.end() - 8) : end.end()]):
            yield text[start : end.end()].strip()
            start = end.end()
    yield text[start:].strip()


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    at_word = cut.rpartition(" ")[0] if text[length - 1] != " " else cut
    return (at_word if len(at_word) > length // 2 else cut).rstrip(" ,;:-") + "…"


def _kept_markers(source: str) -> str:
    """`[e-mail hidden]: see below` stays text: at the start of a line Markdown takes it for a link's definition."""
    return _MARKER_AS_LABEL.sub(r"\1\:", source) if " hidden]:" in source else source


def _is_heavy(source: str) -> bool:
    if len(source) > LONGEST_SOURCE:
        return True
    return any(source.count(mark) > most for mark, most in _MOST_MARKS.items()) or _DEEP_LINE.search(source) is not None


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")


def _linked(text: str) -> str:
    pieces, end = [], 0
    for match in _LINK.finditer(text):
        address = _LINK_TAIL.sub("", match[0])
        shown = escape(address)
        pieces += [_escaped(text[end : match.start()]), f'<a href="{shown}">{shown}</a>']
        end = match.start() + len(address)
    return "".join([*pieces, _escaped(text[end:])])


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _texts(token.children or [])
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type in ("th_close", "td_close"):
            yield " "
        else:
            yield token.content + ("\n" if token.block and token.nesting <= 0 else "")


def _house_rules(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        elif token.type in ("th_open", "td_open"):
            _align_by_class(token)
        elif token.type == "inline" and token.children:
            token.children = list(_images_as_links(token.children))


def _align_by_class(cell: Token) -> None:
    style = cell.attrs.pop("style", None)
    if style:
        cell.attrSet("class", str(style).replace("text-align:", "align-"))


def _images_as_links(tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "image":
            yield token
            continue
        alt = Token("text", "", 0, content=token.content or str(token.attrGet("src") or ""))
        yield from [alt] if depth else _link_around(alt, str(token.attrGet("src") or ""))


def _link_around(text: Token, address: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1)]


def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "xhtmlOut": False})
    md.enable(["table", "strikethrough", "linkify"])
    assert md.linkify is not None
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # "firmware.zip" is not an address
    md.linkify.add("ftp:", None).add("//", None)
    md.core.ruler.push("house_rules", _house_rules)
    md.core.ruler.push("mentions", mentions.link_names)
    return md


_MARKDOWN = _markdown()
