"""Passwords: what verifies, what never does, and how long it takes."""

from time import process_time

import pytest

from forum import passwords

WORDS = "a lantern on the porch"


def test_a_password_opens_its_own_hash_and_no_other():
    kept = passwords.hashed(WORDS)
    assert kept.startswith("$argon2id$")
    assert passwords.is_right(WORDS, kept)
    assert not passwords.is_right(WORDS + "!", kept)
    assert passwords.hashed(WORDS) != kept


def test_what_looks_the_same_is_the_same_on_every_keyboard():
    assert passwords.is_right("cafe\u0301 au lait", passwords.hashed("caf\u00e9 au lait"))


@pytest.mark.parametrize("kept", [None, "", passwords.UNUSABLE, "no hash at all"])
def test_nothing_opens_an_account_that_has_no_password(kept):
    assert not passwords.is_right(WORDS, kept)
    assert not passwords.is_right("nobody signs in with this", kept)


def test_an_unknown_account_takes_as_long_as_a_known_one():
    kept = passwords.hashed(WORDS)
    passwords.is_right(WORDS, None)
    known, unknown = (min(_seconds(which) for _ in range(5)) for which in (kept, None))
    assert 0.6 < known / unknown < 1.6


def _seconds(kept: str | None) -> float:
    start = process_time()
    passwords.is_right("a wrong password", kept)
    return process_time() - start


def test_a_password_of_a_megabyte_is_refused_without_work():
    start = process_time()
    assert not passwords.is_right("x" * 1_000_000, passwords.UNUSABLE)
    assert process_time() - start < 0.01


def test_a_hash_of_weaker_parameters_is_dated():
    from argon2 import PasswordHasher

    assert passwords.is_dated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("old words"))
    assert not passwords.is_dated(passwords.hashed(WORDS))
