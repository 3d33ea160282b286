"""A notice as a mail, written at the moment it is sent: of what its reader may read now, and of nothing else."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask_babel import force_locale
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from forum import mail, markup, policy, settings
from forum.database import looking
from forum.extensions import db
from forum.models import Identity, Notification, OutgoingMail, Post, Thread, User
from forum.services.composing import composed
from forum.services.notice_kinds import Kind, kind_of
from forum.services.unsubscribing import address

EXCERPT = 400  # characters of a post that a mail quotes

_By = aliased(User, name="by")


def of(mails: Iterable[OutgoingMail]) -> dict[int, mail.Letter]:
    """Letters by the id of their mail; none for a notice whose post or thread is not for its reader (any more)."""
    by_id = {each.id: each for each in mails if each.notification_id is not None}
    if not by_id:
        return {}
    with looking(db.session):
        rows = db.session.execute(_rows().where(OutgoingMail.id.in_(by_id))).all()
        return {row.mail_id: _letter(row, by_id[row.mail_id]) for row in rows if _is_for_its_reader(row)}


def _rows() -> Any:
    by_name = func.coalesce(_By.name, Identity.name, Identity.handle).label("by_name")
    rows = select(OutgoingMail.id.label("mail_id"), Notification, Thread, Post, User, by_name)
    rows = rows.join(Notification, Notification.id == OutgoingMail.notification_id)
    rows = rows.join(Thread, Thread.id == Notification.thread_id).join(User, User.id == Notification.user_id)
    rows = rows.outerjoin(Post, Post.id == Notification.post_id).outerjoin(_By, _By.id == Notification.by_id)
    return rows.outerjoin(Identity, and_(Identity.id == Post.identity_id, Notification.by_id.is_(None)))


def _is_for_its_reader(row: Any) -> bool:
    """Whether the reader may sign in, see the thread's title, and read the post where the mail quotes it."""
    kind, post = kind_of(row.Notification.kind), row.Post
    if kind is None or not row.User.is_active or not policy.may_see_title(row.User, row.Thread):
        return False
    return not kind.has_excerpt or post is None or (post.hidden_at is None and policy.may_read_post(row.User, post))


def _letter(row: Any, queued: OutgoingMail) -> mail.Letter:
    user, kind = row.User, kind_of(row.Notification.kind)
    assert kind is not None
    leave = address(user.id, user.email, kind.name)
    subject, body = composed("mail/notice.txt", user.locale, **_facts(row, kind), leave=leave)
    host = urlsplit(settings.current().base_url).hostname or "localhost"
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "References": f"<thread-{row.Thread.id}@{host}>",
    }
    return mail.Letter(queued.id, user.email, subject, body, queued.created_at, tuple(headers.items()))


def _facts(row: Any, kind: Kind) -> dict[str, Any]:
    base, post, notice = settings.current().base_url, row.Post, row.Notification
    place = f"/posts/{notice.post_id}" if notice.post_id else f"/threads/{notice.thread_id}"
    with force_locale(row.User.locale or settings.current().locale):
        said = {"name": row.by_name or "?", "title": row.Thread.title, "company": settings.current().company}
        subject, lead = str(kind.subject) % said, str(kind.lead) % said
    quoted = markup.excerpt(post.body, EXCERPT) if kind.has_excerpt and post is not None else notice.reason
    return {
        "subject": subject,
        "lead": lead,
        "title": row.Thread.title,
        "quoted": quoted,
        "link": base + place,
        "base": base,
    }
