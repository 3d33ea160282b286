"""What a person's page shows: figures, activity and the ledger of reputation; never what the reader may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from forum.extensions import db
from forum.models import Acceptance, Award, Identity, Post, Tag, Thread, ThreadTag, User
from forum.services.indexing import is_readable
from forum.services.paging import Page, newest_first
from forum.services.visibility import open_to, readable_by

PAGE = 20
TOPICS = 8
LOOKED_AT = 300  # newest answers from which a median is taken
FEWEST = 5  # answers below which a share and a median say nothing
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Strengths:
    """What somebody is good at, as everybody may see it.

    `topics` are tags (name, answers, accepted), most useful first; `lately` counts answers of thirty days; `median` is
    how long they usually take to answer, None where too few say nothing.
    """

    topics: Sequence[Any]
    answers: int
    accepted: int
    lately: int
    median: timedelta | None

    @property
    def share(self) -> int | None:
        """Accepted answers of a hundred; None where there are too few to say so."""
        return round(100 * self.accepted / self.answers) if self.answers >= FEWEST else None


def figures(person: User, reader: Any) -> Any:
    """How much a person did, as far as the reader may see it: questions, answers, accepted."""
    query = (
        select(
            func.count().filter(Post.kind == "question").label("questions"),
            func.count().filter(Post.kind == "answer").label("answers"),
            func.count(Acceptance.post_id).label("accepted"),
        )
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Acceptance, Acceptance.post_id == Post.id)
        .where(Post.author_id == person.id, *readable_by(reader))
    )
    return db.session.execute(query).one()


def strengths(person: User, at: datetime) -> Strengths | None:
    """What this person is good at, from what everybody may read of their newest answers to others; None without any."""
    rows = _answers(person).add_columns(
        Post.thread_id, Post.created_at, Thread.created_at.label("asked_at"), Acceptance.post_id.label("accepted_id")
    )
    newest = db.session.execute(rows.order_by(Post.created_at.desc(), Post.id.desc()).limit(LOOKED_AT)).all()
    if not newest:
        return None
    first = {row.thread_id: row.created_at - row.asked_at for row in newest}  # the oldest of each thread comes last
    return Strengths(
        topics=_topics(person),
        answers=len(newest),
        accepted=sum(row.accepted_id is not None for row in newest),
        lately=sum(row.created_at > at - LATELY for row in newest),
        median=median(first.values()) if len(newest) >= FEWEST else None,
    )


def _answers(person: User) -> Select[*tuple[Any, ...]]:
    rows = select(Post.id).join(Thread, Thread.id == Post.thread_id)
    rows = rows.outerjoin(Acceptance, Acceptance.post_id == Post.id)
    to_others = Thread.asker_id.is_distinct_from(person.id)
    return rows.where(Post.author_id == person.id, Post.kind == "answer", to_others, *is_readable())


def _topics(person: User) -> list[Any]:
    """The tags about which somebody answered most usefully."""
    accepted = func.count(Acceptance.post_id)
    rows = _answers(person).with_only_columns(
        Tag.name, func.count().label("answers"), accepted.label("accepted"), maintain_column_froms=True
    )
    rows = rows.join(ThreadTag, ThreadTag.thread_id == Thread.id).join(Tag, Tag.id == ThreadTag.tag_id)
    ordered = rows.group_by(Tag.name).order_by(accepted.desc(), func.count().desc(), Tag.name)
    return list(db.session.execute(ordered.limit(TOPICS)))


def acts(person: User, reader: Any, older: int | None = None) -> Page:
    """What a person asked, answered and commented, newest first; what they said under a pseudonym only they see here.

    Rows: id, kind, at, hidden_at, thread_id; title, solved_at and answer_count of the thread; is_accepted for answers;
    pseudonym.
    """
    is_theirs = Post.author_id == person.id
    if reader.is_authenticated and reader.id == person.id:
        is_theirs = or_(is_theirs, Post.behind_id == person.id)
    query = (
        select(
            Post.id,
            Post.kind,
            Post.created_at.label("at"),
            Post.hidden_at,
            Post.thread_id,
            Thread.title,
            Thread.solved_at,
            Thread.answer_count,
            Acceptance.post_id.is_not(None).label("is_accepted"),
            Identity.handle.label("pseudonym"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Acceptance, Acceptance.post_id == Post.id)
        .outerjoin(Identity, Identity.id == Post.identity_id)
        .where(is_theirs, *readable_by(reader))
    )
    return newest_first(query, Post.created_at, Post.id, older, PAGE)


def ledger(person: User, reader: Any, older: int | None = None) -> Page:
    """Why the reputation is what it is, newest first: id, points, reason, at, thread_id, post_id, title.

    The title is None where the thread is not for the reader: the points stay, or the sum would not be right.
    """
    title = case((open_to(reader), Thread.title)).label("title")
    query = select(Award.id, Award.points, Award.reason, Award.at, Award.thread_id, Award.post_id, title)
    query = query.join(Thread, Thread.id == Award.thread_id).where(Award.user_id == person.id)
    return newest_first(query, Award.at, Award.id, older, PAGE)
