"""What tests of imports share: bringing lines in, a picture of what came of them, and what should have come of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

Line = dict[str, Any]


def post(key: str, author: str, minute: int, text: str = "", reply_to: str | None = None, **more: Any) -> Line:
    """A line of the uniform format, so many minutes into a day long ago."""
    at = f"2019-03-01T{minute // 60:02}:{minute % 60:02}:00Z"
    said = text or f"This is what {author} said as {key}."
    return {
        "source": "twitter",
        "id": key,
        "author": author,
        "created_at": at,
        "text": said,
        "in_reply_to": reply_to,
    } | more


def bring(app: Any, folder: Path, lines: Iterable[Line | str | bytes], **wishes: Any) -> dict[str, Any]:
    """Import lines as one file; gives the counts."""
    file = folder / "posts.jsonl"
    file.write_bytes(b"".join(_raw(line) + b"\n" for line in lines))
    return bring_file(app, file, **wishes)


def _raw(line: Line | str | bytes) -> bytes:
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode()


def bring_file(
    app: Any, file: Path, kind: str = "auto", names: Any = None, channel: str = "", **wishes: Any
) -> dict[str, Any]:
    """Import a file; gives the counts."""
    from forum.app import commit
    from forum.channels.files import open_posts
    from forum.services import imports

    with app.app_context(), open_posts(file, kind, names, channel) as posts:
        return imports.read_in(posts, commit, **wishes)


def picture(app: Any, channel: str = "twitter") -> dict[str, tuple[Any, ...]]:
    """By id: where each post of a channel stands, and all else that must not depend on the order of arrival."""
    from forum.extensions import db
    from forum.models import Brand, LedgerEntry, Origin, Post, Thread

    columns = (Origin.external_id, Origin.is_waiting, Post.id, Post.kind, Post.parent_id, Post.is_brand, Post.body)
    of_thread = (Thread.id, Thread.kind, Thread.title, Thread.answer_count, Thread.active_at, Thread.created_at)
    rows = select(*columns, *of_thread, Brand.slug, LedgerEntry.disposition).join(Post, Post.id == Origin.post_id)
    rows = rows.join(Thread, Thread.id == Origin.thread_id).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.join(LedgerEntry, (LedgerEntry.post_id == Post.id) & (LedgerEntry.disposition != "duplicate"))
    with app.app_context():
        found = db.session.execute(rows.where(Origin.channel == channel, Post.thread_id == Origin.thread_id)).all()
    names = {row[2]: row.external_id for row in found}
    tops = {row[7]: row.external_id for row in found if row[3] == "question"}
    return {
        row.external_id: (tops[row[7]], row[3], names.get(row.parent_id), *row[5:7], *row[8:], row.is_waiting)
        for row in found
    }


def expected(lines: Sequence[Line]) -> dict[str, tuple[Any, ...]]:
    """By id: (opening post, kind, what it stands under, disposition), read off the contract without our code."""
    posts: dict[str, Line] = {}
    for line in lines:
        posts.setdefault(line["id"], line)
    return {key: _expected(key, posts) for key in posts}


def _expected(key: str, posts: Mapping[str, Line]) -> tuple[Any, ...]:
    chain = [key]
    while (parent := posts[chain[-1]]["in_reply_to"]) in posts and parent not in chain:
        chain.append(parent)
    if parent in chain:
        circle = chain[chain.index(parent) :]
        top = min(circle, key=lambda each: (posts[each]["created_at"], each))
        chain = chain[: chain.index(top) + 1] if top in chain[: len(chain)] else chain
    top = posts[chain[-1]]
    is_question = top["in_reply_to"] is None and not top.get("author_is_brand")
    if len(chain) == 1:
        return key, "question", None, "thread" if top["in_reply_to"] is None else "waiting"
    first = posts[chain[-2]]
    is_answered = is_question and first["author"] != top["author"]
    if len(chain) == 2:
        kind, under = ("answer", None) if is_answered else ("comment", top["id"])
    else:
        kind, under = "comment", first["id"] if is_answered else top["id"]
    return top["id"], kind, under, "reply"
