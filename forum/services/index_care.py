"""Looking after the search indexes: compare with the database, make anew, and set aside what is damaged."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum import engines
from forum.database import looking
from forum.extensions import db
from forum.models import Post, Thread
from forum.services import indexing, languages
from search.documents import Document, IndexDamaged, Question


def check() -> dict[str, Any]:
    """Documents held, posts missing from the full text or threads from similarity, and entries that should be gone."""
    with looking(db.session):
        posts, threads = _expected()
    try:
        held, known = engines.full_text().post_ids(), engines.similarity().thread_ids()
    except IndexDamaged:
        return {"documents": 0, "missing": len(posts) + len(threads), "stale": 0}
    missing = len(posts - held) + len(threads - known)
    stale = len(held - posts) + len(known - threads)
    return {"documents": len(held), "missing": missing, "stale": stale}


def _expected() -> tuple[set[int], set[int]]:
    readable = select(Post.id).join(Thread, Thread.id == Post.thread_id).where(*indexing.is_readable())
    asked = select(Post.thread_id).join(Thread, Thread.id == Post.thread_id).where(*indexing.is_readable())
    opening = asked.where(Post.kind == "question", Thread.kind == "question")
    return set(db.session.scalars(readable)), set(db.session.scalars(opening))


def rebuild() -> dict[str, Any]:
    """Make both indexes anew from the database; readers keep the old ones until the new ones are whole."""
    for ids in _batches():
        languages.note(ids)
    db.session.flush()
    with looking(db.session):
        _replace(engines.full_text, lambda: engines.full_text().replace_all(_all_documents()))
        _replace(engines.similarity, lambda: engines.similarity().replace_all(_all_questions()))
        engines.spelling().replace_all(f"{each.title}\n{each.body}" for each in _all_documents())
    return check()


def _replace(engine: Callable[[], Any], write: Callable[[], Any]) -> None:
    try:
        write()
    except IndexDamaged:
        current_app.logger.warning("the index of %s is damaged: set aside, made anew", engine.__name__)
        engine().set_aside()
        write()


def _all_documents() -> Iterator[Document]:
    for ids in _batches():
        yield from indexing.documents(ids)


def _all_questions() -> Iterator[Question]:
    for ids in _batches():
        yield from indexing.questions(ids)


def _batches() -> Iterator[list[int]]:
    ids = indexing.all_thread_ids()
    for start in range(0, len(ids), indexing.BATCH):
        yield ids[start : start + indexing.BATCH]
