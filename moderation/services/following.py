"""What goes on below a question with a case: staff or the customer speak, a neighbour answers, it is solved or gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.models import Event, Post, Thread
from moderation.models import Case, CaseAct
from moderation.services import cases, claims, clocks, conversation
from moderation.services.conversation import SILENCE, Talk

SPOKEN = ("post.answered", "post.commented")


@dataclass(frozen=True, slots=True)
class Scene:
    """A case with what was said below its question, and whether the thread and its question still stand."""

    case: Case
    talk: Talk
    is_gone: bool
    is_solved: bool
    is_duplicate: bool


def follow(events: Sequence[Event], at: datetime) -> None:
    """Let cases and clocks agree with what happened; the rows decide, so order and repetition do not matter."""
    thread_ids = sorted({event.thread_id for event in events if event.thread_id is not None})
    clocks.keep([*thread_ids, *concerned(events)], at)
    scenes = _scenes(thread_ids)
    posts = _posts(event.post_id for event in events if event.thread_id in scenes and event.name in SPOKEN)
    heard = _heard(posts)
    for event in events:
        scene = scenes.get(event.thread_id or 0)
        if scene is None:
            continue
        if event.name not in SPOKEN:
            _look(scene, event, at)
        elif event.post_id in posts and event.post_id not in heard:
            heard.add(event.post_id)
            _hear(scene, posts[event.post_id], at)
    db.session.flush()


def concerned(events: Sequence[Event]) -> set[int]:
    """Other threads whose answers came or went: a duplicate's may stand in the thread that it belongs to."""
    told = [event.facts.get("threads") for event in events]
    return {thread_id for each in told if isinstance(each, list) for thread_id in each}


def _scenes(thread_ids: Sequence[int]) -> dict[int, Scene]:
    known = cases.of_threads(thread_ids)
    talks = conversation.talk_of(list(known))
    question = select(Post.deleted_at).where(Post.thread_id == Thread.id, Post.kind == "question").scalar_subquery()
    rows = select(
        Thread.id, Thread.deleted_at, Thread.solved_at, Thread.duplicate_of_id, question.label("taken_back_at")
    )
    return {
        row.id: Scene(
            known[row.id],
            talks.get(row.id, SILENCE),
            row.deleted_at is not None or row.taken_back_at is not None,
            row.solved_at is not None,
            row.duplicate_of_id is not None,
        )
        for row in db.session.execute(rows.where(Thread.id.in_(list(known))))
    }


def _posts(post_ids: Iterable[int | None]) -> dict[int, Any]:
    columns = (Post.id, Post.kind, Post.author_id, Post.is_brand, conversation.is_by_asker().label("is_by_asker"))
    rows = conversation.posts(*columns).where(Post.id.in_([post_id for post_id in post_ids if post_id is not None]))
    return {row.id: row for row in db.session.execute(rows)}


def _heard(post_ids: Iterable[int]) -> set[int | None]:
    """Posts that are in a history already: an event may come twice, and the desk writes its own replies."""
    told = ("replied", "heard", "resolved", "reopened")
    rows = select(CaseAct.post_id).where(CaseAct.post_id.in_(list(post_ids)), CaseAct.act.in_(told))
    return set(db.session.scalars(rows))


def _hear(scene: Scene, post: Any, at: datetime) -> None:
    """Somebody wrote: staff, the customer, or a neighbour."""
    case = scene.case
    if post.is_brand:
        cases.note_act(case, "replied", at, post.author_id, post_id=post.id)
        case.first_response_at = case.first_response_at or scene.talk.first_staff_at
        if case.state == "open" and scene.talk.is_staff_last:
            case.state = "pending"
    elif post.is_by_asker:
        _hear_customer(scene, post, at)
    elif post.kind == "answer" and _is_only_waiting(case) and _may_close_itself(case, at):
        cases.close(case, "answered", at, post_id=post.id)


def _hear_customer(scene: Scene, post: Any, at: datetime) -> None:
    case = scene.case
    if case.state == "resolved":
        cases.reopen(case, "wrote", at, post_id=post.id)
        return
    cases.note_act(case, "heard", at, post_id=post.id)
    if scene.talk.last_staff_at is not None and not scene.talk.is_staff_last:
        cases.take_over(case, "wrote")
    if case.state == "pending" and not scene.talk.is_staff_last:
        cases.need_staff(case, "wrote", at)


def _is_only_waiting(case: Case) -> bool:
    """Whether the case is there for want of an answer alone, and staff have not spoken."""
    return case.opened_because == "unanswered" and case.first_response_at is None


def _may_close_itself(case: Case, at: datetime) -> bool:
    """Whether no person has to decide: it could do no harm, nobody has it, and nobody was asked to look."""
    is_free = claims.holder_id(case, at) is None and case.escalated_at is None
    is_asked = case.flag_count or case.appeal_count
    return case.state != "resolved" and not case.is_high and is_free and not is_asked


def _look(scene: Scene, event: Event, at: datetime) -> None:
    """Something else happened to the thread: it is gone, or its asker says what solved it."""
    case = scene.case
    if scene.is_gone and case.state != "resolved":
        cases.close(case, "deleted", at)
    elif event.name in ("thread.accepted", "thread.solved_earlier") and scene.is_solved and _may_close_itself(case, at):
        cases.close(case, "accepted", at, post_id=event.post_id)
    elif event.name in ("thread.duplicated", "thread.unduplicated"):
        _look_elsewhere(scene, event, at)


def _look_elsewhere(scene: Scene, event: Event, at: datetime) -> None:
    """A question was asked before: nobody has to look at it here, unless it could do harm; or it was not, after all."""
    case = scene.case
    is_held = claims.holder_id(case, at) not in (None, event.by_id)
    is_asked = case.flag_count or case.appeal_count or case.escalated_at is not None
    is_over = case.state == "resolved"
    if scene.is_duplicate and not (is_over or is_held or is_asked or case.is_high):
        cases.close(case, "duplicate", at)
    elif not scene.is_duplicate and is_over and _closed_because(case) == "duplicate":
        before = case.opened_because, case.opened_at, case.due_at
        cases.reopen(case, "duplicate", at)
        case.opened_because, case.opened_at, case.due_at = before
        case.state = "pending" if scene.talk.is_staff_last else "open"


def _closed_because(case: Case) -> str | None:
    acts = select(CaseAct.because).where(CaseAct.case_id == case.id, CaseAct.act == "resolved")
    return db.session.scalar(acts.order_by(CaseAct.id.desc()).limit(1))
