"""Appeals: the author of a hidden post asks for another look, and somebody other than who hid it decides, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from forum.database import now, rows_changed
from forum.events import record
from forum.extensions import db
from forum.models import Hiding, Identity, Post, User
from forum.roles import STAFF
from forum.services import accounts, notifications, posts, publiclog
from forum.services.writing import masked_line
from moderation.models import Appeal, Case
from moderation.services import cases, claims


class UndecidedError(claims.RefusedError):
    """An author waits for another look; nothing else closes that."""


class DecidedError(claims.RefusedError):
    """Somebody has decided about it already, or its author took it back."""


class OwnActError(claims.RefusedError):
    """Whoever hid a post does not decide whether that was right."""


def ask(post: Post, by: User, words: str, at: datetime | None = None) -> bool:
    """Ask for another look at one's own hidden post. False when it is not hidden, or was asked for already."""
    at = at or now()
    hiding = open_hiding(post.id)
    if hiding is None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(
                Appeal(
                    hiding_id=hiding.id, post_id=post.id, by_id=by.id, words=masked_line(words), state="asked", at=at
                )
            )
    except IntegrityError:
        return False
    record("appeal.asked", post.thread_id, post.id, post.author_id, at=at)
    return True


def withdraw(post: Post, by: User, at: datetime | None = None) -> bool:
    """Take one's appeal back. False when none waits."""
    at = at or now()
    mine = (Appeal.post_id == post.id, Appeal.by_id == by.id, Appeal.state == "asked")
    if not _changed(update(Appeal).where(*mine).values(state="withdrawn", decided_at=at)):
        return False
    record("appeal.withdrawn", post.thread_id, post.id, post.author_id, at=at)
    return True


def grant(appeal: Appeal, by: User, reason: str, at: datetime | None = None) -> None:
    """Show the post again: the log says that another moderator looked, and the author is told.

    Raises OwnActError for whoever hid it (unless nobody else is there to decide), DecidedError when it was decided.
    """
    at, reason = at or now(), masked_line(reason)
    post = _decide(appeal, "granted", by, reason, at)
    posts.show(post, by, reason, at, because="appeal")
    notifications.tell(appeal.by_id, "appeal.granted", post, by.id, at, reason)
    record("appeal.granted", post.thread_id, post.id, by.id, at=at)


def decline(appeal: Appeal, by: User, reason: str, at: datetime | None = None) -> None:
    """Leave the post hidden, with a reason for its author; the log says that somebody looked. Raises as `grant`."""
    at, reason = at or now(), masked_line(reason)
    post = _decide(appeal, "declined", by, reason, at)
    hiding = db.session.get_one(Hiding, appeal.hiding_id)
    publiclog.note_second_look(hiding.public_act_id, at)
    notifications.tell(appeal.by_id, "appeal.declined", post, by.id, at, reason)
    record("appeal.declined", post.thread_id, post.id, by.id, at=at)


def _decide(appeal: Appeal, state: str, by: User, reason: str, at: datetime) -> Post:
    """One UPDATE decides between all who try at once, and never for whoever hid the post."""
    hider = select(Hiding.by_id).where(Hiding.id == Appeal.hiding_id).scalar_subquery()
    is_anothers = or_(hider != by.id, ~_others(by.id).exists())
    decided = {"state": state, "decided_by_id": by.id, "decided_at": at, "decision": reason}
    wanted = update(Appeal).where(Appeal.id == appeal.id, Appeal.state == "asked", is_anothers).values(**decided)
    is_won = _changed(wanted)
    db.session.refresh(appeal)
    if not is_won:
        raise OwnActError if appeal.state == "asked" else DecidedError
    post = db.session.get_one(Post, appeal.post_id)
    case = cases.of_threads([post.thread_id]).get(post.thread_id)
    if case:
        cases.note_act(case, "granted" if state == "granted" else "refused", at, by.id, reason, post.id)
    return post


