"""Posts about home routers that the tests of search are told with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from search.documents import Document, Question

FIRST_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def document(post_id: int, body: str = "", title: str = "", **more: Any) -> Document:
    """A post; the n-th was written n minutes after the first."""
    fields: dict[str, Any] = {
        "thread_id": post_id,
        "kind": "question" if title else "answer",
        "tags": (),
        "author": "mara",
        "channel": "site",
        "brand": "lanternet",
        "is_unanswered": False,
        "is_solved": False,
        "created_at": FIRST_AT + timedelta(minutes=post_id),
    }
    return Document(post_id=post_id, title=title, body=body, **(fields | more))


def question(thread_id: int, title: str, answer: str = "Thanks, that did it.", **more: Any) -> Question:
    """A thread with an answer unless it is empty."""
    return Question(thread_id, title, more.get("body", ""), answer, bool(answer))


THREADS = (
    question(1, "My router loses the wifi every evening"),
    question(2, "How do I change the password of the guest network?"),
    question(3, "Lantern light blinks orange after the update", "Hold the reset button for ten seconds."),
    question(4, "Which cable do I need between modem and router?"),
    question(5, "Can I use my own router with fibre?", ""),
    question(6, "The app does not find my new mesh node"),
    question(7, "How do I forward a port for a game console?"),
    question(8, "Parental controls: block one tablet at night"),
)
