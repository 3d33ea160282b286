"""What Whoosh stores of a post, and how a parsed query becomes a Whoosh query without its query language."""

from collections.abc import Container, Iterator, Mapping
from datetime import UTC
from itertools import accumulate
from typing import Any

from whoosh import fields
from whoosh import query as wq
from whoosh.analysis import Analyzer, Token

from search.documents import Document
from search.query import Filter, Query, filter_value
from search.vocabulary import terms

NAME = "posts"
COMMON_SHARE = 0.02
COMMON_COUNT = 200
STORED_LENGTH = 4_000
RELAXED_POSTINGS, RELAXED_WORDS = 6_000, 3
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
    """The fields of one post; `created` in microseconds since 1970, UTC. Words of the title count twice."""
    states = [name for name, holds in (("unanswered", document.is_unanswered), ("solved", document.is_solved)) if holds]
    tags = [filter_value(tag).replace(",", " ") for tag in document.tags]
    return {
        "post_id": str(document.post_id),
        "thread_id": document.thread_id,
        "shown": (document.body.strip() or document.title)[:STORED_LENGTH],
        "text": PART.join((document.title, document.title, *document.tags, document.body.replace(PART, " "))),
        "state": ",".join(states),
        "tag": ",".join(tags),
        "by": filter_value(document.author),
        "channel": filter_value(document.channel),
        "brand": filter_value(document.brand),
        "created": int(document.created_at.astimezone(UTC).timestamp() * 1_000_000),
    }


def common_words(parsed: Query, often: Mapping[str, int], count: int) -> dict[str, str]:
    """Words of the query in too many of `count` posts to decide anything, but never all: the rarest is kept.

    `often` says in how many posts each stem stands.
    """
    limit = max(COMMON_COUNT, COMMON_SHARE * count)
    left_out = {stem: typed for stem, typed in parsed.words if often[stem] > limit}
    if len(left_out) == len(parsed.words) and left_out and not parsed.phrases:
        left_out.pop(min(left_out, key=lambda stem: often[stem]))
    return left_out


def every_word(parsed: Query, common: Container[str]) -> wq.Query:
    """All words and phrases; every post where neither is asked for."""
    words = [wq.Term("text", stem) for stem, _ in parsed.words if stem not in common]
    return wq.And([*map(_phrase, parsed.phrases), *words]) if parsed.has_text else wq.Every()


def some_words(parsed: Query, common: Container[str], often: Mapping[str, int]) -> wq.Query:
    """All phrases and any word. Of many words the rarest, as many as may be looked up in time, but at least three."""
    stems = sorted((stem for stem, _ in parsed.words if stem not in common), key=lambda stem: often[stem])
    sums = accumulate(often[stem] for stem in stems)
    words = [
        wq.Term("text", stem)
        for place, (stem, total) in enumerate(zip(stems, sums, strict=True))
        if total <= RELAXED_POSTINGS or place < RELAXED_WORDS
    ]
    phrases = [*map(_phrase, parsed.phrases)]
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
