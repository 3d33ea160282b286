"""Which open questions are for whom: those that a person was named for, with the reason, and others that wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import AnswerRequest, Candidate, Identity, Muting, Post, Skip, Tag, Thread, ThreadTag, User
from forum.services import experts, listing, tags
from forum.services.authors import shown_name

PAGE = 20
WAITING = 10
_Near = aliased(Thread, name="near")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may know: the thread like it that they answered (or solved), else what they answer about lately."""

    near_id: int | None = None
    near_title: str | None = None
    is_solved: bool = False
    tag: str = ""
    tag_count: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open question for somebody: its row, who asked, first words, tags; and why, where they were named for it."""

    thread: Any
    author: str
    gist: str
    tags: Sequence[str]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a person leaves to others: questions they skipped, tags, and questions like one they answered."""

    skipped: list[Any] = field(default_factory=list)
    topics: list[Any] = field(default_factory=list)


def reason_columns() -> tuple[Any, ...]:
    """The facts of a reason, joined by `with_near`; a title only where everybody may read it."""
    shown = case((and_(*_is_public(_Near)), _Near.title)).label("near_title")
    return Candidate.near_id, shown, Candidate.is_solved, Candidate.tag, Candidate.tag_count


def with_near(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The same rows with the nearest thread beside the candidate."""
    return rows.outerjoin(_Near, _Near.id == Candidate.near_id)


def _is_public(thread: Any) -> tuple[ColumnElement[bool], ...]:
    return thread.hidden_at.is_(None), thread.deleted_at.is_(None)


def reason_of(row: Any) -> Reason:
    """The reason in a row that has `reason_columns`."""
    near_id = row.near_id if row.near_title else None
    return Reason(near_id, row.near_title, bool(row.is_solved), row.tag or "", row.tag_count or 0)


def proposed(person: User) -> list[Proposal]:
    """Open questions that this person was named for, the likest first; not what they leave to others."""
    rows = with_near(
        _questions(person).add_columns(*reason_columns()).join(Candidate, Candidate.thread_id == Thread.id)
    )
    rows = rows.where(Candidate.user_id == person.id, ~_is_like_muted(person))
    order = (Candidate.likeness.desc(), Thread.created_at.desc(), Thread.id.desc())
    found = [row for row in db.session.execute(rows.order_by(*order).limit(2 * PAGE)) if row.near_title or row.tag]
    return _with_tags(found[:PAGE], is_named=True)


def waiting(person: User, but: Sequence[int] = ()) -> tuple[list[Proposal], bool]:
    """Open questions that nobody need be named for: those with the person's own tags, else all; most wanted first.

    Says as well whether they are about the person's own tags.
    """
    rows = _questions(person).where(Thread.id.not_in(but))
    order = (Thread.score.desc(), Thread.created_at, Thread.id)
    mine = select(ThreadTag.tag_id).join(Post, Post.thread_id == ThreadTag.thread_id).where(Post.author_id == person.id)
    bearing = select(ThreadTag.thread_id).where(ThreadTag.tag_id.in_(mine.where(Post.deleted_at.is_(None))))
    near = list(db.session.execute(rows.where(Thread.id.in_(bearing)).order_by(*order).limit(WAITING)))
    found = near or list(db.session.execute(rows.order_by(*order).limit(WAITING)))
    return _with_tags(found, is_named=False), bool(near)


def _questions(person: User) -> Select[*tuple[Any, ...]]:
    """Open questions of others that this person neither skipped nor muted by a tag."""
    opening = aliased(Post)
    gist = func.substr(opening.html, 1, listing.GIST_SOURCE).label("html")
    columns = (Thread.id, Thread.title, Thread.channel, Thread.created_at, Thread.score)
    asker = (User.name, Identity.name.label("identity_name"), Identity.handle)
    rows = select(*columns, *asker, gist).join(
        opening, and_(opening.thread_id == Thread.id, opening.kind == "question")
    )
    rows = rows.outerjoin(User, User.id == Thread.asker_id).outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    skipped = select(Skip.thread_id).where(Skip.user_id == person.id)
    muted = select(Muting.tag_id).where(Muting.user_id == person.id, Muting.tag_id.is_not(None))
    about_muted = select(ThreadTag.thread_id).where(ThreadTag.tag_id.in_(muted))
    of_others = and_(Thread.asker_id.is_distinct_from(person.id), Thread.behind_id.is_distinct_from(person.id))
    return rows.where(*experts.is_open(), of_others, Thread.id.not_in(skipped), Thread.id.not_in(about_muted))


def _is_like_muted(person: User) -> ColumnElement[bool]:
    """Whether the reason is a thread whose likes the person does not want."""
    muted = select(Muting.thread_id).where(Muting.user_id == person.id, Muting.thread_id == Candidate.near_id)
    return muted.exists()


def _with_tags(rows: Sequence[Any], is_named: bool) -> list[Proposal]:
    names = tags.of_threads([row.id for row in rows])
    return [
        Proposal(
            row,
            shown_name(row.name, row.identity_name, row.handle, row.channel),
            listing.gist(row.html or ""),
            names.get(row.id, ()),
            reason_of(row) if is_named else None,
        )
        for row in rows
    ]


def requested(person: User) -> list[Any]:
    """Questions that somebody asked this person to answer and that still wait: id, thread_id, title, at, by_name."""
    is_veiled = Thread.behind_id == AnswerRequest.by_id
    by_name = case((is_veiled, Identity.handle), else_=User.name).label("by_name")
    rows = select(AnswerRequest.id, AnswerRequest.thread_id, Thread.title, AnswerRequest.at, by_name)
    rows = rows.join(Thread, Thread.id == AnswerRequest.thread_id).outerjoin(User, User.id == AnswerRequest.by_id)
    rows = rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    answered = select(Post.id).where(
        Post.thread_id == Thread.id, Post.kind == "answer", Post.author_id == person.id, Post.deleted_at.is_(None)
    )
    rows = rows.where(AnswerRequest.user_id == person.id, AnswerRequest.declined_at.is_(None), ~answered.exists())
    rows = rows.where(*listing.is_listed(), Thread.solved_at.is_(None), Thread.duplicate_of_id.is_(None))
    return list(db.session.execute(rows.order_by(AnswerRequest.at.desc(), AnswerRequest.id.desc()).limit(PAGE)))


def left_out(person: User) -> LeftOut:
    """What this person leaves to others, so that it can be taken back; only what they may read and still waits."""
    skipped = select(Thread.id, Thread.title).join(Skip, Skip.thread_id == Thread.id)
    skipped = skipped.where(Skip.user_id == person.id, *experts.is_open()).order_by(Skip.at.desc()).limit(PAGE)
    title = case((and_(*_is_public(Thread)), Thread.title)).label("title")
    topics = select(Muting.id, Muting.thread_id, Tag.name.label("tag"), title).outerjoin(Tag, Tag.id == Muting.tag_id)
    topics = topics.outerjoin(Thread, Thread.id == Muting.thread_id).where(Muting.user_id == person.id)
    return LeftOut(
        list(db.session.execute(skipped)), list(db.session.execute(topics.order_by(Muting.at.desc()).limit(PAGE)))
    )
