"""Fanning an event out to many people: those it names, and those who follow its thread, in batches, nobody twice."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union

from forum import markup, mentions
from forum.database import insert_missing
from forum.events import record
from forum.extensions import db
from forum.models import Event, Following, IssueLink, KnownIssue, Mention, Post, Thread, User
from forum.services import notifications, pseudonyms
from forum.services.indexing import is_readable
from forum.services.notifications import Told
from forum.services.writing import accounts_named

BATCH = 1_000  # people told in one transaction: some 0.3 s, as other writers wait that long
NAMING = ("thread.asked", "post.answered", "post.commented", "post.edited", "post.shown")
FOLLOWED = ("post.answered", "post.commented", "issue.mended", "followers.told")


def tell_mentioned(events: Sequence[Event]) -> None:
    """Tell people who are named in what was said; each hears of a post once, however often it is edited."""
    posts = _public_posts(events)
    for event in events:
        post = posts.get(event.post_id or 0)
        if post is not None and post.renderer and "@" in post.body:
            _tell_named(event, post)


def _public_posts(events: Sequence[Event]) -> dict[int, Any]:
    """Posts of these events that everyone may read, by id."""
    rows = select(Post.id, Post.thread_id, Post.kind, Post.body, Post.renderer, Post.author_id, Post.parent_id)
    asker_id = pseudonyms.account(Thread).label("asker_id")
    rows = rows.add_columns(Post.behind_id, asker_id).join(Thread, Thread.id == Post.thread_id)
    post_ids = {event.post_id for event in events if event.post_id}
    return {row.id: row for row in db.session.execute(rows.where(Post.id.in_(post_ids), *is_readable()))}


def _tell_named(event: Event, post: Any) -> None:
    """Tell those named for the first time; as many as one post may name, however often it is edited."""
    before = set(db.session.scalars(select(Mention.user_id).where(Mention.post_id == post.id)))
    people = set(accounts_named(markup.mentioned(post.body)).values()) - {post.author_id, post.behind_id} - before
    new = sorted(people)[: max(0, mentions.MOST - len(before))]
    rows = [{"post_id": post.id, "user_id": user_id, "at": event.at} for user_id in new]
    if rows:
        named = insert_missing(db.session, Mention).values(rows).on_conflict_do_nothing()
        fresh = list(db.session.scalars(named.returning(Mention.user_id)))
        told = Told("post.mentioned", post.thread_id, post.id, post.author_id, event.at, event_id=event.id)
        notifications.leave(select(User.id.label("user_id")).where(User.id.in_(fresh)), told)


def tell_followers(events: Sequence[Event]) -> None:
    """Tell those who follow a thread of what was said in it; `followers.told` goes on after the people of the last."""
    begun = {event.id: event for event in _begun_by(events)}
    posts = _public_posts(list(begun.values()))
    for event in events:
        said = begun.get(_number(event.facts.get("event_id"), event.id))
        post = posts.get(said.post_id or 0) if said else None
        after = _number(event.facts.get("last_id"), 0)
        if said is not None and said.name == "issue.mended":
            _tell_mended(said, after=after)
        elif said is not None and post is not None:
            _tell_batch(said, post, after=after)


def _begun_by(events: Sequence[Event]) -> Sequence[Event]:
    """What was said, at which the telling began."""
    ids = [_number(event.facts.get("event_id"), event.id) for event in events]
    return db.session.scalars(select(Event).where(Event.id.in_(ids))).all()


def _number(found: object, otherwise: int) -> int:
    return found if isinstance(found, int) else otherwise


def _tell_batch(event: Event, post: Any, after: int) -> None:
    """Tell the next followers; those whom the request told already of the same are left out."""
    people = _followers(post, event.by_id)
    if post.author_id or post.behind_id:  # a post from another network may be older than our hearing of it
        people = people.where(Following.at <= event.at)
    told = Told("thread.continued", post.thread_id, post.id, event.by_id, event.at, event_id=event.id)
    _leave_some(people, told, after)


def _tell_mended(event: Event, after: int) -> None:
    """Tell the next of those who follow a known issue, or asked a question that belongs to it, that it is mended."""
    mended = (KnownIssue.thread_id == event.thread_id, KnownIssue.mended_at.is_not(None))
    issue = db.session.scalars(select(KnownIssue).where(*mended, KnownIssue.withdrawn_at.is_(None))).one_or_none()
    if issue is None:
        return
    follow = select(Following.user_id.label("user_id")).where(Following.thread_id == issue.thread_id)
    asker = pseudonyms.account(Thread)
    asked = select(asker).join(IssueLink, IssueLink.thread_id == Thread.id)
    asked = asked.where(IssueLink.issue_id == issue.id, IssueLink.ended_at.is_(None), asker.is_not(None))
    people = union(follow.where(Following.ended_at.is_(None)), asked).subquery()
    rows = select(people.c.user_id).where(people.c.user_id.is_distinct_from(event.by_id))
    text = issue.mended_text
    _leave_some(rows, Told("issue.mended", issue.thread_id, None, event.by_id, event.at, text, event.id), after)


def _leave_some(people: Select[Any], told: Told, after: int) -> None:
    """Leave a notice for the next people, by id; where there may be more an event goes on after the last of them."""
    listed = people.subquery("listed")
    rows = select(listed.c.user_id).where(listed.c.user_id > after)
    last_id = db.session.scalar(rows.order_by(listed.c.user_id).offset(BATCH - 1).limit(1))
    notifications.leave(rows.where(listed.c.user_id <= last_id) if last_id else rows, told)
    if last_id:
        more = {"event_id": told.event_id, "last_id": last_id}
        record("followers.told", told.thread_id, told.post_id, told.by_id, told.at, **more)


def _followers(post: Any, by_id: int | None) -> Select[Any]:
    """Who follows the post's thread, but for who wrote it and whom it answers: those hear of it as what it is."""
    answered_id = post.asker_id if post.kind == "answer" else _author_of(post.parent_id)
    rows = select(Following.user_id.label("user_id"))
    rows = rows.where(Following.thread_id == post.thread_id, Following.ended_at.is_(None))
    return rows.where(
        Following.user_id.not_in([key for key in (by_id, post.behind_id, answered_id) if key is not None])
    )


def _author_of(post_id: int | None) -> int | None:
    return db.session.scalar(select(pseudonyms.account(Post)).where(Post.id == post_id)) if post_id else None
