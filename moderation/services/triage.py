"""Triage: what harm a live question could do, from all that its asker has said; high risk opens a case at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from forum import markup
from forum.events import record
from forum.extensions import db
from forum.models import Echo, Identity, Post, Thread, Wording
from moderation import risk
from moderation.models import Assessment, Case
from moderation.services import cases, clocks, conversation, promises

LATELY = timedelta(days=7)
LONGEST = 60_000
FEW = 3
FEW_COPIES, MOST_COPIES = 20, 2_000
SPREADING = {"large reach", "copies of it"}


@dataclass(slots=True)
class Facts:
    """What is known about one live question when it is judged. Times are UTC; `replies` those of its last hour.

    `reach` is that of whoever has the most of those who say so; `copies` others posted it within its busiest hour.
    """

    thread_id: int
    post_id: int
    title: str
    asked_at: datetime
    active_at: datetime
    asker: tuple[int | None, int | None]
    reach: int
    words: list[str] = field(default_factory=list)
    replies: int = 0
    earlier_contacts: int = 0
    copies: int = 0

    @property
    def text(self) -> str:
        """All that the asker said, the newest kept when it is too much."""
        said = "\n".join(self.words)
        whole = said if said.startswith(self.title) else f"{self.title}\n{said}"
        return whole if len(whole) <= LONGEST else whole[: LONGEST // 2] + "\n" + whole[-LONGEST // 2 :]


def assess(thread_ids: Sequence[int], at: datetime) -> None:
    """Judge these threads anew, in a handful of statements; what is no live question of a customer is left alone."""
    facts = _facts(thread_ids)
    if not facts:
        return
    started = clocks.begin({thread_id: each.asked_at for thread_id, each in facts.items()}, at)
    clocks.keep(list(facts), at)
    known = cases.of_threads(list(facts))
    before = _earlier_assessments(facts)
    for thread_id, each in facts.items():
        verdict = risk.assess(each.text, each.reach, float(each.replies), each.earlier_contacts, each.copies)
        since = at if thread_id in before else started[thread_id].started_at
        assessment = _kept(before.get(thread_id), each, verdict, at)
        _act_on(assessment, risk.route(verdict) != "peers", known.get(thread_id), since, at)
    db.session.flush()


def _facts(thread_ids: Sequence[int]) -> dict[int, Facts]:
    columns = (
        Thread.id,
        Post.id.label("post_id"),
        Thread.title,
        Thread.created_at,
        Thread.active_at,
        Thread.asker_id,
        Thread.asker_identity_id,
        Identity.followers,
        Thread.echo_count,
        Thread.echo_reach,
    )
    rows = conversation.posts(*columns).where(Thread.id.in_(thread_ids), Post.kind == "question")
    rows = rows.where(Thread.kind == "question", Thread.is_live, Thread.deleted_at.is_(None), Post.is_brand.is_(False))
    found = {row.id: _fact(row) for row in db.session.execute(rows)}
    if found:
        _add_words(found)
        _add_replies(found)
        _add_contacts(found.values())
        _add_variants([each for each in found.values() if each.copies])
        _add_copies([each for each in found.values() if each.copies > FEW_COPIES])
    return found


def _fact(row: Any) -> Facts:
    asker = (row.asker_id, row.asker_identity_id)
    reach = max(row.followers or 0, row.echo_reach)
    return Facts(row.id, row.post_id, row.title, row.created_at, row.active_at, asker, reach, copies=row.echo_count)


def _add_words(facts: dict[int, Facts]) -> None:
    said = conversation.posts(Post.thread_id, Post.body).where(Post.thread_id.in_(list(facts)))
    said = said.where(conversation.is_by_asker(), Post.is_brand.is_(False)).order_by(Post.created_at, Post.id)
    for thread_id, body in db.session.execute(said):
        facts[thread_id].words.append(markup.plain(body))


def _add_replies(facts: dict[int, Facts]) -> None:
    """Count what others wrote in the hour up to the newest post: how fast it spreads, whenever it is judged.

    Threads with FEW replies are not looked at more closely: no hour of theirs is a storm.
    """
    others = conversation.posts(Post.thread_id, func.count(Post.id)).where(Post.kind != "question")
    others = others.where(Post.is_brand.is_(False), conversation.is_by_asker().is_not(True)).group_by(Post.thread_id)
    totals = db.session.execute(others.where(Post.thread_id.in_(list(facts))).having(func.count(Post.id) > FEW))
    hours = [
        and_(Post.thread_id == thread_id, Post.created_at > facts[thread_id].active_at - timedelta(hours=1))
        for thread_id, _ in totals
    ]
    for thread_id, count in db.session.execute(others.where(or_(*hours))) if hours else ():
        facts[thread_id].replies = count


def _add_contacts(facts: Iterable[Facts]) -> None:
    """Count the questions that the same asker, here or on a network, has put in the week before."""
    all_facts = list(facts)
    here = [each.asker[0] for each in all_facts if each.asker[0] is not None]
    elsewhere = [each.asker[1] for each in all_facts if each.asker[1] is not None]
    since = min(each.asked_at for each in all_facts) - LATELY
    rows = select(Thread.asker_id, Thread.asker_identity_id, Thread.created_at)
    rows = rows.where(
        or_(Thread.asker_id.in_(here), Thread.asker_identity_id.in_(elsewhere)), Thread.created_at >= since
    )
    asked: dict[tuple[int | None, int | None], list[datetime]] = {}
    for person, handle, created_at in db.session.execute(rows.where(Thread.kind == "question")):
        asked.setdefault((person, handle), []).append(created_at)
    for each in all_facts:
        earlier = asked.get(each.asker, [])
        each.earlier_contacts = sum(each.asked_at - LATELY <= instant < each.asked_at for instant in earlier)


def _add_variants(facts: Sequence[Facts]) -> None:
    """Add the worst that others said who said nearly the same."""
    rows = select(Wording.thread_id, Wording.text).where(Wording.thread_id.in_([each.thread_id for each in facts]))
    worst: dict[int, tuple[float, str]] = {}
    for thread_id, text in db.session.execute(rows.where(Wording.text != "").limit(MOST_COPIES)) if facts else ():
        worst[thread_id] = max((risk.assess(text).score, text), worst.get(thread_id, (0.0, "")))
    for each in facts:
        score, text = worst.get(each.thread_id, (0.0, ""))
        each.words += [text] * (score > 0)


def _add_copies(facts: Iterable[Facts]) -> None:
    """Count how many said the same within an hour, at the most: many at once are a storm, whoever they are.

    Threads with few are not looked at more closely: the rest are rare, so each has a statement of its own.
    """
    for each in facts:
        said = (
            select(Echo.said_at).where(Echo.thread_id == each.thread_id).order_by(Echo.said_at.desc(), Echo.id.desc())
        )
        each.copies = most_within_an_hour(list(db.session.scalars(said.limit(MOST_COPIES))))


def most_within_an_hour(newest_first: Sequence[datetime]) -> int:
    """The largest number of these instants that lie within one hour."""
    most, start = 0, 0
    for place, instant in enumerate(newest_first):
        while newest_first[start] - instant > timedelta(hours=1):
            start += 1
        most = max(most, place - start + 1)
    return most


def weigh(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What in the words of a text is for staff, if anything: two that differ in that are never taken for one."""
    verdict = risk.assess(text)
    return () if risk.route(verdict) == "peers" else tuple((reason.name, reason.words) for reason in verdict.reasons)


