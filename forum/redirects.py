"""Recognises answers that only send people elsewhere: into a private message or to the phone."""

import re

_ELSEWHERE = re.compile(
    r"\b(dm|d\.m\.|pm|direct message|private message|inbox|message us|follow (us|back)|"
    r"call us|give us a (call|ring)|phone us|ring us)\b",
    re.IGNORECASE,
)
_SUBSTANCE = 160


def is_redirect(text: str) -> bool:
    """Whether a text does little more than ask for a private message or a call: it says so and is short."""
    return bool(_ELSEWHERE.search(text)) and len(text) < _SUBSTANCE
