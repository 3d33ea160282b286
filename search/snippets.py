"""The piece of a post that shows why it was found, as plain text with the places of the words found."""

from search.vocabulary import Token, stem, tokens

WIDTH = 220
LEAD = 50


def snippet(text: str, stems: frozenset[str], width: int = WIDTH) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most `width` code points around the densest group of `stems`, and (start, end) of each word found in them."""
    text = " ".join(text.split())
    found = [token for token in tokens(text) if any(stem(word) in stems for word in token.words)]
    start = _word_start(text, _densest(found, width) - LEAD) if len(text) > width else 0
    end = _word_end(text, start, start + width)
    shown = [(token.start - start, token.end - start) for token in found if token.start >= start and token.end <= end]
    return text[start:end], tuple(shown)


def _densest(found: list[Token], width: int) -> int:
    """Where the window with the most different words begins; 0 where nothing was found."""

    def variety(first: int) -> int:
        last = found[first].start + width - 2 * LEAD
        return len({token.words for token in found[first : first + 50] if token.end <= last})

    best = max(range(len(found[:200])), key=lambda first: (variety(first), -first), default=None)
    return 0 if best is None else found[best].start


def _word_start(text: str, start: int) -> int:
    if start <= 0:
        return 0
    space = text.find(" ", start - 1, start + LEAD // 2)
    return space + 1 if space >= 0 else start


def _word_end(text: str, start: int, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", start + WIDTH // 2, end + 1)
    return space if space >= 0 else end
