"""What the desk reads about one case: its row, what was said below the question, its history, and earlier answers."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from forum import markup
from forum.extensions import db
from forum.models import Identity, Origin, Post, Thread, User
from forum.services import indexing, sealing, suggestions
from forum.services.suggestions import Earlier
from moderation.models import Case, CaseAct
from moderation.services import queue, unsealing

_Author = aliased(User)
NEWEST = 60  # posts that the desk shows of a talk, beside the question
ACTS = 200
EARLIER = 3


def row(case_id: int) -> Any:
    """A case with its thread, brand and holder."""
    return db.session.execute(queue.rows_of_desk().where(Case.id == case_id)).one()


def said(thread_id: int) -> list[Any]:
    """The question and the newest posts below it, in order of time; the desk sees what is hidden, too."""
    columns = (
        *(Post.id, Post.kind, Post.body, Post.html, Post.is_brand, Post.created_at, Post.hidden_at, Post.deleted_at),
        *(User.name, Identity.handle, Identity.name.label("identity_name"), Identity.channel, Origin.url),
        sealing.sealed_at().label("sealed_at"),
    )
    newest = select(Post.id).where(Post.thread_id == thread_id).order_by(Post.id.desc()).limit(NEWEST)
    rows = select(*columns).outerjoin(User, User.id == Post.author_id)
    rows = rows.outerjoin(Identity, Identity.id == Post.identity_id).outerjoin(Origin, Origin.post_id == Post.id)
    rows = rows.where(Post.thread_id == thread_id, or_(Post.kind == "question", Post.id.in_(newest)))
    return list(db.session.execute(rows.order_by(Post.kind != "question", Post.created_at, Post.id)))


def history(case_id: int, thread_id: int) -> list[Any]:
    """What was done about a case, newest first: act, because, note, by_name; `author` of the post that it was about.

    Who read a masked original is told, too.
    """
    author = func.coalesce(_Author.name, Identity.handle).label("author")
    rows = select(CaseAct.id, CaseAct.act, CaseAct.because, CaseAct.note, CaseAct.post_id, CaseAct.at, author)
    rows = rows.add_columns(User.name.label("by_name")).outerjoin(User, User.id == CaseAct.by_id)
    rows = rows.outerjoin(Post, Post.id == CaseAct.post_id).outerjoin(_Author, _Author.id == Post.author_id)
    rows = rows.outerjoin(Identity, Identity.id == Post.identity_id).where(CaseAct.case_id == case_id)
    acts = list(db.session.execute(rows.order_by(CaseAct.at.desc(), CaseAct.id.desc()).limit(ACTS)))
    return sorted([*acts, *unsealing.of_thread(thread_id)], key=lambda each: each.at, reverse=True)


def earlier_answers(thread_id: int, title: str, question: str) -> list[Earlier]:
    """Answers that helped with such questions before, best first; `question` is the source of the opening post."""
    near = suggestions.nearest(f"{title}\n{markup.plain(question)}", limit=EARLIER, exclude=(thread_id,))
    return suggestions.earlier(near)


def answer_to_use(post_id: int) -> Any | None:
    """An earlier answer (body, id, thread_id, title) as words for a reply; None when it is not there for everybody."""
    columns = (Post.id, Post.body, Thread.id.label("thread_id"), Thread.title)
    rows = select(*columns).join(Thread, Thread.id == Post.thread_id).where(Post.id == post_id, Post.kind == "answer")
    return db.session.execute(rows.where(*indexing.is_readable())).one_or_none()
