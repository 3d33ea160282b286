"""Keeping rows of who may know: the index names people by what they answered near a question, activity orders them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from forum import engines
from forum.database import looking, now
from forum.extensions import db
from forum.models import Acceptance, Candidate, Post, Ranking, Tag, Thread, ThreadTag, User
from forum.services import accounts, holding, indexing, listing, pseudonyms, tags
from search import experts
from search.documents import Match, Question
from search.experts import Activity, Answered, Expert

KEPT = 20  # people a question
LATELY = timedelta(days=30)
STALE = timedelta(days=1)
AT_ONCE = 20  # questions ranked anew in one go
OPEN = 500  # newest open questions that an answer can concern


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Conditions under which a question waits for its first answer and may be proposed to people."""
    opening = aliased(Post)
    asked = select(opening.id).where(opening.thread_id == Thread.id, opening.kind == "question")
    stands = asked.where(opening.deleted_at.is_(None)).exists()
    is_free = (Thread.is_live, Thread.answer_count == 0, Thread.locked_at.is_(None), Thread.duplicate_of_id.is_(None))
    return *listing.is_listed(), Thread.kind == "question", *is_free, stands


def is_peer() -> tuple[ColumnElement[bool], ...]:
    """Conditions under which a person may be proposed: customers who may sign in; staff have the desk."""
    return User.role == "customer", accounts.may_come_in(now())


def rank(thread_ids: Sequence[int], at: datetime) -> None:
    """Store who may know, for each of these questions that is live and not solved; the others lose their rows."""
    with looking(db.session):
        asker = pseudonyms.account(Thread).label("asker_id")  # who asked is not one who knows
        wanted = select(Thread.id, asker).where(Thread.id.in_(thread_ids), *listing.is_listed())
        askers = {
            row.id: row.asker_id for row in db.session.execute(wanted.where(Thread.is_live, Thread.solved_at.is_(None)))
        }
        names = tags.of_threads(list(askers))
        found = {
            each.thread_id: _rows(each, askers[each.thread_id], names.get(each.thread_id, []), at)
            for each in indexing.questions(list(askers))
        }
    holding.hold_all(thread_ids)  # two workers may be at the same question
    for model in (Candidate, Ranking):
        db.session.execute(delete(model).where(model.thread_id.in_(thread_ids)))
    if found:
        db.session.execute(insert(Ranking), [{"thread_id": thread_id, "at": at} for thread_id in found])
    if rows := [row for some in found.values() for row in some]:
        db.session.execute(insert(Candidate), rows)
    db.session.flush()


def renew_near(thread_ids: Sequence[int], at: datetime) -> None:
    """Rank anew the open questions that are most like these threads: somebody has just answered there."""
    with looking(db.session):
        waiting = select(Thread.id).where(*is_open()).order_by(Thread.created_at.desc(), Thread.id.desc()).limit(OPEN)
        open_ids = list(db.session.scalars(waiting))
        near: dict[int, float] = {}
        for question in indexing.questions(thread_ids) if open_ids else ():
            for match in engines.similarity().ranked(question.text, open_ids):
                near[match.thread_id] = max(match.score, near.get(match.thread_id, 0.0))
        least = engines.similarity().cutoff
        named = select(Candidate.thread_id).where(Candidate.near_id.in_(thread_ids)).distinct().limit(AT_ONCE)
        because = list(db.session.scalars(named))  # also those that are hidden by now, and like nothing any more
    best = sorted((each for each in near if near[each] >= least), key=lambda each: -near[each])
    rank(sorted({*best[:AT_ONCE], *because} - set(thread_ids)), at)


def overdue(at: datetime) -> list[int]:
    """Open questions that were never ranked, or not for a day, in which people come and go; a few at a time."""
    rows = select(Thread.id).outerjoin(Ranking, Ranking.thread_id == Thread.id).where(*is_open())
    rows = rows.where(or_(Ranking.at.is_(None), Ranking.at < at - STALE))
    return list(db.session.scalars(rows.order_by(Ranking.at, Thread.created_at.desc()).limit(AT_ONCE)))


def renew_overdue(clock: Callable[[], datetime] = now) -> int:
    """Rank some of those questions; says how many, so that a caller who goes on until it is 0 has them all."""
    with looking(db.session):
        ids = overdue(clock())
    if ids:
        rank(ids, clock())
    return len(ids)


