"""Questions that an answer in another thread solved: saying so, taking it back, and thanking whoever wrote it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Acceptance, Award, EarlierSolution, Post, ShownThread, Thread, User
from forum.services import holding, notifications, pseudonyms, reputation

REASON = "answer.helped_again"
MOST_A_DAY = 5  # thanks that one person's word is worth to one other


def solve(thread_id: int, post: Post, by: User, at: datetime | None = None) -> bool:
    """Say that this answer of another thread solved the question; an earlier word gives way.

    False when it was so already, an answer of its own is accepted, or the answer is gone.
    """
    at = at or now()
    thread = holding.locked(thread_id)
    db.session.refresh(post)
    before = db.session.get(EarlierSolution, thread_id, populate_existing=True)
    is_there = post.kind == "answer" and post.thread_id != thread_id and not (post.hidden_at or post.deleted_at)
    if not is_there or (before and before.post_id == post.id) or db.session.get(Acceptance, thread_id):
        return False
    if before:
        unsolve(thread_id, by, at)
    db.session.add(EarlierSolution(thread_id=thread_id, post_id=post.id, by_id=by.id, at=at))
    thread.solved_at = at
    thank(post, by, at)
    record("thread.solved_earlier", thread_id, post.id, pseudonyms.voice(thread_id, by).author_id, at=at)
    return True


def unsolve(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take that back. False when nothing was said."""
    at = at or now()
    thread = holding.locked(thread_id)
    said = db.session.get(EarlierSolution, thread_id, populate_existing=True)
    if said is None:
        return False
    post = db.session.get_one(Post, said.post_id)
    db.session.delete(said)
    db.session.flush()
    thread.solved_at = None
    if _is_thanked(post, by):
        reputation.award(post.author_id, REASON, post, by.id, at, -1)
    record("thread.unsolved_earlier", thread_id, post.id, pseudonyms.voice(thread_id, by).author_id, at=at)
    return True


def thank(post: Post, by: User, at: datetime) -> None:
    """Pay the answerer once a person and answer, and tell them; nobody for their own, and not without end a day."""
    if post.author_id is None or post.author_id == by.id or _is_thanked(post, by) or _has_thanked_enough(post, by, at):
        return
    reputation.award(post.author_id, REASON, post, by.id, at)
    notifications.tell(post.author_id, REASON, post, None, at)  # whoever drafted it may wish to stay unnamed


def _is_thanked(post: Post, by: User) -> bool:
    """Whether this person's thanks for this answer stands: given and not taken back."""
    given = select(func.coalesce(func.sum(Award.points), 0)).where(Award.post_id == post.id, Award.by_id == by.id)
    return bool(db.session.scalar(given.where(Award.reason.in_((REASON, f"{REASON}.undone")))))


def _has_thanked_enough(post: Post, by: User, at: datetime) -> bool:
    since = at.replace(hour=0, minute=0, second=0, microsecond=0)
    today = select(func.count(Award.id)).where(Award.user_id == post.author_id, Award.by_id == by.id)
    return (db.session.scalar(today.where(Award.reason == REASON, Award.at >= since)) or 0) >= MOST_A_DAY


def of_thread(thread_id: int) -> Any | None:
    """The answer that the asker named (post_id, thread_id, title, at), while it can be read."""
    rows = select(EarlierSolution.post_id, EarlierSolution.at, Thread.id.label("thread_id"), Thread.title)
    rows = rows.join(Post, Post.id == EarlierSolution.post_id).join(Thread, Thread.id == Post.thread_id)
    rows = rows.where(EarlierSolution.thread_id == thread_id, Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    return db.session.execute(rows.where(Thread.hidden_at.is_(None), Thread.deleted_at.is_(None))).one_or_none()


def counts(thread_ids: Sequence[int]) -> dict[int, int]:
    """How often each of these threads has solved somebody else's question or draft."""
    drafts = select(ShownThread.thread_id, func.count()).where(ShownThread.solved_at.is_not(None))
    drafts = drafts.where(ShownThread.thread_id.in_(thread_ids)).group_by(ShownThread.thread_id)
    asked = select(Post.thread_id, func.count()).join(EarlierSolution, EarlierSolution.post_id == Post.id)
    asked = asked.where(Post.thread_id.in_(thread_ids)).group_by(Post.thread_id)
    found: Counter[int] = Counter()
    for thread_id, count in db.session.execute(drafts.union_all(asked)):
        found[thread_id] += count
    return dict(found)


def follow(post: Post) -> None:
    """Questions that this answer solved elsewhere are solved while it can be read."""
    said = select(EarlierSolution.thread_id, EarlierSolution.at).where(EarlierSolution.post_id == post.id)
    is_gone = post.hidden_at is not None or post.deleted_at is not None
    for thread_id, at in db.session.execute(said).all():
        holding.locked(thread_id).solved_at = None if is_gone else at
