"""The similarity index on disk: segments as .npy files, and one manifest that is renamed into place."""

import json
import os
import shutil
import zlib
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from search.arrays import Array
from search.calibration import Cutoff
from search.documents import IndexDamaged
from search.lexicon import Lexicon
from search.postings import Postings
from search.segments import Segment
from search.vocabulary import fingerprint

FORMAT = 3
MANIFEST = "manifest.json"
SMALL = 1 << 16
GROUPS: dict[str, type] = {"lexicon": Lexicon, "question": Postings, "answer": Postings}
File = tuple[str, int, int]
"""(path below the index's folder, size in bytes, checksum of the array)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A segment, and the file of each of its arrays by name."""

    segment: Segment
    files: dict[str, File]


def stored(folder: Path, segment: Segment, before: Stored | None = None) -> Stored:
    """Writes the arrays that have no file yet; those shared with `before`, the same segment earlier, keep theirs."""
    had = _arrays(before.segment) if before else {}
    name = before.files["ids"][0].partition("/")[0] if before else uuid4().hex[:12]
    (folder / name).mkdir(parents=True, exist_ok=True)
    files = {
        key: before.files[key]
        if before and had[key] is array
        else _written(folder, f"{name}/{key}-{uuid4().hex[:6]}.npy", array)
        for key, array in _arrays(segment).items()
    }
    return Stored(segment, files)


def publish(folder: Path, parts: list[Stored], cutoff: Cutoff) -> None:
    """Makes these segments the index, all at once, and removes files that are no part of it any more.

    The arrays are not forced to the disk: after a loss of power their checksums tell, and the index is rebuilt.
    """
    body = json.dumps(
        {
            "format": FORMAT,
            "vocabulary": fingerprint(),
            "cutoff": [cutoff.background, cutoff.count, cutoff.learnt],
            "segments": [part.files for part in parts],
        }
    )
    making = folder / f"{MANIFEST}.{uuid4().hex[:6]}"
    with making.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"checksum": zlib.crc32(body.encode()), "body": body}))
        file.flush()
        os.fsync(file.fileno())
    making.replace(folder / MANIFEST)
    _clean(folder, {name for part in parts for name, _, _ in part.files.values()})


def read(folder: Path, known: list[Stored]) -> tuple[list[Stored], Cutoff]:
    """What the manifest says now; arrays of `known` are not read again.

    Raises FileNotFoundError when a writer was quicker, IndexDamaged or ValueError for files that are not as written.
    """
    sealed = json.loads((folder / MANIFEST).read_bytes())
    if zlib.crc32(sealed["body"].encode()) != sealed["checksum"]:
        raise IndexDamaged(f"{folder / MANIFEST}: checksum")
    content = json.loads(sealed["body"])
    if (content["format"], content["vocabulary"]) != (FORMAT, fingerprint()):
        raise IndexDamaged(f"{folder} was made by another version")
    had = {part.files[key]: array for part in known for key, array in _arrays(part.segment).items()}
    return [_part(folder, files, had) for files in content["segments"]], Cutoff(*content["cutoff"])


def _file(name: str, size: int, checksum: int) -> File:
    return name, size, checksum


def _part(folder: Path, listed: dict[str, list[Any]], had: dict[File, Array]) -> Stored:
    files = {key: _file(*file) for key, file in listed.items()}
    arrays = {key: had[file] if file in had else _loaded(folder, *file) for key, file in files.items()}
    return Stored(_segment(arrays), files)


def _arrays(segment: Segment) -> dict[str, Array]:
    """Every array of a segment by name, such as `answer.docs`."""
    arrays: dict[str, Array] = {}
    for field in fields(segment):
        value = getattr(segment, field.name)
        if is_dataclass(value):
            arrays |= {f"{field.name}.{inner.name}": getattr(value, inner.name) for inner in fields(value)}
        else:
            arrays[field.name] = value
    return arrays


def _segment(arrays: dict[str, Array]) -> Segment:
    values: dict[str, Any] = {name: array for name, array in arrays.items() if "." not in name}
    for group, kind in GROUPS.items():
        values[group] = kind(**{field.name: arrays[f"{group}.{field.name}"] for field in fields(kind)})
    return Segment(**values)


def _written(folder: Path, name: str, array: Array) -> File:
    path = folder / name
    with path.open("wb") as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return name, path.stat().st_size, _checksum(array)


def _loaded(folder: Path, name: str, size: int, checksum: int) -> Array:
    path = folder / name
    if path.stat().st_size != size:
        raise IndexDamaged(f"{path}: {path.stat().st_size} bytes instead of {size}")
    array: Array = np.asarray(np.load(path, mmap_mode="r" if size > SMALL else None, allow_pickle=False))
    if _checksum(array) != checksum:
        raise IndexDamaged(f"{path}: checksum")
    return array


def _checksum(array: Array) -> int:
    return zlib.crc32(np.ascontiguousarray(array).data.cast("B")) if array.size else 0


def _clean(folder: Path, wanted: set[str]) -> None:
    used = {name.partition("/")[0] for name in wanted}
    for path in folder.iterdir():
        if path.is_dir() and path.name not in used:
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir():
            for file in path.iterdir():
                if f"{path.name}/{file.name}" not in wanted:
                    file.unlink(missing_ok=True)
        elif path.name.startswith(f"{MANIFEST}."):
            path.unlink(missing_ok=True)
