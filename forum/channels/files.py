"""Opens a file of posts: finds out its format, unpacks gzip, and gives its messages one by one."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from forum.channels import csvfile, jsonl, twcs
from forum.channels.base import BrokenOffError, Message, RefusedError, UnreadableError
from forum.channels.fields import FIELDS, NEEDED, channel_named
from forum.channels.lines import decoded, lines

FORMATS = ("jsonl", "csv", "twcs")
_GZIP = b"\x1f\x8b"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LOOK = 200_000  # bytes of the beginning that tell the format
_ENDINGS = {".jsonl", ".ndjson"}


@dataclass(slots=True)
class PostFile:
    """An open file of posts. `size` and `position` are bytes on the disk, also of a packed one."""

    path: Path
    format: str
    size: int
    raw: BinaryIO
    stream: BinaryIO
    channel: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.raw.close()

    @property
    def position(self) -> int:
        """How far the file has been read."""
        return min(self.raw.tell(), self.size)

    def messages(self) -> Iterator[Message]:
        """Every message in the file's order. Raises BrokenOffError where it ends too early; all before it was given."""
        found = lines(self.stream)
        if self.format == "jsonl":
            return jsonl.messages(found, self.channel, self.names)
        if self.format == "twcs":
            return csvfile.messages(found, self.channel or twcs.CHANNEL, read=twcs.fields)
        return csvfile.messages(found, self.channel, self.names)


def open_posts(path: Path, kind: str = "auto", names: Mapping[str, str] | None = None, channel: str = "") -> PostFile:
    """Open a file of posts; `kind` is one of FORMATS or `auto`. Raises UnreadableError: one line."""
    refuse_names(names or {})
    raw = _regular(path)
    try:
        return _opened(path, raw, kind, names or {}, named(channel))
    except BaseException:
        raw.close()
        raise


def _regular(path: Path) -> BinaryIO:
    """The open file, which must be one that ends."""
    try:
        if path.exists() and not path.is_file():
            raise UnreadableError(f"cannot read {path}: it is {'a folder' if path.is_dir() else 'no ordinary file'}")
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"cannot read {path}: {(getattr(error, 'strerror', None) or str(error)).lower()}"
        ) from error


def _opened(path: Path, raw: BinaryIO, kind: str, names: Mapping[str, str], channel: str) -> PostFile:
    size = path.stat().st_size
    is_packed = raw.read(2) == _GZIP
    raw.seek(0)
    beginning = _beginning(raw, is_packed)
    found = kind if kind != "auto" else _format_of(path, beginning, names)
    _refuse_columns(found, beginning, names)
    raw.seek(0)
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw) if is_packed else raw)
    return PostFile(path, found, size, raw, stream, channel, names)


def _beginning(raw: BinaryIO, is_packed: bool) -> list[str]:
    """The first lines as text; of a broken file as many as there are."""
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
    found, size = [], 0
    try:
        for line in islice(lines(stream), 50):
            found.append(line.raw)
            size += len(line.raw)
            if size > _LOOK:
                break
    except BrokenOffError:
        pass
    if found and found[0].startswith(_WIDE):
        raise UnreadableError("format not recognised: this is UTF-16; save it as UTF-8")
    return [text for raw_line in found if (text := decoded(raw_line).strip("\ufeff \t"))]


def _format_of(path: Path, beginning: list[str], names: Mapping[str, str]) -> str:
    endings = {ending.lower() for ending in path.suffixes}
    if endings & _ENDINGS or not beginning:
        return "jsonl"
    columns = set(csvfile.header(beginning[0]).columns)
    if columns >= twcs.NEEDED:
        return "twcs"
    if ".csv" in endings or columns >= (set(NEEDED) - set(names)) | set(names.values()):
        return "csv"
    if any(text.startswith("{") for text in beginning):
        return "jsonl"
    needed = ", ".join(NEEDED)
    raise UnreadableError(f"format not recognised: {path} is neither JSON lines nor a CSV with the columns {needed}")


def _refuse_columns(kind: str, beginning: list[str], names: Mapping[str, str]) -> None:
    if kind == "jsonl" or not beginning:
        return
    columns = csvfile.header(beginning[0]).columns
    if kind == "csv":
        csvfile.checked(columns, names)
    elif lacking := twcs.NEEDED - set(columns):
        raise UnreadableError(f"not a twcs file: no column {', '.join(sorted(lacking))}")


def refuse_names(names: Mapping[str, str]) -> None:
    """Refuse a `--map` that names fields we do not have. Raises UnreadableError."""
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise UnreadableError(f"--map: there is no field {', '.join(unknown)}; there are: {', '.join(FIELDS)}")


def named(channel: str) -> str:
    """A channel's name from the command line. Raises UnreadableError."""
    try:
        return channel_named(channel) if channel else ""
    except RefusedError:
        raise UnreadableError(f"--channel: {channel!r} cannot be the name of a channel") from None
