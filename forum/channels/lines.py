"""Reads bytes line by line in bounded memory: too long lines are read past, and each is decoded as what it is."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from forum.channels.base import LONGEST_LINE, BrokenOffError

_BEGINNING = 4_000  # bytes of a too long line that are kept, to show what it was
_STEP = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line without its end; of a too long one only the beginning."""

    number: int
    raw: bytes
    is_too_long: bool = False

    @property
    def text(self) -> str:
        """The line decoded."""
        return self.raw.decode("utf-8", "replace") if self.is_too_long else decoded(self.raw)


def lines(stream: BinaryIO) -> Iterator[Line]:
    """The lines of a stream, numbered from 1; blank ones too. Raises BrokenOffError where it ends before its end."""
    number = 0
    try:
        while raw := stream.readline(LONGEST_LINE + 2):
            number += 1
            is_whole = raw.endswith(b"\n") or len(raw) < LONGEST_LINE + 2
            ended = raw.rstrip(b"\r\n")
            if not is_whole:
                _read_past(stream)
            is_too_long = len(ended) > LONGEST_LINE
            yield Line(number, ended[:_BEGINNING] if is_too_long else ended, is_too_long)
    except (EOFError, OSError, zlib.error) as error:  # a gzip that was cut off or damaged; a disk that cannot be read
        raise BrokenOffError(f"the file broke off after line {number}: {_why(error)}") from error


def _why(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _read_past(stream: BinaryIO) -> None:
    while (piece := stream.readline(_STEP)) and not piece.endswith(b"\n"):
        pass


def decoded(raw: bytes) -> str:
    """Bytes as text: UTF-8 (also with lone surrogates in it), else Windows-1252, as most other exports are."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
