"""Hiding posts and showing them again, by the forum's own verbs, and into the history of the thread's case."""

from datetime import datetime

from forum.database import now
from forum.extensions import db
from forum.models import Post, User
from forum.services import posts
from forum.services.writing import masked_line
from moderation.models import Appeal
from moderation.services import appeals, attention, cases


def hide(post: Post, by: User, reason: str, at: datetime | None = None) -> bool:
    """Hide a post for this reason; its author is told, the public log names it. False when it was hidden already.

    Everybody reads the reason, so personal data in it is masked as in posts. Reports of the post are upheld by it.
    """
    at, reason = at or now(), masked_line(reason)
    return posts.hide(post, by, reason, at) and _noted("hid", post, by, reason, at)


def show(post: Post, by: User, reason: str, at: datetime | None = None) -> bool:
    """Show a hidden post again for this reason; where its author asked for another look, that is granted by it.

    False when it was not hidden; raises appeals.OwnActError where another moderator must decide.
    """
    at, reason = at or now(), masked_line(reason)
    appeal = appeals.refuse_show(post, by)
    if appeal is not None:
        appeals.grant(appeal, by, reason, at)
    elif not posts.show(post, by, reason, at):
        return False
    return _noted("showed", post, by, reason, at)


def grant(appeal: Appeal, by: User, reason: str, at: datetime | None = None) -> None:
    """Show a post again because its author asked for another look. Raises as appeals.grant."""
    at = at or now()
    appeals.grant(appeal, by, reason, at)
    attention.keep([_thread_of(appeal)], at, by.id)


def leave_hidden(appeal: Appeal, by: User, reason: str, at: datetime | None = None) -> None:
    """Leave a post hidden though its author asked for another look. Raises as appeals.decline."""
    at = at or now()
    appeals.decline(appeal, by, reason, at)
    attention.keep([_thread_of(appeal)], at, by.id)


def _thread_of(appeal: Appeal) -> int:
    return db.session.get_one(Post, appeal.post_id).thread_id


def _noted(act: str, post: Post, by: User, reason: str, at: datetime) -> bool:
    case = cases.of_threads([post.thread_id]).get(post.thread_id)
    if case:
        cases.note_act(case, act, at, by.id, reason, post.id)
    attention.keep([post.thread_id], at, by.id)
    return True