def _earlier_assessments(facts: Iterable[int]) -> dict[int, Assessment]:
    rows = select(Assessment).where(Assessment.thread_id.in_(list(facts))).order_by(Assessment.id).with_for_update()
    return {each.thread_id: each for each in db.session.scalars(rows)}


def _kept(assessment: Assessment | None, facts: Facts, verdict: risk.Risk, at: datetime) -> Assessment:
    if assessment is None:
        assessment = Assessment(thread_id=facts.thread_id, post_id=facts.post_id)
        db.session.add(assessment)
    before = level(bool(assessment.is_high), assessment.reasons or ())
    assessment.score, assessment.is_high, assessment.at = verdict.score, risk.route(verdict) == "staff_now", at
    assessment.reasons = [{"name": reason.name, "words": list(reason.words)} for reason in verdict.reasons]
    if level(assessment.is_high, assessment.reasons) != before:
        record("risk.changed", facts.thread_id, facts.post_id, at=at, was=before)
    return assessment


def level(is_high: bool, reasons: Sequence[Any]) -> str:
    """The word that staff search by: `high`, `some`, or nothing."""
    return "high" if is_high else "some" if reasons else ""


def levels(thread_ids: Sequence[int]) -> dict[int, str]:
    """The level of each of these threads that has one."""
    rows = select(Assessment.thread_id, Assessment.is_high, Assessment.reasons)
    found = db.session.execute(rows.where(Assessment.thread_id.in_(thread_ids)))
    return {row.thread_id: word for row in found if (word := level(row.is_high, row.reasons))}


def _act_on(assessment: Assessment, is_for_staff: bool, known: Case | None, since: datetime, at: datetime) -> None:
    """Open or raise a case where staff must not wait for peers; otherwise only keep the case's reasons up to date.

    What was done with comes back when it begins to spread: somebody with many readers says so, too, or very many do.
    """
    if known and assessment.is_high and (not known.is_high or _spreads(known, assessment)):
        cases.raise_risk(known, assessment.score, assessment.reasons, at)
    elif known:
        known.risk, known.reasons = assessment.score, assessment.reasons
        if is_for_staff and known.first_response_at is None:
            cases.take_over(known, "risk")
    elif is_for_staff:
        due_at = promises.due_at(since, assessment.is_high)
        found = (assessment.score, assessment.reasons, assessment.is_high)
        cases.open_case(cases.Opening(assessment.thread_id, "risk", due_at, *found), at)


def _spreads(known: Case, assessment: Assessment) -> bool:
    if known.state != "resolved":
        return False
    before, after = ({reason["name"] for reason in reasons} for reasons in (known.reasons, assessment.reasons))
    return bool((after - before) & SPREADING)
