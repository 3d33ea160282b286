"""What a post said before: its revisions, each with what changed since the one below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum import diff
from forum.extensions import db
from forum.models import Identity, Post, Revision, User

MOST = 30  # revisions on the page; comparing costs more than reading


@dataclass(frozen=True, slots=True)
class Change:
    """One revision, newest first on its page; the oldest has the words themselves instead of a difference.

    `name` is that of an account; `elsewhere` what an author without one is called: a handle, or a pseudonym.
    """

    number: int
    name: str | None
    elsewhere: str | None
    at: datetime
    title: Sequence[diff.Piece]
    body: Sequence[diff.Piece]
    is_first: bool


def history(post: Post) -> list[Change]:
    """How a post came to say what it says, newest first; empty where it was never changed."""
    rows = select(Revision.number, Revision.title, Revision.body, Revision.at, User.name, Identity.handle)
    rows = rows.join(Post, Post.id == Revision.post_id).outerjoin(User, User.id == Revision.by_id)
    rows = rows.outerjoin(Identity, Identity.id == Post.identity_id).where(Revision.post_id == post.id)
    found = list(db.session.execute(rows.order_by(Revision.number.desc()).limit(MOST + 1)))
    return [_change(row, before) for row, before in zip(found, [*found[1:], None], strict=False)][:MOST]


def _change(row: Any, before: Any) -> Change:
    title, body = (before.title or "", before.body) if before else (row.title or "", row.body)
    return Change(
        number=row.number,
        name=row.name,
        elsewhere=row.handle,
        at=row.at,
        title=diff.words(title, row.title or ""),
        body=diff.words(body, row.body),
        is_first=before is None,
    )
