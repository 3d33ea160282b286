"""The tables of the SQLite engine, and how a parsed query becomes a MATCH and conditions."""

import re
from collections.abc import Iterable

from search.dialect import Reading, Readings
from search.documents import Document
from search.plan import Wanted, microseconds, shown, states, tags
from search.query import DAYS, Filter, Query, filter_value
from search.vocabulary import terms

FILLER = "zz"  # stands between tags, so that no phrase reaches from one into the next; no stem is spelt so
TABLES = """
CREATE TABLE about (fingerprint TEXT NOT NULL);
CREATE TABLE post (
  post_id INTEGER PRIMARY KEY, thread_id INTEGER NOT NULL, shown TEXT NOT NULL, author TEXT NOT NULL,
  channel TEXT NOT NULL, brand TEXT NOT NULL, lang TEXT NOT NULL, risk TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE INDEX post_created ON post (created, post_id);
CREATE INDEX post_author ON post (author);
CREATE TABLE mark (post_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX mark_value ON mark (name, value, post_id);
CREATE INDEX mark_post ON mark (post_id);
CREATE VIRTUAL TABLE words USING fts5 (title, tags, body, tokenize = 'ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');
"""
RANK = "-bm25(words, 2.0, 1.0, 1.0)"  # words of the title count twice
_COLUMNS = {"by": "author", "channel": "channel", "brand": "brand", "lang": "lang", "risk": "risk"}
_PLAIN = re.compile(r"[a-z0-9\x80-\U0010ffff]+")


def token(stem: str) -> str:
    """A stem as the tokenizer leaves it alone: letters and digits stay, all else is spelt in hexadecimal."""
    if _PLAIN.fullmatch(stem) and not stem.startswith(FILLER):
        return stem
    return f"{FILLER}x{stem.encode('utf-8', 'surrogatepass').hex()}"


def post_row(document: Document) -> tuple[object, ...]:
    """The row of `post`."""
    named = (filter_value(document.author), filter_value(document.channel), filter_value(document.brand))
    texts = map(_storable, (shown(document), *named, document.lang, document.risk))
    return document.post_id, document.thread_id, *texts, microseconds(document)


def words_row(document: Document) -> tuple[object, ...]:
    """The row of `words`: its stems, column by column."""
    columns = ((document.title,), document.tags, (document.body,))
    return document.post_id, *(_tokens(parts, document.lang) for parts in columns)


def mark_rows(document: Document) -> list[tuple[object, ...]]:
    """The rows of `mark`: what may stand after `tag:` and `is:`."""
    held = [("tag", tag) for tag in tags(document)] + [("is", state) for state in states(document)]
    return [(document.post_id, name, _storable(value)) for name, value in held]


def _tokens(parts: Iterable[str], lang: str) -> str:
    return f" {FILLER} ".join(" ".join(map(token, terms(part, lang))) for part in parts)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def match(wanted: Wanted) -> str:
    """The full-text expression; with phrases, words of which any will do only raise the score."""
    phrases = " AND ".join(map(_any, wanted.parsed.phrases))
    words = (" OR " if wanted.is_any else " AND ").join(map(_any, wanted.words))
    if phrases and words:
        return f"({phrases}) OR (({phrases}) AND ({words}))" if wanted.is_any else f"({phrases}) AND ({words})"
    return phrases or words


def _any(readings: Readings) -> str:
    return "(" + " OR ".join(map(_phrase, readings)) + ")"


def _phrase(stems: Reading) -> str:
    return '"' + " ".join(map(token, stems)) + '"'


def conditions(parsed: Query) -> tuple[str, list[str | int]]:
    """SQL that filters and exclusions add (each begins with AND), and its parameters; `post` is the table."""
    parts: list[str] = []
    given: list[str | int] = []
    for each in parsed.filters:
        parts.append(f"{'NOT ' if each.is_excluded else ''}{_condition(each)}")
        given += _given(each)
    for readings in parsed.excluded:
        parts.append("post.post_id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        given.append(_any(readings))
    return "".join(f" AND {part}" for part in parts), given


def _given(each: Filter) -> list[str | int]:
    if each.name in DAYS:
        return [each.moment]
    return [_storable(each.value)] if each.name in _COLUMNS else [each.name, _storable(each.value)]


def _condition(each: Filter) -> str:
    if each.name in DAYS:
        return f"post.created {'<' if each.name == 'before' else '>='} ?"
    if each.name in _COLUMNS:
        return f"post.{_COLUMNS[each.name]} = ?"
    return "post.post_id IN (SELECT post_id FROM mark WHERE name = ? AND value = ?)"
