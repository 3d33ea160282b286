"""Accounts: signing up, who signs in, passwords changed and forgotten, and keeping somebody out for a while."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from forum import names, settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Suspension, User
from forum.services import mailing, publiclog
from forum.services.composing import composed

RESET_LASTS = timedelta(hours=1)


class TakenError(Exception):
    """Somebody has this already: `what` is name or email."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} is taken")
        self.what = what


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is checked against."""

    user_id: int
    password_hash: str


def by_name(name: str) -> User | None:
    """The account of this name, in whatever case it is written."""
    return db.session.scalars(select(User).where(func.lower(User.name) == names.normal(name).lower())).one_or_none()


def everyone(role: str | None = None) -> Sequence[User]:
    """All accounts that were not erased, or those with one role; staff first."""
    found = select(User).where(User.erased_at.is_(None)).order_by(User.role == "customer", User.name)
    return db.session.scalars(found.where(User.role == role) if role else found).all()


def change_role(user: User, role: str, at: datetime | None = None) -> None:
    """Let the account be something else from now on; all its sessions end."""
    user.role, user.epoch = role, user.epoch + 1
    record("account.role_changed", at=at or now(), user_id=user.id, role=role)


def credentials(name_or_email: str) -> Credentials | None:
    """What the log-in of this name or e-mail is checked against. Names have no @, so they never meet."""
    column = User.email if "@" in name_or_email else User.name
    wanted = func.lower(column) == names.normal(name_or_email).lower()
    row = db.session.execute(select(User.id, User.password_hash).where(wanted)).one_or_none()
    return Credentials(row.id, row.password_hash) if row else None


def register(name: str, email: str, password_hash: str, role: str = "customer", at: datetime | None = None) -> User:
    """Make an account. Raises TakenError when name or e-mail belong to somebody, also when two sign up at once."""
    at = at or now()
    user = User(name=names.normal(name), email=email, password_hash=password_hash, role=role, created_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise TakenError("name" if by_name(name) else "email") from error
    record("account.registered", by_id=user.id, at=at)
    return user


def change_password(user: User, password_hash: str, at: datetime | None = None) -> None:
    """Give the account a new password; all its sessions end, and the caller may begin a new one for who is here."""
    _replace_password(user, password_hash)
    record("account.password_changed", by_id=user.id, at=at)


def log_out(user_id: int, at: datetime | None = None) -> None:
    """Note that somebody logged out somewhere: their open streams end, and those of other sessions come back."""
    record("account.logged_out", by_id=user_id, at=at)


def freshen_hash(user: User, password_hash: str) -> None:
    """Keep the same password under today's parameters; sessions go on."""
    user.password_hash = password_hash


def forget_password(email: str, at: datetime | None = None) -> None:
    """Somebody wants a link at this address. The worker writes the mail: known and unknown ones take the same here."""
    user_id = db.session.scalar(select(User.id).where(func.lower(User.email) == names.normal(email).lower()))
    record("account.password_forgotten", by_id=user_id, at=at)


def mail_reset_link(user_id: int, at: datetime) -> None:
    """Write the mail with the link that sets a new password; suspended accounts get none."""
    user = db.session.get(User, user_id)
    if user is None or not user.is_active:
        return
    link = f"{settings.current().base_url}/reset/{reset_token(user, at)}"
    subject, body = composed("mail/reset.txt", user.locale, name=user.name, link=link)
    mailing.queue_mail(user.email, subject, body, at)


def reset_token(user: User, at: datetime) -> str:
    """A signed word that lets its bearer set this account's password within the hour, once."""
    return _signer().dumps([user.id, int((at + RESET_LASTS).timestamp()), _fingerprint(user)])


def owner_of(token: str, at: datetime | None = None) -> User | None:
    """Whose password this word may set; None when it is forged, late, used, or password or e-mail changed since."""
    try:
        user_id, expires, fingerprint = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    if (at or now()).timestamp() >= expires:
        return None
    user = db.session.scalars(_held(user_id)).one_or_none()
    return user if user and user.is_active and _fingerprint(user) == fingerprint else None


