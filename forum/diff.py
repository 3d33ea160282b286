"""Shows what an edit changed, by lines and inside them by words, as pieces that are the same, removed or added."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# difflib compares every equal pair at worst once a matching block: this bounds a whole page of repeated words to 0.2 s.
_MOST_PAIRS = 50_000
_MOST_TOKENS = 6_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it."""

    kind: Kind
    text: str


def words(old: str, new: str) -> list[Piece]:
    """The way from old to new: pieces not added give old, pieces not removed give new.

    Lines that differ are compared word by word, unless they repeat themselves so much that it would take long.
    """
    pieces: list[Piece] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for was, now in _blocks(before, after):
        if was == now:
            pieces.append(Piece("same", "".join(was)))
        else:
            pieces += _reworded("".join(was), "".join(now))
    return _in_lines(list(_joined(pieces)))


def _reworded(old: str, new: str) -> Iterator[Piece]:
    for was, now in _readable(_blocks(_TOKEN.findall(old), _TOKEN.findall(new))):
        if was == now:
            yield Piece("same", was)
        else:
            yield from (Piece("removed", was), Piece("added", now))


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Stretches of both in turn, equal or not; where comparing would be dear, all between the ends is different."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    was, now = old[head : len(old) - tail], new[head : len(new) - tail]
    yield old[:head], new[:head]
    if _is_dear(was, now):
        yield was, now
    else:
        for _, start, end, into, until in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            yield was[start:end], now[into:until]
    yield old[len(old) - tail :], new[len(new) - tail :]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    return next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _is_dear(old: Sequence[str], new: Sequence[str]) -> bool:
    if len(old) + len(new) > _MOST_TOKENS:
        return True
    counts = Counter(new)
    return sum(times * counts[token] for token, times in Counter(old).items()) > _MOST_PAIRS


def _readable(blocks: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Iterator[tuple[str, str]]:
    """Changed words with only a space between them are one change: nobody reads a diff that alternates."""
    was, now, gap = "", "", ""
    for old, new in blocks:
        texts = "".join(old), "".join(new)
        if old != new:
            was, now, gap = was + gap + texts[0], now + gap + texts[1], ""
        elif (was or now) and not gap and texts[0].isspace() and "\n" not in texts[0]:
            gap = texts[0]
        else:
            yield from ((was, now), (gap + texts[0], gap + texts[0]))
            was, now, gap = "", "", ""
    yield from ((was, now), (gap, gap))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if last is not None and piece.text and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
        elif piece.text:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _in_lines(pieces: list[Piece]) -> list[Piece]:
    """Slides a lone change to the end of a line where it can, so that a whole line was added and not parts of two."""
    for place in range(1, len(pieces) - 1):
        before, change, after = pieces[place - 1 : place + 2]
        if change.kind != "same" and before.kind == after.kind == "same" and not change.text.endswith("\n"):
            moved = _common(change.text, after.text)
            end = change.text.rfind("\n", 0, moved) + 1
            if end:
                pieces[place - 1] = Piece("same", before.text + change.text[:end])
                pieces[place] = Piece(change.kind, change.text[end:] + change.text[:end])
                pieces[place + 1] = Piece("same", after.text[end:])
    return [piece for piece in pieces if piece.text]
