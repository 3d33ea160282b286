"""Telling the network that a question came from what was answered here: the words, that it was done, and proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from forum import markup, settings
from forum.channels import fitting
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Acceptance, Post, Telling, TellingProposal, Thread, User
from forum.services import echoes, notifications
from forum.services.indexing import is_readable
from forum.services.writing import LONGEST_BODY, masked_start

_Teller = aliased(User, name="teller")


def own_answers(thread_ids: Sequence[int]) -> list[Any]:
    """Answers that were given here to questions from elsewhere, and what was told of them; the best first.

    Rows: id, thread_id, channel, body, html, created_at, name, accepted_at, told_at, told_by, words.
    """
    columns = (Post.id, Post.thread_id, Thread.channel, Post.body, Post.html, Post.created_at, User.name)
    told = (Telling.at.label("told_at"), _Teller.name.label("told_by"), Telling.words)
    rows = _answers().with_only_columns(*columns, Acceptance.at.label("accepted_at"), *told, maintain_column_froms=True)
    order = (Post.thread_id, Acceptance.at.is_(None), Post.score.desc(), Post.created_at, Post.id)
    return list(db.session.execute(rows.where(Post.thread_id.in_(thread_ids)).order_by(*order)))


def _answers() -> Select[*tuple[Any, ...]]:
    rows = select(Post.id).join(Thread, Thread.id == Post.thread_id).join(User, User.id == Post.author_id)
    rows = rows.outerjoin(Acceptance, Acceptance.post_id == Post.id)
    rows = rows.outerjoin(Telling, and_(Telling.post_id == Post.id, Telling.channel == Thread.channel))
    rows = rows.outerjoin(_Teller, _Teller.id == Telling.by_id)
    elsewhere = (Thread.channel != "site", Thread.kind == "question")
    return rows.where(Post.kind == "answer", *elsewhere, *is_readable())


def settle(thread_ids: Sequence[int]) -> None:
    """Let `untold_at` of these threads agree with what was answered, accepted and told, to all who asked."""
    answers = own_answers(thread_ids)
    since = _untold_since(answers)
    for thread_id, waits in echoes.untold([answer.thread_id for answer in answers]).items():
        first = min(answer.created_at for answer in answers if answer.thread_id == thread_id)
        since.setdefault(thread_id, max(first, waits.since))
    current = select(Thread.id, Thread.untold_at).where(Thread.id.in_(thread_ids))
    for row in db.session.execute(current).all():
        if row.untold_at != since.get(row.id):
            db.session.execute(update(Thread).where(Thread.id == row.id).values(untold_at=since.get(row.id)))


def _untold_since(answers: Sequence[Any]) -> dict[int, datetime]:
    """Since when something waits, by thread: an accepted answer that was not told, or any where none was."""
    by_thread: dict[int, list[Any]] = {}
    for answer in answers:
        by_thread.setdefault(answer.thread_id, []).append(answer)
    found: dict[int, datetime] = {}
    for thread_id, some in by_thread.items():
        accepted = next((each for each in some if each.accepted_at), None)
        if accepted and not accepted.told_at:
            found[thread_id] = accepted.accepted_at
        elif not any(each.told_at for each in some):
            found[thread_id] = min(each.created_at for each in some)
    return found


def words_for(answer: Any) -> str:
    """An answer in plain words with a link, fitted to its network; what was masked stays so."""
    link = f"{settings.current().base_url}/posts/{answer.id}"
    return fitting.fitted(markup.plain(answer.body), link, fitting.capabilities(answer.channel))


def masked(words: str, by: User) -> str:
    """Words as they may leave the house: cleaned, personal data hidden; staff may name the brand's own contacts."""
    return masked_start(words, LONGEST_BODY, is_brand=by.is_staff).strip()


