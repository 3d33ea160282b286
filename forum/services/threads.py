"""Threads: asking (one or many at once), accepting what solved it and taking that back, locking and moving."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from forum.database import IN_ONE_STATEMENT, never_again, now
from forum.events import record, record_many
from forum.extensions import db
from forum.models import Acceptance, JoinedThread, Post, Thread, ThreadLock, ThreadMove, User
from forum.services import (
    brands,
    earlier_solutions,
    following,
    holding,
    notifications,
    pseudonyms,
    publiclog,
    reputation,
    tags,
)
from forum.services.writing import Draft, insert_posts, masked_title


@dataclass(frozen=True, slots=True)
class Asked:
    """A thread that was made, and its opening post."""

    thread_id: int
    post_id: int


def ask(
    asker: User,
    title: str,
    body: str,
    tag_names: Sequence[str] = (),
    brand_id: int = 0,
    at: datetime | None = None,
    pseudonym: str = "",
) -> Asked:
    """Ask a question on the site, under one's own name or a pseudonym: `ask_many` of one."""
    at = at or now()
    voice = pseudonyms.begin(pseudonym, asker, at) if pseudonym else pseudonyms.own(asker)
    draft = Draft(body=body, title=title, at=at, tags=tuple(tag_names), brand_id=brand_id, **asdict(voice))
    return ask_many([draft])[0]


def announce(
    by: User, title: str, body: str, tag_names: Sequence[str] = (), brand_id: int = 0, at: datetime | None = None
) -> Asked:
    """Say something to everyone in the brand's name."""
    draft = Draft(body=body, title=title, at=at or now(), author_id=by.id, is_brand=True, tags=tuple(tag_names))
    draft.brand_id, draft.thread_kind = brand_id, "announcement"
    return ask_many([draft])[0]


def ask_many(drafts: Sequence[Draft]) -> list[Asked]:
    """Store threads with their opening posts, in order, in a handful of statements; live ones are announced one by one.

    History and stubs are announced by whoever brings them in (one `posts.imported` a batch).
    """
    if not drafts:
        return []
    thread_ids = _insert_threads(drafts)
    for draft, thread_id in zip(drafts, thread_ids, strict=True):
        draft.thread_id = thread_id
    post_ids = insert_posts(drafts)
    tags.put({draft.thread_id: draft.tags for draft in drafts if draft.tags})
    asked = [Asked(*pair) for pair in zip(thread_ids, post_ids, strict=True)]
    accounts = [(draft.thread_id, draft.author_id or draft.behind_id) for draft in drafts]
    following.begin([(thread_id, user_id) for thread_id, user_id in accounts if user_id], drafts[0].at)
    record_many(_events(drafts, asked))
    return asked


def _insert_threads(drafts: Sequence[Draft]) -> list[int]:
    default_brand = brands.default_id() if any(not draft.brand_id for draft in drafts) else 0
    rows = [
        {
            "kind": draft.thread_kind,
            "title": masked_title(draft.title, draft.is_brand),
            "brand_id": draft.brand_id or default_brand,
            "channel": draft.channel,
            "asker_id": draft.author_id,
            "asker_identity_id": draft.identity_id,
            "behind_id": draft.behind_id,
            "is_live": draft.is_live,
            "created_at": draft.at,
            "active_at": draft.at,
        }
        for draft in drafts
    ]
    made = insert(Thread).returning(Thread.id, sort_by_parameter_order=True).execution_options(**IN_ONE_STATEMENT)
    return list(db.session.scalars(made, never_again(db.session, rows, Thread.id, JoinedThread.thread_id)))


def _events(drafts: Sequence[Draft], asked: Sequence[Asked]) -> list[dict[str, object]]:
    return [
        {
            "name": "thread.asked" if draft.thread_kind == "question" else "thread.announced",
            "thread_id": each.thread_id,
            "post_id": each.post_id,
            "by_id": draft.author_id,
            "at": draft.at,
        }
        for draft, each in zip(drafts, asked, strict=True)
        if draft.is_live and draft.thread_kind != "stub"
    ]


def accept(thread_id: int, post_id: int, by: User, at: datetime | None = None) -> bool:
    """Say that this answer solved it; an earlier acceptance gives way. False when it was so already, or it is gone."""
    at = at or now()
    thread = holding.locked(thread_id)
    post = db.session.get_one(Post, post_id, populate_existing=True)
    if post.deleted_at is not None or post.hidden_at is not None:  # a moment ago
        return False
    before = db.session.get(Acceptance, thread_id, populate_existing=True)
    if before and before.post_id == post_id:
        return False
    named_id = pseudonyms.voice(thread_id, by).author_id
    if before:
        _withdraw(before, named_id, at)
    earlier_solutions.unsolve(thread_id, by, at)
    acceptance = Acceptance(thread_id=thread_id, post_id=post_id, by_id=named_id, at=at)
    db.session.add(acceptance)
    thread.solved_at = at
    _reward(acceptance, named_id, at, 1)
    event = record("thread.accepted", thread_id, post_id, named_id, at=at)
    notifications.tell(post.author_id, "thread.accepted", post, named_id, at, event_id=event.id)
    return True


def unaccept(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take an acceptance back. False when there was none."""
    at = at or now()
    thread = holding.locked(thread_id)
    before = db.session.get(Acceptance, thread_id, populate_existing=True)
    if before is None:
        return False
    post_id, named_id = before.post_id, pseudonyms.voice(thread_id, by).author_id
    _withdraw(before, named_id, at)
    thread.solved_at = None
    record("thread.unaccepted", thread_id, post_id, named_id, at=at)
    return True


def move_acceptance(from_id: int, to_id: int, by: User, at: datetime) -> None:
    """Let the acceptance follow its answer where that stands in the other thread now; who thanked whom is paid anew."""
    before = db.session.get(Acceptance, from_id, populate_existing=True)
    if before is None or db.session.get_one(Post, before.post_id, populate_existing=True).thread_id != to_id:
        return
    post_id, by_id, accepted_at = before.post_id, before.by_id, before.at
    _withdraw(before, by.id, at)
    record("thread.unaccepted", from_id, post_id, by.id, at=at)
    moved = Acceptance(thread_id=to_id, post_id=post_id, by_id=by_id, at=accepted_at)
    db.session.add(moved)
    db.session.flush()
    _reward(moved, by_id, at, 1)
    record("thread.accepted", to_id, post_id, by.id, at=at)


def lock(thread: Thread, by: User, reason: str, at: datetime | None = None) -> bool:
    """Take no new answers and comments from customers; the page and the public log say why. False when it was so."""
    at = at or now()
    thread = holding.locked(thread.id)
    if thread.locked_at is not None:
        return False
    thread.locked_at = at
    line = publiclog.write("locked", by.id, reason, at, thread_id=thread.id)
    db.session.add(ThreadLock(thread_id=thread.id, public_act_id=line, by_id=by.id, reason=reason, at=at))
    record("thread.locked", thread.id, by_id=by.id, at=at)
    return True


def unlock(thread: Thread, by: User, reason: str, at: datetime | None = None) -> bool:
    """Open a thread again. False when it was not locked."""
    at = at or now()
    thread = holding.locked(thread.id)
    if thread.locked_at is None:
        return False
    thread.locked_at = None
    lifted = {"lifted_by_id": by.id, "lifted_reason": reason, "lifted_at": at}
    open_ = update(ThreadLock).where(ThreadLock.thread_id == thread.id, ThreadLock.lifted_at.is_(None))
    lines = db.session.scalars(open_.values(**lifted).returning(ThreadLock.public_act_id))
    publiclog.lift({line for line in lines if line is not None}, reason, at)
    record("thread.unlocked", thread.id, by_id=by.id, at=at)
    return True


def move(
    thread: Thread, by: User, brand_id: int, tag_names: Sequence[str], reason: str = "", at: datetime | None = None
) -> bool:
    """File a thread under another brand or other tags; the asker is told. False when it stands there already."""
    at = at or now()
    thread = holding.locked(thread.id)
    before = tags.of_threads([thread.id]).get(thread.id, [])
    if thread.brand_id == brand_id and sorted(before) == sorted(tag_names):
        return False
    row = ThreadMove(thread_id=thread.id, by_id=by.id, reason=reason, at=at, from_brand_id=thread.brand_id)
    row.to_brand_id, row.from_tags, row.to_tags = brand_id, " ".join(before), " ".join(tag_names)
    db.session.add(row)
    thread.brand_id = brand_id
    tags.replace(thread.id, tag_names)
    publiclog.write("moved", by.id, reason, at, thread_id=thread.id)
    question = db.session.scalars(select(Post).where(Post.thread_id == thread.id, Post.kind == "question")).first()
    if question is not None:
        notifications.tell(pseudonyms.account_of(question), "thread.moved", question, by.id, at, reason)
    record("thread.moved", thread.id, by_id=by.id, at=at)
    return True


def _withdraw(acceptance: Acceptance, by_id: int | None, at: datetime) -> None:
    _reward(acceptance, by_id, at, -1)
    db.session.delete(acceptance)
    db.session.flush()


def _reward(acceptance: Acceptance, by_id: int | None, at: datetime, sign: int) -> None:
    """Pay answerer and asker, but nobody for accepting an answer of their own, nor staff who accept for a network.

    An anonymous asker earns nothing: their ledger would name the thread.
    """
    thread = db.session.get_one(Thread, acceptance.thread_id)
    post = db.session.get_one(Post, acceptance.post_id)
    if post.author_id not in (thread.asker_id, acceptance.by_id):
        reputation.award(post.author_id, "answer.accepted", post, by_id, at, sign)
        reputation.award(thread.asker_id, "accepted.an_answer", post, by_id, at, sign)
