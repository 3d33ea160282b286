"""What the staff side puts into the forum's pages: the way to the desk, acts on posts, the case beside a thread."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, g
from flask_login import current_user

from forum.database import now
from forum.extensions import db
from forum.redaction.masking import MARKERS
from moderation import policy
from moderation.models import Case
from moderation.services import queue


def fill(app: Flask) -> None:
    """Fill the forum's slots; customers and guests cost no statement and see none of it."""
    slots = app.extensions["slots"]
    slots.fill("nav", "moderation/_nav.html")
    slots.fill("desk.tabs", "moderation/_tabs.html")
    slots.fill("post.actions", "moderation/_post_actions.html", _may_hide)
    slots.fill("post.actions", "moderation/_sealed.html", _masked)
    slots.fill("notice.acts", "moderation/_notice_acts.html")
    slots.fill("post.actions", "moderation/_veiled.html", _may_hide)
    slots.fill("thread.sidebar", "moderation/_sidebar.html", _cases)
    app.jinja_env.globals["needing_me"] = needing_me


def needing_me() -> int | None:
    """How many cases wait for the person who looks, counted once a page; None for those who have no desk."""
    if not policy.may_see_desk(current_user):
        return None
    if "needing_me" not in g:
        g.needing_me = queue.needing(current_user, now())
    return int(g.needing_me)


def _may_hide(posts: Sequence[Any], viewer: Any) -> bool:
    return policy.may_see_desk(viewer)


def _masked(posts: Sequence[Any], viewer: Any) -> set[int]:
    """Ids of the posts in which something was masked, for staff: seen by their words, so it costs no statement."""
    if not policy.may_unseal(viewer):
        return set()
    return {post.id for post in posts if any(marker in (post.html or "") for marker in MARKERS.values())}


def _cases(threads: Sequence[Any], viewer: Any) -> dict[int, Any]:
    """Case rows by thread, for staff."""
    if not policy.may_see_desk(viewer):
        return {}
    rows = queue.rows_of_desk().where(Case.thread_id.in_([thread.id for thread in threads]))
    return {row.thread_id: row for row in db.session.execute(rows)}
