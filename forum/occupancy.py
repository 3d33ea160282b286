"""Who is in a data folder: servers, workers and commands side by side, or a restore alone."""

import fcntl
import os
from pathlib import Path
from typing import IO

LOCK = "in-use.lock"


class OccupiedError(Exception):
    """Somebody else is in the folder, and their work does not go together with ours."""


def share(folder: Path) -> IO[bytes]:
    """Be in the folder beside others, as long as the file that comes back lives. Raises OccupiedError in a restore."""
    return _held(folder, fcntl.LOCK_SH, f"a restore is going on in {folder}: wait until it is done")


def alone(folder: Path) -> IO[bytes]:
    """Be alone in the folder, as long as the file that comes back lives. Raises OccupiedError when others are there."""
    words = f"a server, worker or command of this instance runs in {folder}: stop it first"
    return _held(folder, fcntl.LOCK_EX, words)


def _held(folder: Path, kind: int, otherwise: str) -> IO[bytes]:
    file = os.fdopen(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise OccupiedError(otherwise) from error
    return file