def tell(answer: Any, words: str, by: User, proposal_id: int | None = None, at: datetime | None = None) -> bool:
    """Note that this answer was told on its network in these words. False when somebody noted that before."""
    at, words = at or now(), masked(words, by)
    telling = Telling(
        post_id=answer.id, thread_id=answer.thread_id, channel=answer.channel, words=words, by_id=by.id, at=at
    )
    try:
        with db.session.begin_nested():
            db.session.add(telling)
    except IntegrityError:
        return False
    post = db.session.get_one(Post, answer.id)
    proposer_id = _used(proposal_id, post, words, by, at)
    if post.author_id != proposer_id:
        notifications.tell(post.author_id, "answer.told", post, by.id, at)
    settle([answer.thread_id])
    record("answer.told", answer.thread_id, answer.id, by.id, at=at, channel=answer.channel)
    return True


def _used(proposal_id: int | None, post: Post, words: str, by: User, at: datetime) -> int | None:
    """Decide the proposal that was used: its author hears that, and whether it was changed. Gives who that is."""
    proposal = db.session.get(TellingProposal, proposal_id) if proposal_id else None
    if proposal is None or proposal.post_id != post.id or proposal.decided_at is not None:
        return None
    proposal.verdict = "used" if proposal.words.split() == words.split() else "changed"
    proposal.decided_by_id, proposal.decided_at = by.id, at
    notifications.tell(proposal.by_id, "answer.told", post, by.id, at, proposal.verdict)
    return proposal.by_id


def untell(answer: Any, by: User, at: datetime | None = None) -> bool:
    """Take back that it was told. False when it was not."""
    told = delete(Telling).where(Telling.post_id == answer.id, Telling.channel == answer.channel)
    if db.session.scalar(told.returning(Telling.id)) is None:
        return False
    settle([answer.thread_id])
    record("answer.untold", answer.thread_id, answer.id, by.id, at=at or now(), channel=answer.channel)
    return True


def propose(answer: Any, words: str, by: User, at: datetime | None = None) -> TellingProposal:
    """Propose words to staff; an open proposal of the same person for this answer is replaced."""
    at = at or now()
    db.session.execute(delete(TellingProposal).where(*_open_of(answer.id, by)))
    proposal = TellingProposal(
        post_id=answer.id, thread_id=answer.thread_id, words=masked(words, by), by_id=by.id, at=at
    )
    db.session.add(proposal)
    db.session.flush()
    record("telling.proposed", answer.thread_id, answer.id, by.id, at=at)
    return proposal


def withdraw(answer: Any, by: User, at: datetime | None = None) -> bool:
    """Take one's open proposal back. False when there is none."""
    gone = delete(TellingProposal).where(*_open_of(answer.id, by)).returning(TellingProposal.id)
    if db.session.scalar(gone) is None:
        return False
    record("telling.withdrawn", answer.thread_id, answer.id, by.id, at=at or now())
    return True


def _open_of(post_id: int, by: User) -> tuple[Any, ...]:
    return TellingProposal.post_id == post_id, TellingProposal.by_id == by.id, TellingProposal.decided_at.is_(None)


def decline(proposal: TellingProposal, by: User, reason: str, at: datetime | None = None) -> bool:
    """Decline a proposal; its author is told why. False when it was decided before."""
    if proposal.decided_at is not None:
        return False
    at = at or now()
    proposal.verdict, proposal.reason = "declined", masked(reason, by)
    proposal.decided_by_id, proposal.decided_at = by.id, at
    post = db.session.get_one(Post, proposal.post_id)
    notifications.tell(proposal.by_id, "telling.declined", post, by.id, at, proposal.reason)
    record("telling.declined", proposal.thread_id, proposal.post_id, by.id, at=at)
    return True


def proposals(post_id: int, reader: User) -> list[Any]:
    """Proposals for an answer, the open ones first: all for staff, one's own for others."""
    columns = (TellingProposal.id, TellingProposal.words, TellingProposal.by_id, TellingProposal.at)
    decided = (TellingProposal.verdict, TellingProposal.reason)
    rows = select(*columns, *decided, User.name).join(User, User.id == TellingProposal.by_id)
    mine = true() if reader.is_staff else TellingProposal.by_id == reader.id
    order = (TellingProposal.decided_at.is_not(None), TellingProposal.at.desc(), TellingProposal.id.desc())
    return list(db.session.execute(rows.where(TellingProposal.post_id == post_id, mine).order_by(*order).limit(20)))
