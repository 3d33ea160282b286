"""A whole thread on one page, for paper."""

from typing import Any

from forum.services import reading
from forum.services.reading import Reading

MOST = 500  # posts


def whole(thread_row: Any, viewer: Any) -> Reading:
    """The thread with all its answers, at most 500 posts; `next_id` is then the first answer that is left out."""
    found = reading.read(thread_row, viewer)
    while found.next_id is not None and len(found.posts) < MOST:
        more = reading.read(thread_row, viewer, found.next_id)
        found.answers += more.answers
        found.next_id = more.next_id
    while len(found.posts) > MOST and found.answers:
        found.next_id = found.answers.pop().id
    return found
