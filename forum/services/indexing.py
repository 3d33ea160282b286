"""Keeping the search engines equal to the database: documents of threads, related threads, rebuild and check."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.orm import aliased

from forum import engines, markup
from forum.database import looking
from forum.extensions import db
from forum.models import Brand, Identity, KnownIssue, Post, RelatedThread, Thread, User
from forum.services import answers, dialects, languages, tags
from search.dialect import Dialect
from search.documents import Document, Question

BATCH = 500
BEGINNING = 160  # characters of a question that are compared: a long story waters its title down
RELATED = 5
#: Announcements of known issues are compared with questions as well, so that these are answered with them.
_DECLARED = select(KnownIssue.thread_id).where(KnownIssue.withdrawn_at.is_(None))


def refresh(thread_ids: Sequence[int]) -> None:
    """Write these threads anew into both engines; what nobody may read is taken out."""
    thread_ids = [*thread_ids, *_leading_to(thread_ids)]
    for start in range(0, len(thread_ids), BATCH):
        some = thread_ids[start : start + BATCH]
        languages.note(some)
        with looking(db.session):
            _refresh(some)


def _leading_to(thread_ids: Sequence[int]) -> list[int]:
    """Duplicates of these threads: they are found as long as the thread that they belong to has an answer."""
    found: set[int] = set()
    for start in range(0, len(thread_ids), BATCH):
        some = thread_ids[start : start + BATCH]
        found |= set(db.session.scalars(select(Thread.id).where(Thread.duplicate_of_id.in_(some))))
    return sorted(found.difference(thread_ids))


def _refresh(thread_ids: Sequence[int]) -> None:
    found = documents(thread_ids)
    engines.full_text().write(found, gone_posts=_unreadable(thread_ids))
    engines.spelling().add(f"{each.title}\n{each.body}" for each in found)
    asked = questions(thread_ids)
    gone = set(thread_ids) - {question.thread_id for question in asked}
    engines.similarity().write(asked, gone_threads=gone)


def forget_posts(post_ids: Sequence[int]) -> None:
    """Take posts out that are no more (an id may have been given to another since)."""
    if post_ids:
        with looking(db.session):
            gone = set(post_ids) - set(db.session.scalars(select(Post.id).where(Post.id.in_(post_ids))))
        engines.full_text().write([], gone_posts=gone)


def documents(thread_ids: Sequence[int]) -> list[Document]:
    """Every readable post of these threads as a full-text document."""
    return _documents(_posts().where(Post.thread_id.in_(thread_ids), *is_readable()))


def documents_of_posts(post_ids: Sequence[int]) -> list[Document]:
    """These posts as documents, hidden ones as well: whoever shows what was found must ask who may read it."""
    return _documents(_posts().where(Post.id.in_(post_ids)))


def _documents(posts: Select[*tuple[Any, ...]]) -> list[Document]:
    rows = db.session.execute(posts).all()
    thread_ids = list(dict.fromkeys(row.thread_id for row in rows))
    names, risks = tags.of_threads(thread_ids), current_app.extensions["risk_of"](thread_ids)
    return [_document(row, names.get(row.thread_id, []), risks.get(row.thread_id, "")) for row in rows]


def _posts() -> Select[*tuple[Any, ...]]:
    columns = (
        Post.id,
        Post.thread_id,
        Post.kind,
        Post.body,
        Post.lang,
        Post.created_at,
        Thread.title,
        Thread.channel,
        Thread.answer_count,
        Thread.solved_at,
        Thread.duplicate_of_id,
        Thread.kind.label("thread_kind"),
        User.name,
        Identity.handle,
        Brand.slug.label("brand"),
    )
    rows = select(*columns).join(Thread, Thread.id == Post.thread_id).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.outerjoin(User, User.id == Post.author_id).outerjoin(Identity, Identity.id == Post.identity_id)
    return rows.order_by(Post.id)


def is_readable() -> tuple[Any, ...]:
    """Conditions under which a post's words are public."""
    shown = (Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    return *shown, Thread.hidden_at.is_(None), Thread.deleted_at.is_(None)


def _document(row: Any, tag_names: Sequence[str], risk: str) -> Document:
    is_question = row.kind == "question"
    is_waiting = row.thread_kind == "question" and row.answer_count == 0 and row.duplicate_of_id is None
    return Document(
        post_id=row.id,
        thread_id=row.thread_id,
        kind=row.kind,
        title=row.title if is_question else "",
        body=markup.plain(row.body),
        tags=tuple(tag_names),
        author=row.name or row.handle or "",
        channel=row.channel,
        brand=row.brand,
        is_unanswered=is_question and is_waiting,
        is_solved=is_question and row.solved_at is not None,
        created_at=row.created_at,
        lang=row.lang or languages.own(),
        risk=risk,
    )


def _unreadable(thread_ids: Sequence[int]) -> set[int]:
    all_posts = select(Post.id).join(Thread, Thread.id == Post.thread_id).where(Post.thread_id.in_(thread_ids))
    return set(db.session.scalars(all_posts)) - set(db.session.scalars(all_posts.where(*is_readable())))


def questions(thread_ids: Sequence[int]) -> list[Question]:
    """These threads as questions with their best answer, where they may be suggested at all."""
    opening = aliased(Post)
    rows = (
        select(
            Thread.id, Thread.title, Thread.created_at, Thread.duplicate_of_id, opening.body, opening.lang, Brand.slug
        )
        .join(opening, (opening.thread_id == Thread.id) & (opening.kind == "question"))
        .join(Brand, Brand.id == Thread.brand_id)
        .where(
            Thread.id.in_(thread_ids),
            or_(Thread.kind == "question", Thread.id.in_(_DECLARED)),
            Thread.hidden_at.is_(None),
        )
        .where(Thread.deleted_at.is_(None), opening.deleted_at.is_(None), opening.hidden_at.is_(None))
    )
    found = db.session.execute(rows).all()
    best = answers.best([*thread_ids, *(row.duplicate_of_id for row in found if row.duplicate_of_id)])
    return [_question(row, best.get(row.duplicate_of_id or row.id)) for row in found]


def _question(row: Any, best: Any | None) -> Question:
    """The question with the answer that it offers: of a duplicate, that of the thread to which it leads."""
    return Question(
        thread_id=row.id,
        title=row.title,
        body=markup.plain(row.body)[:BEGINNING],
        answer=markup.plain(best.body) if best else "",
        is_answered=best is not None,
        brand=row.slug,
        lang=row.lang or languages.own(),
        is_solved=best is not None and best.is_accepted,
        votes=best.score if best else 0,
        asked_at=row.created_at,
    )


def relate(thread_ids: Sequence[int]) -> None:
    """Store the nearest threads of each of these."""
    for start in range(0, len(thread_ids), BATCH):
        some = thread_ids[start : start + BATCH]
        with looking(db.session):
            dialect = dialects.current()
            rows = [row for question in questions(some) for row in _related_rows(question, dialect)]
        db.session.execute(delete(RelatedThread).where(RelatedThread.thread_id.in_(some)))
        if rows:
            db.session.execute(insert(RelatedThread), rows)
        db.session.flush()


def _related_rows(question: Question, dialect: Dialect) -> list[dict[str, Any]]:
    text = dialects.question(question.text, dialect)
    near = engines.similarity().suggest(text, limit=RELATED, is_answered_only=False, exclude={question.thread_id})
    return [
        {"thread_id": question.thread_id, "rank": rank, "related_id": match.thread_id, "score": match.score}
        for rank, match in enumerate(near)
    ]


def all_thread_ids() -> list[int]:
    """Ids of all threads, ascending."""
    return list(db.session.scalars(select(Thread.id).order_by(Thread.id)))
