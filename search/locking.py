"""One writer at a time: a lock beside a folder that the system lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.documents import IndexBusy

PAUSE = 0.02


@contextmanager
def only_writer(folder: Path, wait: float = 30.0) -> Iterator[None]:
    """Holds the right to change `folder` for the block; raises IndexBusy after `wait` seconds.

    The lock is on the open file, not on its existence, so a killed writer leaves nothing to clear away, and it lies
    outside the folder, so the folder itself may be moved aside by its holder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, folder, wait)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise IndexBusy(f"another process writes {folder}") from None
            time.sleep(PAUSE)
