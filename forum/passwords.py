"""Passwords: hashed and checked with argon2, a few at once, and as long for an unknown account as for a known one."""

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 10, 200  # characters
UNUSABLE = "!"  # stands where an account has no password yet; nothing verifies against it

# 19 MiB and three rounds: some 40 ms on a shared core (OWASP's floor is two rounds).
_HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
# A flood of log-ins must not take 19 MiB for each thread of the server.
_AT_ONCE = BoundedSemaphore(4)


def hashed(password: str) -> str:
    """The argon2 hash of a password; some 40 ms, so call it before the first query of a request that writes."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether the password belongs to the kept hash; without one (no such account) it takes as long and says no."""
    has_hash = bool(kept) and kept != UNUSABLE
    if not 0 < len(password) <= LONGEST:
        return False
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept if has_hash and kept else _nobodys(), _bytes(password)) and has_hash
    except (Argon2Error, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """A hash that belongs to no account."""
    return _HASHER.hash(b"nobody signs in with this")


def _bytes(password: str) -> bytes:
    """One sequence of bytes for what looks the same, whichever keyboard typed it."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")
