"""For each stem the threads that have it, how often, and in how many living ones: for questions, and for answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from search.arrays import Array, Ints

MOST = 255


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Stem i stands counts[j] times (at most 255) in thread docs[j] for j from starts[i] to starts[i + 1].

    df[V]: how many living threads have the stem. lengths[n]: words of each thread, repeats included.
    """

    starts: Array
    docs: Array
    counts: Array
    df: Array
    lengths: Array

    def without(self, dead: Array) -> "Postings":
        """The same with only living threads in df."""
        alive = np.concatenate(([0], np.cumsum(~dead[self.docs], dtype=np.int64)))
        return replace(self, df=(alive[self.starts[1:]] - alive[self.starts[:-1]]).astype(np.int32))

    def of(self, stem: int) -> tuple[Array, Array]:
        """(threads in rising order, counts) of one stem."""
        part = slice(self.starts[stem], self.starts[stem + 1])
        return self.docs[part], self.counts[part]


def posted(stems: Ints, docs: Ints, stem_count: int, doc_count: int) -> Postings:
    """Postings of occurrences: stem stems[j] stands once in thread docs[j]."""
    keys, counts = np.unique(stems * doc_count + docs, return_counts=True)
    return _kept(keys, counts, np.bincount(docs, minlength=doc_count), stem_count)


def joined(parts: Sequence[Postings], stem_maps: Sequence[Ints], keeps: Sequence[Ints], stem_count: int) -> Postings:
    """Postings of the threads `keeps` of each part one after the other, their stems renamed by `stem_maps`."""
    doc_count = sum(len(keep) for keep in keeps)
    keys, counts, begin = [], [], 0
    for part, stems, keep in zip(parts, stem_maps, keeps, strict=True):
        place = np.full(len(part.lengths), -1, np.int64)
        place[keep] = np.arange(begin, begin + len(keep))
        docs = place[part.docs]
        keys.append((np.repeat(stems, np.diff(part.starts)) * doc_count + docs)[docs >= 0])
        counts.append(part.counts[docs >= 0])
        begin += len(keep)
    key, order = np.unique(np.concatenate(keys), return_index=True)
    lengths = np.concatenate([part.lengths[keep] for part, keep in zip(parts, keeps, strict=True)])
    return _kept(key, np.concatenate(counts)[order], lengths, stem_count)


def _kept(keys: Ints, counts: Array, lengths: Array, stem_count: int) -> Postings:
    stems, docs = np.divmod(keys, max(1, len(lengths)))
    starts = np.searchsorted(stems, np.arange(stem_count + 1))
    return Postings(
        starts=starts.astype(np.int64),
        docs=docs.astype(np.uint32),
        counts=np.minimum(counts, MOST).astype(np.uint8),
        df=np.diff(starts).astype(np.int32),
        lengths=lengths.astype(np.uint16),
    )
