"""What moderators did, for everyone: every public act with its reason, and whether it was undone; no names."""

from datetime import datetime

from sqlalchemy import case, func, or_, select, update

from forum.extensions import db
from forum.models import Hiding, Post, PublicAct, Thread, User
from forum.roles import STAFF
from forum.services.paging import Page, newest_first

PAGE = 30


def write(act: str, by_id: int, reason: str, at: datetime, **about: int | None) -> int:
    """Add a line (`about`: thread_id, post_id, count); gives its number."""
    line = PublicAct(act=act, by_id=by_id, reason=reason, at=at, **about)
    db.session.add(line)
    db.session.flush()
    return line.id


def lift(line_ids: set[int], reason: str, at: datetime, because: str = "") -> None:
    """Say that these acts were undone, and why."""
    lifted = {"lifted_at": at, "lifted_reason": reason, "lifted_because": because}
    db.session.execute(update(PublicAct).where(PublicAct.id.in_(line_ids)).values(**lifted))


def lift_hidings(hidings: list[Hiding], by_id: int, reason: str, at: datetime, because: str = "") -> None:
    """Lift the lines of hidings of which none is left; of a line with many posts, what was shown gets its own."""
    lines = {hiding.public_act_id for hiding in hidings if hiding.public_act_id is not None}
    left = select(Hiding.public_act_id).where(Hiding.public_act_id.in_(lines), Hiding.lifted_at.is_(None))
    open_lines = {line for line in db.session.scalars(left) if line is not None}
    lift(lines - open_lines, reason, at, because)
    for line in sorted(open_lines):
        _write_shown([hiding for hiding in hidings if hiding.public_act_id == line], by_id, reason, at, because)


def _write_shown(hidings: list[Hiding], by_id: int, reason: str, at: datetime, because: str) -> None:
    post_id = hidings[0].post_id
    thread_id = db.session.scalar(select(Post.thread_id).where(Post.id == post_id))
    line_id = write("showed", by_id, reason, at, thread_id=thread_id, post_id=post_id, count=len(hidings))
    db.session.execute(update(PublicAct).where(PublicAct.id == line_id).values(lifted_because=because))


def note_second_look(line_id: int | None, at: datetime) -> None:
    """Say that another moderator looked again and left it as it was."""
    db.session.execute(update(PublicAct).where(PublicAct.id == line_id).values(second_look_at=at))


def newest(older: int | None = None) -> Page:
    """Lines, newest first: columns of PublicAct, and kind, title and deleted_at of what each is about.

    The title is None where the question itself is hidden or was taken back: it is part of the hidden words.
    """
    is_shown = Thread.hidden_at.is_(None) & Thread.deleted_at.is_(None)
    shown = [column for column in PublicAct.__table__.columns if column.name not in ("by_id", "thread_id")]
    about = (func.coalesce(PublicAct.thread_id, Post.thread_id).label("thread_id"), Post.kind, Thread.deleted_at)
    is_by_staff = or_(User.role.in_(STAFF), User.id.is_(None)).label("is_by_staff")
    query = select(*shown, *about, case((is_shown, Thread.title)).label("title"), is_by_staff)
    query = query.select_from(PublicAct).outerjoin(Post, Post.id == PublicAct.post_id)
    query = query.outerjoin(Thread, Thread.id == func.coalesce(PublicAct.thread_id, Post.thread_id))
    query = query.outerjoin(User, User.id == PublicAct.by_id)
    return newest_first(query, PublicAct.at, PublicAct.id, older, PAGE)
