"""Closing a question as duplicate of another, and undoing that: rows, what moves with it, and who hears of it.

Each duplicate names a thread (`said_id`); where it really belongs (`of_id`) is the end of that chain. Whatever closes
or opens a link, the ends are pointed anew and the posts stand where the ends say, so undoing brings all back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, text, update
from sqlalchemy.orm import aliased

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Acceptance, Duplicate, Event, Following, MovedPost, Notification, Origin, Post, Thread, User
from forum.services import duplicate_pairs, following, hidings, listing, notifications, pseudonyms, publiclog
from forum.services.writing import masked_line

KIND = "thread.duplicated"
_LOCK = 0x7477696E  # one closes or undoes at a time, or two could close in a circle
_FRESH = {"synchronize_session": False}
_Original = aliased(Thread, name="original")


def ends(near_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Rows (near_id, id, title) of listed questions, for a duplicate of the one where it leads; to be narrowed down."""
    near = aliased(Thread)
    rows = select(near.id.label("near_id"), Thread.id, Thread.title).select_from(near)
    rows = rows.join(Thread, Thread.id == func.coalesce(near.duplicate_of_id, near.id))
    return rows.where(near.id.in_(near_ids), *listing.is_listed(), Thread.kind == "question")


def beside_thread(rows: Select[Any]) -> Select[Any]:
    """Join and add to a statement over threads: the title of the thread it is a duplicate of, and the reason given."""
    shown = and_(_Original.id == Thread.duplicate_of_id, _Original.hidden_at.is_(None), _Original.deleted_at.is_(None))
    rows = rows.outerjoin(_Original, shown).outerjoin(Duplicate, Duplicate.thread_id == Thread.id)
    return rows.add_columns(_Original.title.label("original_title"), Duplicate.reason.label("duplicate_reason"))


def target(thread_id: int) -> Any | None:
    """The thread (id, title) that a duplicate of this one belongs to; None unless everyone can read it."""
    named = select(func.coalesce(Thread.duplicate_of_id, Thread.id)).where(Thread.id == thread_id).scalar_subquery()
    return db.session.execute(select(Thread.id, Thread.title).where(Thread.id == named, *listing.is_listed())).first()


def close(
    thread_id: int, said_id: int, by: User, reason: str = "", takes_answers: bool = False, at: datetime | None = None
) -> bool:
    """Say that a question was asked before, there. False when it is closed already, or that one belongs to it."""
    at, reason = at or now(), masked_line(reason)
    one_at_a_time()
    thread, end = db.session.get_one(Thread, thread_id, populate_existing=True), target(said_id)
    if thread.duplicate_of_id is not None or end is None or end.id == thread_id:
        return False
    family = [thread_id, *db.session.scalars(select(Duplicate.thread_id).where(Duplicate.of_id == thread_id))]
    home = _held([*family, end.id])[end.id]
    line = publiclog.write("moved", by.id, reason, at, thread_id=thread_id, to_thread_id=end.id)
    row = {"thread_id": thread_id, "said_id": said_id, "of_id": end.id, "by_id": by.id, "public_act_id": line}
    db.session.add(Duplicate(**row, reason=reason, active_before=home.active_at, at=at))
    if takes_answers:
        db.session.add_all(MovedPost(post_id=post_id, from_id=thread_id) for post_id in _answers(thread_id))
    db.session.flush()
    _point(family, end.id)
    _raise_activity(end.id, family)
    following.begin([(end.id, account) for account in _askers(family)], at)
    voice_id = pseudonyms.voice(thread_id, by).author_id
    duplicate_pairs.note_closed(family, end.id, voice_id, at)
    event = record("thread.duplicated", thread_id, by_id=voice_id, at=at, threads=[*family, end.id])
    _tell_asker(thread_id, by, event, reason)
    return True


def undo(thread_id: int, by: User, reason: str = "", at: datetime | None = None, is_another: bool = True) -> bool:
    """Say that it was not asked before after all; everything goes back. False when it is no duplicate.

    With `is_another` it is said to be another question, and the index never holds the two for the same again.
    """
    at, reason = at or now(), masked_line(reason)
    one_at_a_time()
    row = db.session.get(Duplicate, thread_id, populate_existing=True)
    if row is None:
        return False
    said_id, end_id, begun_at, active_before = row.said_id, row.of_id, row.at, row.active_before
    family = _family(thread_id, end_id)
    _held([*family, end_id])
    publiclog.lift({row.public_act_id} if row.public_act_id else set(), reason, at, "undone")
    _keep_accepted(family)
    _point(family, thread_id)
    db.session.execute(delete(MovedPost).where(MovedPost.from_id == thread_id))
    _calm(end_id, active_before, begun_at)
    begun = (Following.thread_id == end_id, Following.user_id.in_(_askers(family)))
    db.session.execute(delete(Following).where(*begun, Following.at == begun_at, Following.ended_at.is_(None)))
    unread = (Notification.thread_id == thread_id, Notification.kind == KIND, Notification.read_at.is_(None))
    db.session.execute(delete(Notification).where(*unread))
    voice_id = pseudonyms.voice(thread_id, by).author_id
    duplicate_pairs.note_opened(thread_id, (said_id, end_id) if is_another else (), begun_at, voice_id, at)
    record("thread.unduplicated", thread_id, by_id=voice_id, at=at, threads=[*family, end_id])
    return True


