"""Small numpy tools that the similarity index is made of."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
BLOCK = 16


class Lists(NamedTuple):
    """Many lists in two arrays: list i is items[starts[i] : starts[i + 1]]."""

    starts: Array
    items: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Array) -> tuple[Ints, Array]:
        """(size of each of these lists, all their items one after the other)."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        return sizes, self.items[spread(self.starts[rows], sizes)]


def lists_of(sizes: Array, items: Array) -> Lists:
    """Lists from the size of each and all items."""
    return Lists(np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))), items)


def spread(starts: Array, counts: Array) -> Ints:
    """Indices of many ranges one after the other: for starts 5, 9 and counts 2, 1 they are 5, 6, 9."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(np.asarray(starts, np.int64) - (ends - counts), counts) + np.arange(total, dtype=np.int64)


def names_of(numbers: Iterable[int]) -> NDArray[np.uint64]:
    """64-bit names as an array."""
    return np.fromiter(numbers, np.uint64)


def places(names: Array, order: Array, wanted: Array) -> Ints:
    """Where each wanted name stands in `names`, which `order` sorts; -1 where it does not."""
    if not len(names):
        return np.full(len(wanted), -1, np.int64)
    found = order[np.minimum(np.searchsorted(names, wanted, sorter=order), len(names) - 1)].astype(np.int64)
    return np.where(names[found] == wanted, found, -1)


def union(parts: list[Array]) -> tuple[Array, list[Ints], Ints]:
    """(all different names, where each part's names went, where each name stood first in the parts joined).

    Names keep the order in which they first stood, so that what is frequent lies close together, as it came early.
    """
    names, first, inverse = np.unique(np.concatenate(parts), return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return names[order], np.split(place[inverse], ends), first[order]


def best(scores: Floats, count: int) -> Ints:
    """Places of the `count` highest scores above zero, in no order.

    A long array is seen as columns of BLOCK scores each. The best lie in the `count` columns with the highest maxima,
    so only those are looked into.
    """
    columns = len(scores) // BLOCK
    if columns > 4 * count:
        whole = columns * BLOCK
        maxima = scores[:whole].reshape(BLOCK, columns).max(axis=0)
        chosen = np.argpartition(maxima, -count)[-count:]
        inside = (chosen[:, None] + columns * np.arange(BLOCK)).ravel()
        looked = np.concatenate((inside, np.arange(whole, len(scores))))
    else:
        looked = np.arange(len(scores))
    looked = looked[scores[looked] > 0]
    if len(looked) > count:
        looked = looked[np.argpartition(scores[looked], -count)[-count:]]
    return looked
