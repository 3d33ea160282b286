"""What Whoosh stores of a post, and how a parsed query becomes a Whoosh query without its query language."""

from collections.abc import Iterator
from typing import Any

from whoosh import fields
from whoosh import query as wq
from whoosh.analysis import Analyzer, Token

from search.dialect import Reading, Readings
from search.documents import Document
from search.plan import Wanted, microseconds, shown, states, tags
from search.query import Filter, filter_value
from search.vocabulary import terms

NAME = "posts"
GAP = 10


class Spoken(str):
    """The parts of a text and the language it is in, on its way through Whoosh, which knows only strings."""

    __slots__ = ("lang", "parts")

    lang: str
    parts: tuple[str, ...]

    def __new__(cls, lang: str, parts: tuple[str, ...]) -> "Spoken":
        """The text as a string that remembers."""
        made = super().__new__(cls, "\n".join(parts))
        made.lang, made.parts = lang, parts
        return made


class Stems(Analyzer):  # type: ignore[misc]
    """Our own vocabulary as a Whoosh analyser, so that both indexes and the highlighter see the same words.

    Between the parts of a text places jump, so that no phrase reaches from one part into the next.
    """

    def __call__(self, value: Spoken, positions: bool = False, start_pos: int = 0, **options: Any) -> Iterator[Token]:
        """Yields one token object again and again, as Whoosh asks for."""
        token = Token(positions, removestops=True)
        token.boost, token.stopped = 1.0, False
        place = start_pos
        for part in value.parts:
            for text in terms(part, value.lang):
                token.text, token.original, token.pos = text, text, place
                yield token
                place += 1
            place += GAP


SCHEMA = fields.Schema(
    post_id=fields.ID(stored=True, unique=True),
    thread_id=fields.STORED,
    shown=fields.STORED,
    text=fields.TEXT(analyzer=Stems(), phrase=True),
    state=fields.KEYWORD(commas=True),
    tag=fields.KEYWORD(commas=True),
    by=fields.ID,
    channel=fields.ID,
    brand=fields.ID,
    lang=fields.ID,
    risk=fields.ID,
    created=fields.NUMERIC(numtype=int, bits=64, sortable=True),
)
_FIELDS = {"is": "state"}


def row(document: Document) -> dict[str, Any]:
    """The fields of one post. Words of the title count twice."""
    return {
        "post_id": str(document.post_id),
        "thread_id": document.thread_id,
        "shown": shown(document),
        "text": Spoken(document.lang, (document.title, document.title, *document.tags, document.body)),
        "state": ",".join(states(document)),
        "tag": ",".join(tags(document)),
        "by": filter_value(document.author),
        "channel": filter_value(document.channel),
        "brand": filter_value(document.brand),
        "lang": document.lang,
        "risk": document.risk,
        "created": microseconds(document),
    }


def looked_up(wanted: Wanted) -> wq.Query:
    """All phrases with all words or any of them."""
    words, phrases = [*map(_any, wanted.words)], [*map(_any, wanted.parsed.phrases)]
    if not wanted.is_any:
        return wq.And([*phrases, *words])
    return wq.AndMaybe(wq.And(phrases), wq.Or(words)) if phrases else wq.Or(words)


def term(condition: Filter) -> wq.Query:
    """What a post must hold to pass a filter other than a day."""
    return wq.Term(_FIELDS.get(condition.name, condition.name), condition.value)


def excluded(readings: Readings) -> wq.Query:
    """What a post must not hold."""
    return _any(readings)


def _any(readings: Readings) -> wq.Query:
    return _phrase(readings[0]) if len(readings) == 1 else wq.Or([*map(_phrase, readings)])


def _phrase(stems: Reading) -> wq.Query:
    return wq.Term("text", stems[0]) if len(stems) == 1 else wq.Phrase("text", list(stems))