def one_at_a_time() -> None:
    """Wait until nobody else closes, undoes or decides; until the commit nobody else does."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _held(thread_ids: Sequence[int]) -> dict[int, Thread]:
    """The threads, held against others until the commit, always in one order."""
    rows = select(Thread).where(Thread.id.in_(thread_ids)).order_by(Thread.id).with_for_update(key_share=True)
    return {each.id: each for each in db.session.scalars(rows.execution_options(populate_existing=True))}


def _answers(thread_id: int) -> list[int]:
    """Answers that can move: not what its asker accepted, which stays with the question, nor what has come here."""
    own = select(Post.id).where(Post.thread_id == thread_id, Post.kind == "answer")
    stays = or_(Post.id.in_(select(Acceptance.post_id)), Post.id.in_(select(MovedPost.post_id)))
    return list(db.session.scalars(own.where(~stays).order_by(Post.id)))


def _family(thread_id: int, end_id: int) -> list[int]:
    """The thread and all duplicates that name it, or one that does."""
    rows = select(Duplicate.thread_id, Duplicate.said_id).where(Duplicate.of_id == end_id)
    named = {row.thread_id: row.said_id for row in db.session.execute(rows)}
    family = [thread_id]
    for each in family:  # grows as it goes
        family += [other for other, said in named.items() if said == each and other not in family]
    return family


def _point(family: Sequence[int], end_id: int) -> None:
    """Let these threads be duplicates of the end (the end itself of none), and their moved posts stand there."""
    pointed = [each for each in family if each != end_id]
    moved = select(MovedPost.post_id).where(MovedPost.from_id.in_(family))
    stood = list(db.session.scalars(select(Post.thread_id).where(Post.id.in_(moved)).distinct()))
    is_theirs = or_(Post.id.in_(moved), Post.parent_id.in_(moved))
    ids = list(db.session.scalars(select(Post.id).where(is_theirs)))
    for statement in (
        update(Thread).where(Thread.id.in_(pointed)).values(duplicate_of_id=end_id),
        update(Duplicate).where(Duplicate.thread_id.in_(pointed)).values(of_id=end_id),
        update(Thread).where(Thread.id == end_id).values(duplicate_of_id=None),
        delete(Duplicate).where(Duplicate.thread_id == end_id),
        update(Origin).where(Origin.post_id.in_(ids)).values(thread_id=end_id),
        update(Post).where(Post.id.in_(ids)).values(thread_id=end_id),
    ):
        db.session.execute(statement.execution_options(**_FRESH))
    hidings.recount(sorted({*family, *stood, end_id}))
    db.session.expire_all()


def _keep_accepted(family: Sequence[int]) -> None:
    """What was accepted where it stands now stays there."""
    moved = select(MovedPost.post_id).where(MovedPost.from_id.in_(family))
    accepted = select(Acceptance.post_id).where(Acceptance.post_id.in_(moved))
    db.session.execute(delete(MovedPost).where(MovedPost.post_id.in_(accepted)))


def _raise_activity(end_id: int, family: Sequence[int]) -> None:
    """The end was talked about when the posts were written that stand there now."""
    moved = select(MovedPost.post_id).where(MovedPost.from_id.in_(family))
    newest = select(func.max(Post.created_at)).where(or_(Post.id.in_(moved), Post.parent_id.in_(moved)))
    last = db.session.scalar(newest.where(Post.deleted_at.is_(None)))
    home = db.session.get_one(Thread, end_id)
    home.active_at = max(filter(None, (home.active_at, last)))
    db.session.flush()


def _calm(end_id: int, active_before: datetime, since: datetime) -> None:
    """The end was talked about last as it was before, or when the last post came that is still there."""
    newest = select(func.max(Post.created_at)).where(Post.thread_id == end_id, Post.created_at > since)
    last = db.session.scalar(newest)
    db.session.get_one(Thread, end_id).active_at = max(filter(None, (active_before, last)))
    db.session.flush()


def _askers(thread_ids: Sequence[int]) -> list[int]:
    asker = pseudonyms.account(Thread)
    found = select(asker).where(Thread.id.in_(thread_ids), asker.is_not(None)).distinct().order_by(asker)
    return [each for each in db.session.scalars(found) if each is not None]


def _tell_asker(thread_id: int, by: User, event: Event, reason: str) -> None:
    question = db.session.scalars(select(Post).where(Post.thread_id == thread_id, Post.kind == "question")).first()
    if question is not None:
        account = pseudonyms.account_of(question)
        notifications.tell(account, KIND, question, by.id, event.at, reason, event_id=event.id)
