"""Who answers such questions: what people answered well near a question names them, how active they are orders them.

Text alone is a bad judge, measured on recorded forums (search/routing.py): so likeness only weighs what recency and the
logarithm of the number of answers say.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

FADING = timedelta(days=45)  # after so long without an answer a person weighs 1/e
NEAREST = 100  # answered threads whose people are candidates


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody answered in a thread like the question: how like (`score`, above 0) and how well (`worth`, 0 to 1).

    Where likeness is known on an absolute scale too, `likeness` chooses the thread that is told as the reason.
    """

    person: int
    thread_id: int
    score: float
    is_accepted: bool = False
    worth: float = 1.0
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Activity:
    """How much a person has answered in all, and when last."""

    answers: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Expert:
    """A person who may know, and why: the nearest thread they answered, and in how many such threads they did.

    `score` orders people for one question, and compares between questions of one person.
    """

    person: int
    score: float
    thread_id: int
    is_accepted: bool
    near: int


def recency(last_at: datetime, at: datetime) -> float:
    """1 for somebody who answered just now, falling by e every FADING."""
    return math.exp(-max(0.0, (at - last_at) / FADING))


def activity_score(activity: Activity, at: datetime) -> float:
    """Recency times the logarithm of the number of answers."""
    return recency(activity.last_at, at) * math.log1p(activity.answers)


def ranked(
    answered: Iterable[Answered], activities: Mapping[int, Activity], at: datetime, limit: int = 20
) -> list[Expert]:
    """The people who most likely answer, best first; nobody who is not active, and nobody who never answered near."""
    by_person: dict[int, list[Answered]] = defaultdict(list)
    for each in answered:
        if each.score > 0 and each.worth > 0 and each.person in activities:
            by_person[each.person].append(each)
    likeness = {person: sum(each.score * each.worth for each in near) for person, near in by_person.items()}
    most = max(likeness.values(), default=0.0) or 1.0
    experts = [
        _expert(near, (1 + likeness[person] / most) * activity_score(activities[person], at))
        for person, near in by_person.items()
    ]
    return sorted(experts, key=lambda expert: (-expert.score, expert.person))[:limit]


def _expert(near: list[Answered], score: float) -> Expert:
    best = max(near, key=lambda each: ((each.likeness or each.score) * each.worth, each.is_accepted, -each.thread_id))
    return Expert(best.person, score, best.thread_id, best.is_accepted, len({each.thread_id for each in near}))
