"""One post a row of a CSV file, its columns named by the header; a quote left open costs only its own line."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.channels.base import LONGEST_LINE, MOST_SHOWN, UNNAMED, Message, RefusedError, Rejection, UnreadableError
from forum.channels.fields import NEEDED, message
from forum.channels.jsonl import renamed
from forum.channels.lines import Line
from forum.channels.rows import Record, rows

DELIMITERS = (",", ";", "\t", "|")

Fields = dict[str, Any]

csv.field_size_limit(2 * LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Header:
    """The first row: the names of the columns and what stands between cells."""

    columns: tuple[str, ...]
    delimiter: str


def header(line: str) -> Header:
    """The header that this line is, split where that gives the most columns."""
    splits = [Header(tuple(_cells(line, mark)), mark) for mark in DELIMITERS]
    return max(splits, key=lambda each: len(each.columns))


def first_row(lines: Iterator[Line]) -> Header | None:
    """The header of a file: its first line that is not blank; None when there is none."""
    return next((header(line.text) for line in lines if line.text.strip("\ufeff \t")), None)


def _cells(raw: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in _split(raw.strip("\ufeff"), delimiter)]
    except csv.Error:
        return []


def checked(columns: Sequence[str], names: Mapping[str, str]) -> None:
    """Refuse a file whose header lacks what a post needs. Raises UnreadableError: one line."""
    there = ", ".join(columns)[:200]
    for ours, theirs in names.items():
        if theirs not in columns:
            raise UnreadableError(f"there is no column {theirs!r} for {ours}; there are: {there}")
    lacking = [name for name in NEEDED if name not in columns and name not in names]
    if lacking:
        raise UnreadableError(f"no column for {', '.join(lacking)} (name them with --map); there are: {there}")


def messages(
    lines: Iterable[Line],
    channel: str = "",
    names: Mapping[str, str] | None = None,
    read: Callable[[Fields], Fields] | None = None,
) -> Iterator[Message]:
    """What the rows say. `names` tells what a field of ours is called here, or `read` turns a row into our fields."""
    source = iter(lines)
    head = first_row(source)
    if head is None:
        return
    for record in rows(source, head.delimiter):
        try:
            fields = cells(record, head)
            fields = read(fields) if read else renamed(fields, names or {})
        except RefusedError as refusal:
            yield Rejection(record.number, refusal.reason, record.raw[:MOST_SHOWN], channel or UNNAMED)
        else:
            yield message(fields, record.number, record.raw, channel)


def cells(record: Record, head: Header) -> Fields:
    """The cells of a row by column; missing ones at its end are empty. Raises RefusedError."""
    if record.fault:
        raise RefusedError(record.fault)
    row = _split(record.raw.replace("\x00", "\ufffd"), head.delimiter)
    if any(row[len(head.columns) :]):
        raise RefusedError("too_many_cells")
    row += [""] * (len(head.columns) - len(row))
    return dict(zip(head.columns, row, strict=False))


def _split(raw: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([raw], delimiter=delimiter), [])
    except csv.Error:  # a carriage return in a cell without quotes
        return next(csv.reader([raw.replace("\r", " ")], delimiter=delimiter), [])