def forget_all() -> None:
    """Drop all rows: they are made anew, as those of questions that were never ranked."""
    for model in (Candidate, Ranking):
        db.session.execute(delete(model))


def _rows(question: Question, asker_id: int | None, tag_names: Sequence[str], at: datetime) -> list[dict[str, Any]]:
    """The candidates of one question, those with a reason that can be told."""
    exclude = {question.thread_id}
    near = {
        each.thread_id: each for each in engines.similarity().nearest(question.text, experts.NEAREST, exclude=exclude)
    }
    answered = _answered(near, asker_id)
    if not answered:
        return []
    people = {each.person for each in answered}
    found = experts.ranked(answered, _activities(people), at, 3 * KEPT)
    counts = _tag_counts(people, tag_names, at - LATELY)
    least = engines.similarity().cutoff
    rows = [
        _row(question.thread_id, expert, near[expert.thread_id], counts.get(expert.person), least) for expert in found
    ]
    told = [row for row in rows if row["near_id"] or row["tag"]][:KEPT]
    return [{**row, "rank": number} for number, row in enumerate(told, 1)]


def _row(thread_id: int, expert: Expert, match: Match, counted: tuple[str, int] | None, least: float) -> dict[str, Any]:
    is_like = match.score >= least
    tag, count = counted or ("", 0)
    return {
        "thread_id": thread_id,
        "user_id": expert.person,
        "score": expert.score,
        "near_id": match.thread_id if is_like else None,
        "likeness": match.score if is_like else 0.0,
        "is_solved": is_like and expert.is_accepted,
        "tag": tag,
        "tag_count": count,
    }


def peers_answers() -> Select[*tuple[Any, ...]]:
    """Answers that count for somebody: what everybody may read, by peers, in the questions of others."""
    rows = select(Post.author_id).join(Thread, Thread.id == Post.thread_id).join(User, User.id == Post.author_id)
    own = Thread.asker_id.is_distinct_from(Post.author_id)
    return rows.where(Post.kind == "answer", own, *is_peer(), *indexing.is_readable())


def _answered(near: dict[int, Match], asker_id: int | None) -> list[Answered]:
    """Who answered these threads, and how well: accepted, voted for, or simply there; what was voted down is not."""
    worth = case((Acceptance.post_id.is_not(None), 1.0), (Post.score > 0, 0.7), (Post.score == 0, 0.3), else_=0.0)
    is_accepted = Acceptance.post_id.is_not(None)
    rows = peers_answers().outerjoin(Acceptance, Acceptance.post_id == Post.id)
    rows = rows.add_columns(Post.thread_id, is_accepted.label("is_accepted"), worth.label("worth"))
    rows = rows.where(Post.thread_id.in_(near), Post.author_id.is_distinct_from(asker_id))
    return [
        Answered(
            person=row.author_id,
            thread_id=row.thread_id,
            score=near[row.thread_id].rank_score,
            is_accepted=bool(row.is_accepted),
            worth=row.worth,
            likeness=near[row.thread_id].score,
        )
        for row in db.session.execute(rows)
    ]


def _activities(people: set[int]) -> dict[int, Activity]:
    rows = peers_answers().add_columns(func.count().label("answers"), func.max(Post.created_at).label("last_at"))
    rows = rows.where(Post.author_id.in_(people)).group_by(Post.author_id)
    return {row.author_id: Activity(row.answers, row.last_at) for row in db.session.execute(rows)}


def _tag_counts(people: set[int], names: Sequence[str], since: datetime) -> dict[int, tuple[str, int]]:
    """By person the tag, of these, about which they answered most since an instant, and how often."""
    if not (people and names):
        return {}
    rows = peers_answers().add_columns(Tag.name, func.count().label("answers"))
    rows = rows.join(ThreadTag, ThreadTag.thread_id == Thread.id)
    rows = rows.join(Tag, and_(Tag.id == ThreadTag.tag_id, Tag.name.in_(names)))
    rows = rows.where(Post.author_id.in_(people), Post.created_at >= since).group_by(Post.author_id, Tag.name)
    found = db.session.execute(rows.order_by(func.count(), Tag.name.desc()))
    return {row.author_id: (row.name, row.answers) for row in found}
