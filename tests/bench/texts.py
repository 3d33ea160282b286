"""Texts to measure search with: drawn word by word from a real vocabulary, as often as people use each word."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from search.documents import Document, Question
from tests.conftest import SHARED

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"[^\W\d_]{2,}")
FIRST_AT = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def _vocabulary() -> tuple[list[str], list[int]]:
    """Words with cumulated counts, from recorded posts where they are there, else from our own texts; with a long tail."""
    files = [SHARED / "data" / "intents" / f"{name}.csv" for name in ("banking77", "clinc150", "hwu64_fold1")]
    files = [path for path in files if path.exists()] or [*(ROOT / "forum" / "demo_town").rglob("*.toml")]
    counts = Counter(word for path in files for word in WORD.findall(path.read_text("utf-8").lower()))
    words = [word for word, _ in counts.most_common()]
    numbers = [count for _, count in counts.most_common()]
    while len(words) < 60_000:  # rare words of a large place: each a pair of known ones
        words.append(words[len(words) % 997] + words[(len(words) * 7) % 1_499])
        numbers.append(1)
    return words, list(accumulate(numbers))


def sentences(count: int, length: int = 25, seed: int = 7) -> Iterator[str]:
    """So many texts of so many words; the same ones for the same seed."""
    chance, (words, weights) = random.Random(seed), _vocabulary()
    for _ in range(count):
        yield " ".join(chance.choices(words, cum_weights=weights, k=length))


def questions(count: int) -> Iterator[Question]:
    """Threads with an answer: ten words of title, fifteen of text."""
    for number, text in enumerate(sentences(count), 1):
        words = text.split(" ")
        yield Question(number, " ".join(words[:10]), " ".join(words[10:]), "", True)


def documents(count: int) -> Iterator[Document]:
    """Posts a minute apart, each fifth the question of a thread."""
    for number, text in enumerate(sentences(count, seed=11), 1):
        words, is_question = text.split(" "), number % 5 == 1
        yield Document(
            post_id=number,
            thread_id=number - (number - 1) % 5,
            kind="question" if is_question else "answer",
            title=" ".join(words[:8]) if is_question else "",
            body=text,
            tags=(f"tag{number % 40}",) if is_question else (),
            author=f"person{number % 500}",
            channel="twitter" if number % 3 else "site",
            brand="main",
            is_unanswered=number % 15 == 1,
            is_solved=number % 15 == 6,
            created_at=FIRST_AT + timedelta(minutes=number),
        )


def typed(count: int, length: int) -> list[str]:
    """Questions that somebody types, other ones than are stored."""
    return [*sentences(count, length, seed=1_000 + length)]


def common(count: int) -> list[str]:
    """Queries of two rarer words and one of the most frequent."""
    words = _vocabulary()[0]
    return [f"{text} {words[number % 5]}" for number, text in enumerate(sentences(count, 2, seed=77))]
