"""Bookmarks: keeping a post for later, giving it up, and one's own list. They are private: no event is recorded."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, select

from forum.database import insert_missing, now
from forum.extensions import db
from forum.models import Bookmark, Post, Thread, User
from forum.services.listing import gist
from forum.services.paging import Page, newest_first
from forum.services.visibility import open_to, readable_by

PAGE = 30
_GIST_SOURCE = 900  # characters of HTML of which the first words are shown


def keep(post_id: int, by: User, at: datetime | None = None) -> None:
    """Keep a post for later; once is enough."""
    row = {"user_id": by.id, "post_id": post_id, "at": at or now()}
    db.session.execute(insert_missing(db.session, Bookmark).values(row).on_conflict_do_nothing())


def give_up(post_id: int, by: User) -> None:
    """Keep it no longer."""
    db.session.execute(delete(Bookmark).where(Bookmark.post_id == post_id, Bookmark.user_id == by.id))


def of_reader(reader: Any, older: int | None = None) -> Page:
    """What a person keeps, newest first: id, post_id, kind, at, title, words, solved_at.

    Title and words are None where they are not for this person any more.
    """
    words = case((and_(*readable_by(reader)), func.substr(Post.html, 1, _GIST_SOURCE))).label("words")
    columns = (Bookmark.id, Bookmark.post_id, Bookmark.at, Post.kind, Thread.solved_at, words)
    query = select(*columns, case((open_to(reader), Thread.title)).label("title"))
    query = query.join(Post, Post.id == Bookmark.post_id).join(Thread, Thread.id == Post.thread_id)
    return newest_first(query.where(Bookmark.user_id == reader.id), Bookmark.at, Bookmark.id, older, PAGE)


def shown_words(words: str | None) -> str:
    """The first words of a kept post, without markup."""
    return gist(words or "")
