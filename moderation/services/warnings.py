"""Warnings: a word with the author of a post, which only the author and staff read."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Post, User
from forum.services import notifications, pseudonyms
from forum.services.writing import masked_line
from moderation.models import Warned
from moderation.services import cases


def warn(post: Post, by: User, reason: str, at: datetime | None = None) -> bool:
    """Warn the author of a post by a notice. False where that is nobody with an account here."""
    at, reason = at or now(), masked_line(reason)
    account_id = pseudonyms.account_of(post)
    if account_id is None:
        return False
    db.session.add(Warned(user_id=account_id, post_id=post.id, by_id=by.id, reason=reason, at=at))
    notifications.tell(account_id, "person.warned", post, by.id, at, reason)
    record("person.warned", post.thread_id, post.id, by.id, at=at)
    case = cases.of_threads([post.thread_id]).get(post.thread_id)
    if case:
        cases.note_act(case, "warned", at, by.id, reason, post.id)
    return True


def of_person(person_id: int) -> list[Any]:
    """Warnings of a person, newest first: id, at, reason, post_id, by_name; not those about posts under a pseudonym."""
    rows = select(Warned.id, Warned.at, Warned.reason, Warned.post_id, User.name.label("by_name"))
    rows = rows.join(User, User.id == Warned.by_id).join(Post, Post.id == Warned.post_id)
    rows = rows.where(Warned.user_id == person_id, Post.author_id == person_id)
    return list(db.session.execute(rows.order_by(Warned.at.desc(), Warned.id.desc()).limit(100)))
