"""Leaving for good: the wish, some days to think again, and the erasure of an account, with or without its words."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from forum import passwords, settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Erasure, Event, OutgoingMail, Post, SealedOriginal, Thread, User
from forum.services import echoes, mailing, personal, posts

GRACE = timedelta(days=7)
AT_ONCE = 50  # posts that are taken back in one transaction
NAME = "somebody-who-left-{id}"
TITLE = "A question that was taken back"


class LastAdminError(Exception):
    """Nobody would be left to run the place."""


def refuse_last_admin(user: User) -> None:
    """Raise LastAdminError when this is the only admin who can still log in."""
    others = select(func.count()).where(
        User.role == "admin", User.id != user.id, User.erased_at.is_(None), User.suspended_at.is_(None)
    )
    if user.role == "admin" and not db.session.scalar(others):
        raise LastAdminError("this is the last admin: make another one first")


def waiting(user_id: int) -> Erasure | None:
    """The wish of this person that was not done yet."""
    return db.session.scalars(select(Erasure).where(Erasure.user_id == user_id, Erasure.done_at.is_(None))).first()


def ask(user: User, takes_words: bool, at: datetime | None = None) -> Erasure:
    """Note that a person wants to leave; it is done when the days of grace are over. Raises LastAdminError."""
    refuse_last_admin(user)
    at = at or now()
    wish = waiting(user.id) or Erasure(user_id=user.id, asked_at=at, due_at=at + GRACE)
    wish.takes_words = takes_words
    db.session.add(wish)
    record("account.erasure_asked", by_id=user.id, at=at, takes_words=takes_words)
    return wish


def think_again(user: User, at: datetime | None = None) -> bool:
    """Keep the account after all. False when nobody wanted it gone."""
    wish = waiting(user.id)
    if wish is None:
        return False
    db.session.delete(wish)
    record("account.erasure_withdrawn", by_id=user.id, at=at)
    return True


def mail_about(user_id: int) -> None:
    """Write to a person who wants to leave, in case it was somebody else at their keyboard."""
    user, wish = db.session.get(User, user_id), waiting(user_id)
    if user is None or wish is None:
        return
    facts = {"due_at": wish.due_at, "link": f"{settings.current().base_url}/settings/leaving"}
    subject, body = mailing.composed("mail/erasure.txt", user.locale, name=user.name, **facts)
    mailing.queue_mail(user.email, subject, body)


def next_due(instant: datetime) -> Erasure | None:
    """A wish whose days of grace are over."""
    due = select(Erasure).where(Erasure.done_at.is_(None), Erasure.due_at <= instant).order_by(Erasure.due_at)
    return db.session.scalars(due.limit(1)).first()


def take_words_back(user: User, at: datetime | None = None) -> int:
    """Take back some of what a person wrote, with its history; gives how many, 0 when nothing is left."""
    standing = select(Post).where(_is_theirs(user), Post.deleted_at.is_(None))
    found = db.session.scalars(standing.order_by(Post.id).limit(AT_ONCE)).all()
    for post in found:
        posts.remove(post, user, at)
    asked = [post.thread_id for post in found if post.kind == "question"]
    db.session.execute(update(Thread).where(Thread.id.in_(asked)).values(title=TITLE))
    return len(found)


def _is_theirs(user: User) -> ColumnElement[bool]:
    return or_(Post.author_id == user.id, Post.behind_id == user.id)


def erase(user: User, at: datetime | None = None) -> None:
    """Take everything personal out of an account and of the rows around it; what stays has no name any more.

    Raises LastAdminError. Words are taken back before, by `take_words_back`, where that was wanted.
    """
    refuse_last_admin(user)
    at = at or now()
    _erase_beside(user)
    personal.erase_rows(user.id, NAME.format(id=user.id))
    _anonymise(user, at)
    mine = select(Post.thread_id).where(Post.author_id == user.id).distinct()
    record("account.erased", by_id=user.id, at=at, threads=sorted(db.session.scalars(mine)))
    done = update(Erasure).where(Erasure.user_id == user.id, Erasure.done_at.is_(None)).values(done_at=at)
    db.session.execute(done)


def _erase_beside(user: User) -> None:
    """What refers to the person otherwise than by a key: sealed originals, letters, words in events."""
    echoes.forget_author(user.id)
    own = select(Post.id).where(_is_theirs(user))
    db.session.execute(delete(SealedOriginal).where(SealedOriginal.post_id.in_(own)))
    db.session.execute(delete(OutgoingMail).where(func.lower(OutgoingMail.recipient) == user.email.lower()))
    for event in db.session.scalars(select(Event).where(Event.by_id == user.id)):
        if any(isinstance(fact, str) for fact in event.facts.values()):
            event.facts = {name: fact for name, fact in event.facts.items() if not isinstance(fact, str)}


def _anonymise(user: User, at: datetime) -> None:
    name: str = NAME.format(id=user.id)
    cleared: dict[str, Any] = {"name": name, "name_key": name, "email": f"{name}@erased.invalid"}
    cleared |= {"email_key": cleared["email"], "password_hash": passwords.UNUSABLE, "about": ""}
    cleared |= {"locale": None, "zone": None, "role": "customer", "epoch": user.epoch + 1, "erased_at": at}
    cleared["suspended_at"] = user.suspended_at or at  # for all who leave out those who are not here
    for column, value in cleared.items():
        setattr(user, column, value)
    db.session.flush()
