"""How well it is foreseen who will answer: questions of a recorded forum, each judged from what was known then.

When votes and acceptances came is not recorded, so the shipped order takes every earlier answer for a good one; only
the plain order `votes_and_accepted` looks at them, and so knows more than it could have.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from search import experts
from search.documents import Question
from search.experts import Activity, Answered
from search.similarity import Similarity

Row = dict[str, Any]
Order = list[int]
JUDGED_FROM = 0.6  # of the questions, where no instant is given
BEGINNING = 160  # characters of a question that are compared, as the forum does


@dataclass(slots=True)
class Past:
    """What is known before an instant: who answered which questions, and how it went in the end."""

    at: datetime
    answers: Counter[int] = field(default_factory=Counter)
    last_at: dict[int, datetime] = field(default_factory=dict)
    votes: Counter[int] = field(default_factory=Counter)
    by_question: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, answer: Row, person: int, is_accepted: bool) -> None:
        """One more answer."""
        self.answers[person] += 1
        self.last_at[person] = instant(answer)
        self.votes[person] += max(0, answer["score"] or 0) + 15 * is_accepted
        self.by_question[answer["parent_id"]].append(person)

    def active(self, but: int | None) -> dict[int, Activity]:
        """Everybody who has answered, but for the asker."""
        return {
            person: Activity(count, self.last_at[person]) for person, count in self.answers.items() if person != but
        }


def instant(row: Row) -> datetime:
    """When a post was written."""
    return datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))


def measure(posts: Sequence[Row], start: datetime | None = None) -> dict[str, Any]:
    """Share of questions with somebody who did answer among the first five (and the mean of 1 / rank), by order.

    `nobody_known` is the share whose answerers had never answered before: staff must take those. Questions that nobody
    but their asker answered are not judged.
    """
    ordered = sorted(posts, key=lambda row: (instant(row), row["id"]))
    start = start or _usual_start(ordered)
    ranks: dict[str, list[int]] = defaultdict(list)
    unknown = []
    with tempfile.TemporaryDirectory() as folder:
        index = Similarity.open(Path(folder) / "similarity")
        index.replace_all(_question(row) for row in ordered if row["type"] == "question")
        for question, past, truth in _told(ordered, start):
            for name, order in _orders(index, question, past).items():
                ranks[name].append(next((place for place, who in enumerate(order, 1) if who in truth), 0))
            unknown.append(not truth & past.answers.keys())
    found = {name: _figures(places) for name, places in ranks.items()}
    shipped = found.pop("shipped", _figures([]))
    return {**shipped, "questions": len(unknown), "nobody_known": _mean(unknown), "from": start, "orders": found}


def _usual_start(ordered: Sequence[Row]) -> datetime:
    asked = [instant(row) for row in ordered if row["type"] == "question"]
    return asked[int(len(asked) * JUDGED_FROM)]


def _told(ordered: Sequence[Row], start: datetime) -> Any:
    """Each question to be judged, in order of time: with what was known then, and who answered it in the end."""
    numbers: dict[Any, int] = {}
    accepted = {row["accepted_answer_id"] for row in ordered if row["type"] == "question"}
    truth: dict[int, set[int]] = defaultdict(set)
    people = {row["id"]: _person(row, numbers) for row in ordered}
    askers = {row["id"]: people[row["id"]] for row in ordered if row["type"] == "question"}
    for row in ordered:
        person = people[row["id"]]
        if row["type"] == "answer" and person is not None and askers.get(row["parent_id"]) != person:
            truth[row["parent_id"]].add(person)
    past = Past(start)
    for row in ordered:
        past.at, person = instant(row), people[row["id"]]
        if row["type"] == "answer" and person is not None and row["parent_id"] in askers:
            past.learn(row, person, row["id"] in accepted)
        elif row["type"] == "question" and past.at >= start and truth[row["id"]]:
            yield {**row, "person": person}, past, truth[row["id"]]


def _person(row: Row, numbers: dict[Any, int]) -> int | None:
    """A number for the owner of a post; None where nobody is named."""
    return numbers.setdefault(row["owner"], len(numbers) + 1) if row["owner"] else None


def _question(row: Row) -> Question:
    return Question(row["id"], row["title"] or "", (row["text"] or "")[:BEGINNING], "", True)


def _orders(index: Similarity, question: Row, past: Past) -> dict[str, Order]:
    """People by the shipped order and by plain ones."""
    active = past.active(question["person"])
    asked = _question(question)
    text, answered = f"{asked.title}\n{asked.body}", past.by_question.keys() - {question["id"]}
    near = [
        Answered(person, match.thread_id, match.rank_score)
        for match in index.ranked(text, answered)[: experts.NEAREST]
        for person in past.by_question[match.thread_id]
        if person in active
    ]
    likeness: Counter[int] = Counter()
    for each in near:
        likeness[each.person] += each.score  # type: ignore[assignment]
    return {
        "shipped": [expert.person for expert in experts.ranked(near, active, past.at)],
        "count": _by(active, lambda person: active[person].answers),
        "votes_and_accepted": _by(active, lambda person: past.votes[person]),
        "similarity": _by(likeness, lambda person: likeness[person]),
        "recency_log_count": _by(active, lambda person: experts.activity_score(active[person], past.at)),
    }


def _by(people: Mapping[int, Any], score: Callable[[int], float]) -> Order:
    return sorted(people, key=lambda person: (-score(person), person))


def _figures(ranks: Sequence[int]) -> dict[str, float]:
    return {
        "hit_at_5": _mean([0 < rank <= 5 for rank in ranks]),
        "mrr": _mean([1 / rank if rank else 0.0 for rank in ranks]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / max(1, len(values)), 4)
