"""Posts below a question: answering, commenting, editing, taking back, hiding and showing again."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from forum import markup
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Acceptance, Event, Flag, Post, Revision, SealedOriginal, Thread, User
from forum.redirects import way_of
from forum.services import earlier_solutions, following, hidings, holding, notifications, pseudonyms, tags, threads
from forum.services.writing import Draft, insert_posts, masked_title, seal, written


def answer(thread_id: int, by: User, body: str, at: datetime | None = None) -> Post:
    """Answer a question; the first-response clock stops when staff do it."""
    at = at or now()
    holding.locked(thread_id)
    voice = pseudonyms.voice(thread_id, by)
    post = _added(Draft(body=body, at=at, kind="answer", thread_id=thread_id, **asdict(voice)))
    db.session.execute(
        update(Thread).where(Thread.id == thread_id).values(answer_count=Thread.answer_count + 1, active_at=at)
    )
    following.begin([(thread_id, by.id)], at)
    event = record("post.answered", thread_id, post.id, voice.author_id, at=at)
    kind = "staff.answered" if post.is_brand else "post.answered"
    _tell(_asker_of(thread_id), kind, post, event)
    return post


def comment(parent: Post, by: User, body: str, at: datetime | None = None) -> Post:
    """Comment on a question or an answer; a comment on a comment stands beside it."""
    at = at or now()
    holding.locked(parent.thread_id)
    voice, above = pseudonyms.voice(parent.thread_id, by), commented_on(parent)
    draft = Draft(body=body, at=at, kind="comment", thread_id=parent.thread_id, parent_id=above, **asdict(voice))
    post = _added(draft)
    db.session.execute(update(Thread).where(Thread.id == parent.thread_id).values(active_at=at))
    following.begin([(parent.thread_id, by.id)], at)
    event = record("post.commented", parent.thread_id, post.id, voice.author_id, at=at)
    _tell(pseudonyms.account_of(parent), "post.commented", post, event)
    return post


def commented_on(parent: Post) -> int | None:
    """Id of the question or answer below which a comment on this post stands."""
    return parent.id if parent.kind != "comment" else parent.parent_id


def _added(draft: Draft) -> Post:
    return db.session.get_one(Post, insert_posts([draft])[0])


def _asker_of(thread_id: int) -> int | None:
    return db.session.scalar(select(pseudonyms.account(Thread)).where(Thread.id == thread_id))


def _tell(user_id: int | None, kind: str, post: Post, event: Event) -> None:
    """Tell somebody of this new post, unless it is their own under a pseudonym; a notice never names who is behind."""
    if post.behind_id is None or user_id != post.behind_id:
        notifications.tell(user_id, kind, post, post.author_id, event.at, event_id=event.id)


def edit(
    post: Post,
    by: User,
    body: str,
    title: str | None = None,
    tag_names: tuple[str, ...] | None = None,
    at: datetime | None = None,
) -> None:
    """Change a post (of a question also title and tags); what it said before stays as a revision."""
    at = at or now()
    text = written(body, is_brand=post.is_brand)
    _held(post)
    if post.deleted_at is not None:  # a moment ago: its words must not come back
        return
    if not _has_revisions(post.id):
        _keep_revision(post, 0, post.author_id, post.created_at)
    post.body, post.html, post.renderer = text.body, text.html, markup.RENDERER_VERSION
    post.lang, post.sends_to = None, way_of(post.body)
    post.edited_at = at
    post.edited_by_id = pseudonyms.voice(post.thread_id, by).author_id
    if text.original is not None:
        seal([(post.id, text.original)])
    if post.kind == "question":
        _retitle(post.thread_id, title, tag_names)
    db.session.flush()
    _keep_revision(post, _next_number(post.id), post.edited_by_id, at)
    record("post.edited", post.thread_id, post.id, post.edited_by_id, at=at)


def _held(post: Post) -> Thread:
    """The post's thread, held against others until the commit; and the post as it is now, not as it was when read."""
    thread = holding.locked(post.thread_id)
    db.session.refresh(post)
    return thread


def _has_revisions(post_id: int) -> bool:
    return db.session.scalar(select(Revision.id).where(Revision.post_id == post_id).limit(1)) is not None


def _next_number(post_id: int) -> int:
    return (db.session.scalar(select(func.max(Revision.number)).where(Revision.post_id == post_id)) or 0) + 1


def _retitle(thread_id: int, title: str | None, tag_names: tuple[str, ...] | None) -> None:
    if title is not None:
        db.session.execute(update(Thread).where(Thread.id == thread_id).values(title=masked_title(title)))
    if tag_names is not None:
        tags.replace(thread_id, tag_names)


def _keep_revision(post: Post, number: int, by_id: int | None, at: datetime) -> None:
    revision = Revision(post_id=post.id, number=number, body=post.body, by_id=by_id, at=at)
    if post.kind == "question":
        revision.title = db.session.scalar(select(Thread.title).where(Thread.id == post.thread_id))
        revision.tags = " ".join(tags.of_threads([post.thread_id]).get(post.thread_id, []))
    db.session.add(revision)
    db.session.flush()


def remove(post: Post, by: User, at: datetime | None = None) -> None:
    """Take back one's own post: its words are destroyed; a stub stays where others answered or commented."""
    at = at or now()
    thread = _held(post)
    if post.deleted_at is not None:
        return
    acceptance = db.session.get(Acceptance, thread.id)
    if acceptance and acceptance.post_id == post.id:
        threads.unaccept(thread.id, by, at)
    post.body, post.html, post.sends_to, post.deleted_at = "", "", "", at
    for kept in (Revision, SealedOriginal, Flag):
        db.session.execute(delete(kept).where(kept.post_id == post.id))
    if post.kind == "answer":
        _count_answer(thread, post, -1)
        earlier_solutions.follow(post)
    if post.kind == "question" and not _has_replies_of_others(post):
        thread.deleted_at = at
    record("post.deleted", post.thread_id, post.id, pseudonyms.voice(post.thread_id, by).author_id, at=at)


def _has_replies_of_others(question: Post) -> bool:
    others = select(Post.id).where(
        Post.thread_id == question.thread_id, Post.id != question.id, Post.deleted_at.is_(None)
    )
    is_another = or_(
        Post.author_id.is_distinct_from(question.author_id), Post.identity_id.is_distinct_from(question.identity_id)
    )
    return db.session.scalar(others.where(is_another).limit(1)) is not None


def _count_answer(thread: Thread, post: Post, change: int) -> None:
    """Keep the count of answers that can be read: a hidden one is not counted twice when it is taken back."""
    if not (change < 0 and post.hidden_at):
        thread.answer_count += change


def hide(post: Post, by: User, reason: str, at: datetime | None = None, is_spam: bool = False) -> bool:
    """Hide a post: a stub stays, the author hears why, the public log names it. False when it was hidden already."""
    return bool(hidings.hide_many([post.id], by, reason, at or now(), is_spam))


def show(post: Post, by: User, reason: str, at: datetime | None = None, because: str = "") -> bool:
    """Show a hidden post again; the public log keeps both acts. False when it was not hidden."""
    return bool(hidings.show_many([post.id], by, reason, at or now(), because))
