"""Columns of a Whoosh segment read at once: value by value Whoosh seeks in a file for each post that is scored."""

from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import LENGTHS_COLUMN, _lenfield
from whoosh.util.numeric import byte_to_length

from search.arrays import Array, Ints

SIGN = np.uint64(1 << 63)  # Whoosh stores signed numbers so that their bytes are in order
LENGTHS = tuple(byte_to_length(byte) for byte in range(256))


def length_bytes(leaf: Any) -> bytes:
    """For each post of a segment the byte that stands for the length of its text; LENGTHS says which length."""
    name = _lenfield("text")
    if not leaf._perdoc.has_column(name):
        return bytes(leaf.doc_count_all())
    return _padded(leaf._perdoc.column_reader(name, LENGTHS_COLUMN), leaf.doc_count_all())


def created(leaf: Any) -> Ints:
    """When each post of a segment was written, in microseconds since 1970."""
    if not leaf.has_column("created"):
        return np.zeros(leaf.doc_count_all(), np.int64)
    raw = _padded(leaf.column_reader("created", translate=False), leaf.doc_count_all())
    return (np.frombuffer(raw, ">u8").astype(np.uint64) ^ SIGN).view(np.int64)


def live(leaf: Any) -> Array:
    """Which posts of a segment are not deleted."""
    is_live = np.ones(leaf.doc_count_all(), np.bool_)
    is_live[[*leaf.deleted_docs_set]] = False
    return is_live


def numbers(leaf: Any, query: Any) -> Ints:
    """All posts of a segment's searcher that match, in rising order."""
    return np.fromiter(query.matcher(leaf, leaf.boolean_context()).all_ids(), np.int64)


def _padded(reader: Any, count: int) -> bytes:
    """All values; those at the end that equal the default are not in the file."""
    held: bytes = reader._dbfile.get(reader._basepos, reader._count * reader._fixedlen)
    rest: bytes = reader._defaultbytes * (count - reader._count)
    return bytes(held) + rest