def reset_password(token: str, password_hash: str, at: datetime | None = None) -> User | None:
    """Set a new password by a mailed word, which dies with it. None when the word is not good (any more)."""
    user = owner_of(token, at)
    if user is not None:
        _replace_password(user, password_hash)
        record("account.password_reset", by_id=user.id, at=at)
    return user


def suspend(user: User, by: User, reason: str, until_at: datetime, at: datetime | None = None) -> bool:
    """Keep somebody out until an instant: their sessions end at once, they are told by mail until when and why.

    The public log says that an account was suspended, why and for how long, but not whose. False while they are.
    """
    at = at or now()
    user = db.session.scalars(_held(user.id)).one()
    if not user.is_active:
        return False
    days = max(1, round((until_at - at) / timedelta(days=1)))
    line = publiclog.write("suspended", by.id, reason, at, count=days)
    row = Suspension(user_id=user.id, by_id=by.id, reason=reason, at=at, until_at=until_at, public_act_id=line)
    db.session.add(row)
    user.suspended_at, user.suspended_until, user.epoch = at, until_at, user.epoch + 1
    db.session.flush()
    record("account.suspended", by_id=by.id, at=at, suspension_id=row.id)
    return True


def unsuspend(user: User, by: User, reason: str, at: datetime | None = None) -> bool:
    """Let somebody in again before the time is over. False when nothing keeps them out."""
    at = at or now()
    user = db.session.scalars(_held(user.id)).one()
    if user.is_active or user.erased_at is not None:  # who has left for good stays away
        return False
    user.suspended_at = user.suspended_until = None
    lifted = {"lifted_by_id": by.id, "lifted_reason": reason, "lifted_at": at}
    last = update(Suspension).where(Suspension.user_id == user.id, Suspension.lifted_at.is_(None))
    lines = set(db.session.scalars(last.values(**lifted).returning(Suspension.public_act_id)))
    publiclog.lift({line for line in lines if line is not None}, reason, at)
    record("account.unsuspended", by_id=by.id, at=at, user_id=user.id)
    return True


def end_suspensions(clock: Callable[[], datetime] = now) -> None:
    """Forget suspensions that are over; they ended by themselves at their instant already."""
    over = (User.suspended_until.is_not(None), User.suspended_until <= clock(), User.erased_at.is_(None))
    db.session.execute(update(User).where(*over).values(suspended_at=None, suspended_until=None))


def may_come_in(at: datetime) -> ColumnElement[bool]:
    """`User.is_active`, as a condition of a statement."""
    return or_(User.suspended_at.is_(None), User.suspended_until <= at)


def suspension_of(user_id: int, at: datetime | None = None) -> Suspension | None:
    """What keeps this person out now: until when and why; None when nothing does, or nobody said why."""
    open_ = (Suspension.user_id == user_id, Suspension.lifted_at.is_(None), Suspension.until_at > (at or now()))
    return db.session.scalars(select(Suspension).where(*open_).order_by(Suspension.id.desc()).limit(1)).one_or_none()


def mail_suspension(suspension_id: int, at: datetime) -> None:
    """Write the mail that says until when and why; it is not owed any more when the suspension was lifted meanwhile."""
    row = db.session.get_one(Suspension, suspension_id)
    user = db.session.get_one(User, row.user_id)
    if row.lifted_at is None:
        words = {"name": user.name, "until": row.until_at, "reason": row.reason}
        subject, body = composed("mail/suspension.txt", user.locale, **words)
        mailing.queue_mail(user.email, subject, body, at)


def keep_settings(user: User, about: str, locale: str, zone: str) -> None:
    """Keep what a person says about themselves (masked already) and how they read dates."""
    user.about, user.locale, user.zone = about, locale, zone


def _replace_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.epoch = user.epoch + 1
    db.session.flush()


def _held(user_id: int) -> Any:
    """The account, fresh, and held until the commit: of two who use one link at once, the second comes too late."""
    return select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)


def _signer() -> URLSafeSerializer:
    keyed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(settings.current().secret_key, salt="frontporch.reset", signer_kwargs=keyed)


def _fingerprint(user: User) -> str:
    return hashlib.sha256(f"{user.password_hash}\n{user.email}\n{user.epoch}".encode()).hexdigest()[:24]
