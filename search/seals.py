"""Checksums beside the files of an index whose engine does not check them, so that a flipped bit is noticed."""

import json
import zlib
from pathlib import Path
from uuid import uuid4

from search.documents import IndexDamaged

SEAL = "seal.json"
BLOCK = 1 << 20
Seal = dict[str, tuple[int, int]]


def seal(folder: Path, pattern: str) -> None:
    """Notes size and checksum of every file of that pattern; files never change, so known ones are not read again."""
    known = _read(folder)
    paths = [path for path in folder.glob(pattern) if path.is_file()]
    sums = {path.name: known.get(path.name) or _sum(path) for path in paths}
    making = folder / f"{SEAL}.{uuid4().hex[:6]}"
    making.write_text(json.dumps(sums))
    making.replace(folder / SEAL)


def verify(folder: Path, verified: Seal, commit: str) -> Seal:
    """The files that are as they were sealed; those of `verified` are not read again. Raises IndexDamaged.

    `commit` is the file of the newest commit: when it was sealed, all files of the seal must be there, else only those
    that are there are judged.
    """
    sums = _read(folder)
    if commit in sums and (lost := [name for name in sums if not (folder / name).exists()]):
        raise IndexDamaged(f"{folder}: {lost[0]} is missing")
    for name, wanted in sums.items():
        path = folder / name
        if verified.get(name) != wanted and path.exists() and _sum(path) != wanted:
            raise IndexDamaged(f"{path}: checksum")
    return sums


def _read(folder: Path) -> Seal:
    if not (folder / SEAL).exists():
        return {}
    return {name: (int(size), int(crc)) for name, (size, crc) in json.loads((folder / SEAL).read_text()).items()}


def _sum(path: Path) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc
