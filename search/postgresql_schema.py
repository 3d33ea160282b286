"""The tables of the PostgreSQL engine, and how a parsed query becomes a tsquery and conditions."""

from collections import defaultdict
from collections.abc import Iterator

from search.dialect import Readings
from search.documents import Document
from search.plan import Wanted, microseconds, shown, states, tags
from search.query import DAYS, Filter, Query, filter_value
from search.vocabulary import terms

GAP = 10  # between the parts of a text places jump, so that no phrase reaches from one part into the next
LAST_PLACE, MOST_PLACES = 16_383, 255  # what a tsvector can hold of one stem
TABLES = """
CREATE SCHEMA IF NOT EXISTS fulltext;
CREATE TABLE IF NOT EXISTS fulltext.about (fingerprint text NOT NULL);
CREATE TABLE IF NOT EXISTS fulltext.post (
  post_id bigint PRIMARY KEY, thread_id bigint NOT NULL, shown text NOT NULL, words tsvector NOT NULL,
  author text NOT NULL, channel text NOT NULL, brand text NOT NULL, lang text NOT NULL, risk text NOT NULL,
  marks text[] NOT NULL, created bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS post_words ON fulltext.post USING gin (words) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS post_marks ON fulltext.post USING gin (marks) WITH (fastupdate = off);
CREATE INDEX IF NOT EXISTS post_created ON fulltext.post (created, post_id);
CREATE INDEX IF NOT EXISTS post_author ON fulltext.post (author);
CREATE TABLE IF NOT EXISTS fulltext.word (stem text PRIMARY KEY, posts bigint NOT NULL);
"""
DROP = "DROP SCHEMA IF EXISTS fulltext CASCADE"
COLUMNS = ("post_id", "thread_id", "shown", "words", "author", "channel", "brand", "lang", "risk", "marks", "created")
_FIELDS = {"by": "author", "channel": "channel", "brand": "brand", "lang": "lang", "risk": "risk"}


def row(document: Document) -> tuple[object, ...]:
    """The columns of one post. Words of the title weigh twice."""
    named = (document.author, document.channel, document.brand)
    marks = [f"tag:{tag}" for tag in tags(document)] + [f"is:{state}" for state in states(document)]
    return (
        document.post_id,
        document.thread_id,
        storable(shown(document)),
        _vector(document),
        *(storable(filter_value(name)) for name in named),
        document.lang,
        document.risk,
        [*map(storable, marks)],
        microseconds(document),
    )


def storable(text: str) -> str:
    """What the database can keep: no NUL, no half of a character."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _vector(document: Document) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, stem, weight in _placed(document):
        if len(places[stem]) < MOST_PLACES:
            places[stem].append(f"{min(place, LAST_PLACE)}{weight}")
    return " ".join(f"{quoted(stem)}:{','.join(where)}" for stem, where in places.items())


def _placed(document: Document) -> Iterator[tuple[int, str, str]]:
    place = 1
    for text, weight in ((document.title, "A"), *((tag, "") for tag in document.tags), (document.body, "")):
        for stem in terms(text, document.lang):
            yield place, stem, weight
            place += 1
        place += GAP


def quoted(stem: str) -> str:
    """A stem as a lexeme of tsvector and tsquery."""
    return "'" + storable(stem).replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(readings: Readings) -> str:
    """A word or phrase by any of its readings, as a tsquery."""
    return "(" + " | ".join("(" + " <-> ".join(map(quoted, reading)) + ")" for reading in readings) + ")"


def match(wanted: Wanted) -> str:
    """The tsquery that a hit must match; beside a phrase, words of which any will do only raise the score."""
    phrases = [*map(any_of, wanted.parsed.phrases)]
    words = [*map(any_of, wanted.words)]
    if wanted.is_any:
        return " & ".join(phrases) if phrases else " | ".join(words)
    return " & ".join([*phrases, *words])


def conditions(parsed: Query) -> tuple[str, list[str | int]]:
    """SQL that filters and exclusions add (each begins with AND), and its parameters."""
    parts: list[str] = []
    given: list[str | int] = []
    for each in parsed.filters:
        parts.append(f"{'NOT ' if each.is_excluded else ''}{_condition(each)}")
        given.append(_given(each))
    for readings in parsed.excluded:
        parts.append("NOT words @@ %s::tsquery")
        given.append(any_of(readings))
    return "".join(f" AND {part}" for part in parts), given


def _given(each: Filter) -> str | int:
    if each.name in DAYS:
        return each.moment
    return storable(each.value if each.name in _FIELDS else f"{each.name}:{each.value}")


def _condition(each: Filter) -> str:
    if each.name in DAYS:
        return f"created {'<' if each.name == 'before' else '>='} %s"
    return f"{_FIELDS[each.name]} = %s" if each.name in _FIELDS else "marks @> ARRAY[%s]::text[]"
