"""What a person's page shows: figures, activity and the ledger of reputation; never what the reader may not see."""

from typing import Any

from sqlalchemy import case, func, select

from forum.extensions import db
from forum.models import Acceptance, Award, Post, Thread, User
from forum.services.paging import Page, newest_first
from forum.services.visibility import open_to, readable_by

PAGE = 20


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


def acts(person: User, reader: Any, older: int | None = None) -> Page:
    """What a person asked, answered and commented, newest first.

    Rows: id, kind, at, hidden_at, thread_id; title, solved_at and answer_count of the thread; is_accepted for answers.
    """
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
        )
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Acceptance, Acceptance.post_id == Post.id)
        .where(Post.author_id == person.id, *readable_by(reader))
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
