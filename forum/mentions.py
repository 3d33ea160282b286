"""People named in what is written: what an @name is, where it counts as one, and how it becomes a link."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import quote

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MOST = 10  # different names of one post that are told, and linked
#: An account's name after an @: not within a word, an address of mail or of the web, nor a handle of another network.
PATTERN = re.compile(r"(?<![\w@/.+:&-])@([^\W_][\w.-]{1,60}+)(?!@)")


def fold(name: str) -> str:
    """A name or address as it is compared: without case and compatibility forms, so that nobody looks alike by them."""
    return unicodedata.normalize("NFKC", name).casefold()


def named(tokens: Sequence[Token]) -> list[str]:
    """The first different names, folded, in the tokens of a post; not those in code, links or addresses."""
    found: dict[str, None] = {}
    for token in tokens:
        for text in _outside_links(token.children or []):
            found.update({fold(_name_in(match)): None for match in PATTERN.finditer(text.content)})
    return list(found)[:MOST]


def link_names(state: StateCore) -> None:
    """A rule for Markdown: an @name of one of `people` (folded, in the environment) is a link to that person's page."""
    people = state.env.get("people") or ()
    for token in state.tokens if people else ():
        if token.type == "inline" and token.children and "@" in token.content:
            texts = {id(text) for text in _outside_links(token.children)}
            token.children = [
                part for child in token.children for part in (_linked(child, people) if id(child) in texts else [child])
            ]


def _outside_links(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens of plain text: neither code nor the words of a link."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not depth:
            yield token


def _name_in(match: re.Match[str]) -> str:
    """The name without the full stop or dash that ends a sentence."""
    return match[1].rstrip(".-")


def _linked(text: Token, people: Collection[str]) -> list[Token]:
    """A text in pieces, with links where it names people."""
    pieces, end = list[Token](), 0
    for match in PATTERN.finditer(text.content):
        name = _name_in(match)
        if fold(name) in people:
            pieces += [_text(text.content[end : match.start()]), *_link(name)]
            end = match.start() + 1 + len(name)
    return [*pieces, _text(text.content[end:])]


def _link(name: str) -> list[Token]:
    to_person = Token("link_open", "a", 1, attrs={"href": f"/people/{quote(name)}"})
    return [to_person, _text(f"@{name}"), Token("link_close", "a", -1)]


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
