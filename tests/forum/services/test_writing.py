"""Beginnings of long texts: masked as if all of it had been, and only so much looked through as is kept."""

from typing import Any

import pytest

from forum import redaction
from forum.services.writing import MARGIN, masked_start

CARD, MAIL = "4242 4242 4242 4242", "mara.secret@example.org"


@pytest.mark.parametrize("secret", [CARD, MAIL])
def test_nothing_that_would_be_masked_shows_wherever_the_text_is_cut(people: Any, secret: str):
    for place in range(40):
        text = "w " * 40 + "x" * place + " My card or mail: " + secret + " is mine. " + "and so on " * 100
        kept = masked_start(text, 120)
        assert len(kept) <= 120 and not any(part in kept for part in ("4242", "mara", "secret")), kept
        long = ("My card is " + secret + ". ") * 60
        kept = masked_start(long, 400 + place)
        assert not any(part in kept for part in ("42", "mara", "secret")), kept


def test_only_what_is_kept_and_a_margin_is_looked_through_however_long_a_text_is(people: Any, monkeypatch: Any):
    looked, mask = [], redaction.mask

    def count(text: str, **more: Any) -> Any:
        looked.append(len(text))
        return mask(text, **more)

    monkeypatch.setattr(redaction, "mask", count)
    assert masked_start("some words " * 100_000, 255) == ("some words " * 100)[:255]
    assert looked == [255 + MARGIN]
    assert masked_start("short", 255) == "short"