def _changed(statement: Any) -> bool:
    return bool(rows_changed(db.session, statement.execution_options(synchronize_session="fetch")))


def _others(person_id: int) -> Any:
    """Staff beside this person, whom nothing keeps out."""
    return select(User.id).where(User.role.in_(STAFF), User.id != person_id, accounts.may_come_in(now()))


def may_decide(hider_id: int, person_id: int) -> bool:
    """Whether this person may decide about what that one hid: not about one's own act, unless nobody else is there."""
    return hider_id != person_id or is_only_one(person_id)


def is_only_one(person_id: int) -> bool:
    """Whether nobody else of the staff could decide."""
    return db.session.scalar(_others(person_id).limit(1)) is None


def refuse_show(post: Post, by: User) -> Appeal | None:
    """The appeal that showing this post would grant; raises OwnActError where that is another's to do."""
    appeal = waiting_for(post.id)
    if appeal is not None and not may_decide(hider_of(appeal), by.id):
        raise OwnActError
    return appeal


def refuse_undecided(case: Case) -> None:
    """Raise UndecidedError while an author waits for another look at a post of this case's thread."""
    if asked_in([case.thread_id]):
        raise UndecidedError


def end_where_gone(thread_ids: Sequence[int], at: datetime) -> None:
    """An author who takes the post back wants no other look at it."""
    gone = select(Post.id).where(Post.thread_id.in_(thread_ids), Post.deleted_at.is_not(None))
    over = update(Appeal).where(Appeal.post_id.in_(gone), Appeal.state == "asked")
    db.session.execute(over.values(state="withdrawn", decided_at=at))


def asked_in(thread_ids: Sequence[int]) -> dict[int, int]:
    """How many appeals wait, by thread; threads without any are absent."""
    rows = select(Post.thread_id, func.count()).join(Appeal, Appeal.post_id == Post.id)
    rows = rows.where(Post.thread_id.in_(thread_ids), Appeal.state == "asked").group_by(Post.thread_id)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def hider_of(appeal: Appeal) -> int:
    """Who hid the post."""
    return db.session.get_one(Hiding, appeal.hiding_id).by_id


def open_hiding(post_id: int) -> Hiding | None:
    """Why the post is hidden now."""
    return db.session.scalars(
        select(Hiding).where(Hiding.post_id == post_id, Hiding.lifted_at.is_(None)).order_by(Hiding.id.desc()).limit(1)
    ).one_or_none()


def waiting_for(post_id: int) -> Appeal | None:
    """The appeal about this post that nobody has decided."""
    return db.session.scalars(select(Appeal).where(Appeal.post_id == post_id, Appeal.state == "asked")).one_or_none()


def of_hiding(hiding_id: int) -> Appeal | None:
    """The appeal against this hiding, decided or not."""
    return db.session.scalars(select(Appeal).where(Appeal.hiding_id == hiding_id)).one_or_none()


def of_thread(thread_id: int) -> list[Any]:
    """Appeals that wait in a thread: id, post_id, words, at, by_name; and reason, hidden_at, hider_id, hidden_by.

    `by_name` is the name the post stands under: nobody learns here who is behind a pseudonym.
    """
    hider = aliased(User)
    by_name = func.coalesce(User.name, Identity.name).label("by_name")
    rows = select(Appeal.id, Appeal.post_id, Appeal.words, Appeal.at, by_name, Hiding.reason)
    rows = rows.add_columns(Hiding.at.label("hidden_at"), Hiding.by_id.label("hider_id"), hider.name.label("hidden_by"))
    rows = rows.join(Hiding, Hiding.id == Appeal.hiding_id).join(Post, Post.id == Appeal.post_id)
    rows = rows.outerjoin(User, User.id == Post.author_id).outerjoin(Identity, Identity.id == Post.identity_id)
    rows = rows.join(hider, hider.id == Hiding.by_id)
    rows = rows.where(Post.thread_id == thread_id, Appeal.state == "asked")
    return list(db.session.execute(rows.order_by(Appeal.at, Appeal.id)))
