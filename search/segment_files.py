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
from search.documents import IndexDamaged
from search.lexicon import Lexicon
from search.postings import Postings
from search.segments import Segment
from search.vocabulary import fingerprint

FORMAT = 1
MANIFEST = "manifest.json"
GROUPS = {"lexicon": Lexicon, "question": Postings, "answer": Postings}


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Below `score` nothing is similar; found when the index held `count` threads."""

    score: float
    count: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A segment with where it lies: array name -> (file below the index's folder, bytes, checksum)."""

    segment: Segment
    files: dict[str, tuple[str, int, int]]


def flat(segment: Segment) -> dict[str, Array]:
    """Every array of a segment by name, such as `answer.docs`."""
    arrays: dict[str, Array] = {}
    for field in fields(segment):
        value = getattr(segment, field.name)
        if is_dataclass(value):
            arrays |= {f"{field.name}.{inner.name}": getattr(value, inner.name) for inner in fields(value)}
        else:
            arrays[field.name] = value
    return arrays


def from_flat(arrays: dict[str, Array]) -> Segment:
    """The segment of those arrays."""
    values: dict[str, Any] = {name: array for name, array in arrays.items() if "." not in name}
    for group, kind in GROUPS.items():
        values[group] = kind(**{field.name: arrays[f"{group}.{field.name}"] for field in fields(kind)})
    return Segment(**values)


def stored(folder: Path, segment: Segment, before: Stored | None = None) -> Stored:
    """Writes what has no file yet; arrays shared with `before`, the same segment earlier, keep theirs."""
    if before is not None and before.segment is segment:
        return before
    known = flat(before.segment) if before else {}
    name = before.files["ids"][0].partition("/")[0] if before else uuid4().hex[:12]
    (folder / name).mkdir(parents=True, exist_ok=True)
    files = {}
    for key, array in flat(segment).items():
        if before and known[key] is array:
            files[key] = before.files[key]
        else:
            files[key] = _written(folder, f"{name}/{key}-{uuid4().hex[:6]}.npy", array)
    return Stored(segment, files)


def publish(folder: Path, parts: list[Stored], cutoff: Cutoff) -> None:
    """Makes these segments the index, all at once, and removes files that are no longer part of it."""
    content = {
        "format": FORMAT,
        "vocabulary": fingerprint(),
        "cutoff": [cutoff.score, cutoff.count],
        "segments": [part.files for part in parts],
    }
    body = json.dumps(content)
    text = json.dumps({"checksum": zlib.crc32(body.encode()), "body": body})
    making = folder / f"{MANIFEST}.{uuid4().hex[:6]}"
    with making.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    making.replace(folder / MANIFEST)
    _clean(folder, {name for part in parts for name, _, _ in part.files.values()})


def read(folder: Path, known: dict[str, Stored]) -> tuple[list[Stored], Cutoff]:
    """What the manifest says now; segments in `known` (by the file of their ids) are not read again.

    Raises FileNotFoundError when a writer was quicker, IndexDamaged for files that are not what was written.
    """
    outer = json.loads((folder / MANIFEST).read_bytes())
    if zlib.crc32(outer["body"].encode()) != outer["checksum"]:
        raise IndexDamaged(f"{folder / MANIFEST}: checksum")
    content = json.loads(outer["body"])
    if content["format"] != FORMAT or content["vocabulary"] != fingerprint():
        raise IndexDamaged(f"{folder} was made by another version")
    parts = [_part(folder, {key: tuple(file) for key, file in files.items()}, known) for files in content["segments"]]
    return parts, Cutoff(*content["cutoff"])


def _part(folder: Path, files: dict[str, Any], known: dict[str, Stored]) -> Stored:
    before = known.get(files["ids"][0])
    had = flat(before.segment) if before else {}
    arrays = {
        key: had[key] if before and before.files[key] == file else _loaded(folder, *file)
        for key, file in files.items()
    }
    return Stored(from_flat(arrays), files)


def _written(folder: Path, name: str, array: Array) -> tuple[str, int, int]:
    path = folder / name
    with path.open("wb") as file:
        np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return name, path.stat().st_size, zlib.crc32(np.ascontiguousarray(array).data.cast("B") if array.size else b"")


def _loaded(folder: Path, name: str, size: int, checksum: int) -> Array:
    path = folder / name
    if path.stat().st_size != size:
        raise IndexDamaged(f"{path}: {path.stat().st_size} bytes instead of {size}")
    array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    if zlib.crc32(array.data.cast("B") if array.size else b"") != checksum:
        raise IndexDamaged(f"{path}: checksum")
    return array


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
