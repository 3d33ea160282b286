"""What Whoosh stores of a post, and how a parsed query becomes a Whoosh query without its query language."""

from collections.abc import Iterator
from typing import Any

from whoosh import fields
from whoosh import query as wq
from whoosh.analysis import Analyzer, Token

from search.documents import Document
from search.plan import Wanted, microseconds, shown, states, tags
from search.query import Filter, Query, filter_value
from search.vocabulary import terms

NAME = "posts"
PART = "\x1e"
GAP = 10


class Stems(Analyzer):  # type: ignore[misc]
    """Our own vocabulary as a Whoosh analyser, so that both indexes and the highlighter see the same words.

    Between the parts of a text places jump, so that no phrase reaches from one part into the next.
    """

    def __call__(self, value: str, positions: bool = False, start_pos: int = 0, **options: Any) -> Iterator[Token]:
        """Yields one token object again and again, as Whoosh asks for."""
        token = Token(positions, removestops=True)
        token.boost, token.stopped = 1.0, False
        place = start_pos
        for part in value.split(PART):
            for text in terms(part):
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
    created=fields.NUMERIC(numtype=int, bits=64, sortable=True),
)
_FIELDS = {"is": "state"}


def row(document: Document) -> dict[str, Any]:
    """The fields of one post. Words of the title count twice."""
    return {
        "post_id": str(document.post_id),
        "thread_id": document.thread_id,
        "shown": shown(document),
        "text": PART.join((document.title, document.title, *document.tags, document.body.replace(PART, " "))),
        "state": ",".join(states(document)),
        "tag": ",".join(tags(document)),
        "by": filter_value(document.author),
        "channel": filter_value(document.channel),
        "brand": filter_value(document.brand),
        "created": microseconds(document),
    }


def looked_up(wanted: Wanted) -> wq.Query:
    """All phrases with all words or any of them; every post where neither is asked for."""
    words = [wq.Term("text", stem) for stem in wanted.words]
    phrases = [*map(_phrase, wanted.parsed.phrases)]
    if not wanted.has_text:
        return wq.Every()
    if not wanted.is_any:
        return wq.And([*phrases, *words])
    return wq.AndMaybe(wq.And(phrases), wq.Or(words)) if phrases else wq.Or(words)


def filtered(wanted: wq.Query, parsed: Query) -> wq.Query:
    """Of what is wanted only what passes every filter."""
    required = [_term(condition) for condition in parsed.filters if not condition.is_excluded]
    return wq.Require(wanted, wq.And(required)) if required else wanted


def unwanted(parsed: Query) -> wq.Query | None:
    """What a hit must not match. Kept apart as a mask, since Whoosh's AndNot forgets it now and then."""
    parts = [_term(condition) for condition in parsed.filters if condition.is_excluded]
    parts += map(_phrase, parsed.excluded)
    return wq.Or(parts) if parts else None


def _term(condition: Filter) -> wq.Query:
    return wq.Term(_FIELDS.get(condition.name, condition.name), condition.value)


def _phrase(stems: tuple[str, ...]) -> wq.Query:
    return wq.Term("text", stems[0]) if len(stems) == 1 else wq.Phrase("text", list(stems))
