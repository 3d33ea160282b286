"""The file of a backup: a ZIP with a manifest, the rows of each table as JSON lines, and a digest of the whole file."""

import fcntl
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
_WORD = b"sha256:"
_SEAL = len(_WORD) + 64  # the ZIP's comment, the last bytes of the file: any unzip reads the rest
_CHUNK = 1 << 20
_LONGEST_LINE = 64 << 20
_LARGEST_MANIFEST = 4 << 20
_DENSEST = 300  # times smaller than its content: rows are not, a bomb is
_BROKEN = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class DamagedError(Exception):
    """Not a whole backup: cut off, changed since it was written, or no backup at all."""


class TakenError(Exception):
    """There is a file of this name already, or another backup is being written to it."""


class Writer:
    """Members of an archive that is being written; `manifest` tells at the end what each holds."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._zip.comment = _WORD + b"0" * 64
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, lines: Iterator[bytes]) -> None:
        """Write a member line by line, and note how many there were and what they hash to."""
        digest, count, size = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                count, size = count + 1, size + len(line)
        self.members[name] = {"lines": count, "bytes": size, "sha256": digest.hexdigest()}

    def close(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, and the end of the ZIP."""
        told = {"format": FORMAT, **manifest, "members": self.members}
        self._zip.writestr(MANIFEST, json.dumps(told, indent=1))
        self._zip.close()

    def give_up(self) -> None:
        """Leave the file as it is: it will be thrown away, and there may be no room for the end of a ZIP."""
        self._zip.fp = None


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was verified: what its manifest says, and its members."""

    path: Path
    manifest: Mapping[str, Any]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member."""
        with zipfile.ZipFile(self.path) as zipped, zipped.open(name) as member:
            yield from iter(lambda: member.readline(_LONGEST_LINE), b"")

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member["bytes"] for member in self.manifest["members"].values())


def write(path: Path, fill: Callable[[Writer], Mapping[str, Any]], is_forced: bool = False) -> Archive:
    """Write an archive under a hidden name (mode 0600), read it back, and only then give it its own.

    `fill` adds the members and gives the manifest. Raises TakenError when there is such a file, OSError when the disk
    is full; then nothing is left behind.
    """
    if path.exists() and not is_forced:
        raise TakenError(f"{path} is there already: choose another name, or say --force")
    part = path.with_name(f".{path.name}.part")
    with _only_writer(part, path) as file:
        writer = Writer(file)
        try:
            writer.close(fill(writer))
            _sign(file)
            found = verified(part)
            _name(part, path, is_forced)
        except BaseException:
            writer.give_up()
            part.unlink(missing_ok=True)
            raise
    return Archive(path, found.manifest)


@contextmanager
def _only_writer(part: Path, path: Path) -> Iterator[IO[bytes]]:
    """The file to write to, ours alone; what a killed backup left there is overwritten."""
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TakenError(f"another backup is being written to {path}") from error
        file.truncate(0)
        yield file


def _sign(file: IO[bytes]) -> None:
    """Put the digest of all that stands before it into the last bytes."""
    file.flush()
    size = file.seek(0, os.SEEK_END)
    digest = _digest(file, size - 64)
    file.seek(size - 64)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def _name(part: Path, path: Path, is_forced: bool) -> None:
    if is_forced:
        os.replace(part, path)
    else:
        try:
            os.link(part, path)
        except FileExistsError as error:
            raise TakenError(f"{path} is there already: choose another name, or say --force") from error
        part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _digest(file: IO[bytes], size: int) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while size > 0 and (chunk := file.read(min(_CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


def verified(path: Path) -> Archive:
    """The archive in this file, after every byte of it was looked at. Raises DamagedError, or OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _SEAL))
        seal = file.read()
        if not seal.startswith(_WORD):
            raise DamagedError("it does not end as a backup does: cut off, or no backup")
        if seal != _WORD + _digest(file, size - 64).encode():
            raise DamagedError("its bytes are not those that were written")
    try:
        return _read(path)
    except _BROKEN as error:
        raise DamagedError(f"it cannot be read: {type(error).__name__}") from error


def _read(path: Path) -> Archive:
    with zipfile.ZipFile(path) as zipped:
        entries = zipped.infolist()
        if zipped.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise DamagedError("its manifest is too large")
        manifest = json.loads(zipped.read(MANIFEST))
        if manifest["format"] != FORMAT:
            raise DamagedError(f"it is of format {manifest['format']}, which this version does not know")
        if sorted(entry.filename for entry in entries) != sorted([MANIFEST, *manifest["members"]]):
            raise DamagedError("its members are not those that its manifest names")
        for entry in entries:
            if entry.filename != MANIFEST:
                _check_member(zipped, entry, manifest["members"][entry.filename])
    return Archive(path, manifest)


def _check_member(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, told: Mapping[str, Any]) -> None:
    if entry.file_size != told["bytes"] or entry.file_size > _CHUNK + _DENSEST * entry.compress_size:
        raise DamagedError(f"{entry.filename} has not the size that it should have")
    digest, count = hashlib.sha256(), 0
    with zipped.open(entry) as member:
        while chunk := member.read(_CHUNK):
            digest.update(chunk)
            count += chunk.count(b"\n")
    if digest.hexdigest() != told["sha256"] or count != told["lines"]:
        raise DamagedError(f"{entry.filename} is not what was written")
