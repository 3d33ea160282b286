"""Joins lines into the rows of a CSV file, in bounded memory and time whatever quotes are left open."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forum.channels.base import LONGEST_LINE
from forum.channels.lines import Line

_MOST_LINES = 5_000  # of one row: a longer one is a quote that was never closed
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, from line `number` on; `fault` (a key of REASONS) where it is none."""

    number: int
    raw: str
    fault: str = ""


def rows(lines: Iterable[Line], delimiter: str) -> Iterator[Record]:
    """Rows, joined where a quoted cell goes over several lines; blank lines between rows are left out."""
    source = _Source(iter(lines))
    while first := source.next():
        if first.is_too_long:
            yield Record(first.number, first.text, "line_too_long")
        elif first.text.strip():
            yield _record(first, source, delimiter)


@dataclass(slots=True)
class _Source:
    """Lines that can be given back. Every quote left open shortens what the next may read ahead."""

    lines: Iterator[Line]
    ahead: deque[Line] = field(default_factory=deque)
    left_open: int = 0

    def next(self) -> Line | None:
        return self.ahead.popleft() if self.ahead else next(self.lines, None)

    def give_back(self, lines: list[Line]) -> None:
        self.ahead.extendleft(reversed(lines))
        self.left_open += 1

    @property
    def most(self) -> int:
        return max(_FEWEST, _MOST_LINES // (1 + self.left_open))


def _record(first: Line, source: _Source, delimiter: str) -> Record:
    used, size = [first], len(first.raw)
    is_open = is_left_open(first.text, delimiter)
    while is_open:
        line = source.next()
        if line:
            used.append(line)
            size += len(line.raw)
        is_over = line is not None and (line.is_too_long or size > LONGEST_LINE or len(used) > source.most)
        if line is None or is_over or not is_closed_well(line.text, delimiter):
            source.give_back(used[1:])
            return Record(first.number, first.text, "open_quote")
        is_open = is_left_open(line.text, delimiter, is_open=True)
    return Record(first.number, "\n".join(line.text for line in used))


def is_closed_well(text: str, delimiter: str) -> bool:
    """Whether the quoted cell that came into this line goes on, or is closed as it must be: at a cell's end.

    Where it is not, the quote was never meant to reach here: what follows is another row.
    """
    place = _after_quote(text, 0)
    return place < 0 or not text[place:].rstrip("\r") or text.startswith(delimiter, place)


def is_left_open(text: str, delimiter: str, is_open: bool = False) -> bool:
    """Whether a quoted cell goes on after this line; `is_open`: one came into it. A quote opens at a cell's start."""
    place = 0
    while True:
        if is_open:
            place = _after_quote(text, place)
            if place < 0:
                return True
            is_open = False
        elif text.startswith('"', place):
            place, is_open = place + 1, True
            continue
        place = text.find(delimiter, place) + 1
        if not place:
            return False


def _after_quote(text: str, place: int) -> int:
    """Where the text goes on after the quote that closes a cell (two of them are one in the cell); -1 if none does."""
    while (place := text.find('"', place)) >= 0:
        if not text.startswith('"', place + 1):
            return place + 1
        place += 2
    return -1
