"""Short ways to say what people do, for tests: ask, answer, comment; and to look at rows afterwards."""

import re
from typing import Any

HTMX = {"HX-Request": "true"}
TITLE = "Orange light since the storm last night"
BODY = "The power went twice. Now the middle light is orange."


def ask(cast: Any, who: str = "mara", title: str = TITLE, body: str = BODY, tags: str = "power") -> int:
    """Ask as this person; the thread's id."""
    return _number(cast.visit(who).post("/threads/new", data={"title": title, "body": body, "tags": tags}), "/threads/")


def answer(cast: Any, thread_id: int, who: str = "theo", body: str = "Pull the plug and wait two minutes.") -> int:
    """Answer as this person; the post's id."""
    return _number(cast.visit(who).post(f"/threads/{thread_id}/answers", data={"body": body}), "#post-")


def comment(cast: Any, post_id: int, who: str = "nils", body: str = "Which light is it?") -> int:
    """Comment as this person; the post's id."""
    return _number(cast.visit(who).post(f"/posts/{post_id}/comments", data={"body": body}), "#post-")


def _number(response: Any, before: str) -> int:
    assert response.status_code == 303, response.text[:2000]
    return int(re.search(re.escape(before) + r"(\d+)", response.headers["Location"])[1])


def page(cast: Any, address: str, who: str | None = None, **options: Any) -> str:
    """What this person reads at an address (200)."""
    response = cast.visit(who).get(address, **options)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.text)


def question_of(cast: Any, thread_id: int) -> int:
    """Id of the opening post of a thread."""
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Post

    with cast.app.app_context():
        return int(
            db.session.scalars(select(Post.id).where(Post.thread_id == thread_id, Post.kind == "question")).one()
        )


def row(cast: Any, model: Any, key: Any) -> Any:
    """A row as it is in the database now, detached."""
    from forum.extensions import db

    with cast.app.app_context():
        found = db.session.get(model, key)
        db.session.expunge(found)
        return found


def hide(cast: Any, post_id: int, reason: str = "off topic") -> None:
    """Let Ines hide a post."""
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import posts

    with cast.app.app_context():
        posts.hide(db.session.get_one(Post, post_id), db.session.get_one(User, cast.ines), reason)
        db.session.commit()
