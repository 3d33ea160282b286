"""Hiding posts and showing them again, by the forum's own verbs, and into the history of the thread's case."""

from datetime import datetime

from forum.database import now
from forum.models import Post, User
from forum.services import posts
from forum.services.writing import masked_line
from moderation.services import cases


def hide(post: Post, by: User, reason: str, at: datetime | None = None) -> bool:
    """Hide a post for this reason; its author is told, the public log names it. False when it was hidden already.

    Everybody reads the reason, so personal data in it is masked as in posts.
    """
    at, reason = at or now(), masked_line(reason)
    return posts.hide(post, by, reason, at) and _noted("hid", post, by, reason, at)


def show(post: Post, by: User, reason: str, at: datetime | None = None) -> bool:
    """Show a hidden post again for this reason. False when it was not hidden."""
    at, reason = at or now(), masked_line(reason)
    return posts.show(post, by, reason, at) and _noted("showed", post, by, reason, at)


def _noted(act: str, post: Post, by: User, reason: str, at: datetime) -> bool:
    case = cases.of_threads([post.thread_id]).get(post.thread_id)
    if case:
        cases.note_act(case, act, at, by.id, reason, post.id)
    return True
