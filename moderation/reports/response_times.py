"""Response times: how soon each question was answered, by the brand or by anyone, and which lie behind a number.

The brand's answers are those of the service levels: a hidden question counts, as a customer asked it, and so does what
the brand said in a post that was hidden since; what its author took back does not. An answer of a neighbour counts
while it can be read; what askers answer themselves never does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select

from forum.extensions import db
from forum.models import Identity, Post, Thread
from moderation.reports.service_levels import DAY, Levels, Scope, first_responses, levels
from moderation.services import conversation

#: Answered within so many seconds of being asked, and later than the band before.
BANDS = {"10-min": 600.0, "1-h": 3_600.0, "6-h": 21_600.0, "24-h": 86_400.0}


@dataclass(frozen=True, slots=True)
class Question:
    """When a question was asked, when the brand first answered, and when anyone but the asker did."""

    thread_id: int
    asked_at: datetime
    answered_at: datetime | None = None
    helped_at: datetime | None = None

    @property
    def seconds(self) -> float | None:
        """How long it took until it was answered; None while it is not."""
        return None if self.answered_at is None else (self.answered_at - self.asked_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Times:
    """The questions of a report as things stood at an instant, and what they come to."""

    as_of: datetime
    questions: Sequence[Question]

    @property
    def levels(self) -> Levels:
        """The service levels of these questions."""
        return levels(self.questions, self.as_of)

    def by_anyone(self) -> "Times":
        """The same questions, answered when anyone but the asker did."""
        return Times(self.as_of, [replace(each, answered_at=each.helped_at) for each in self.questions])

    def bands(self) -> dict[str, int]:
        """How many questions lie in each band of BANDS, how many beyond (`over`), and how many in none (`none`)."""
        counts = dict.fromkeys((*BANDS, "over", "none"), 0)
        for question in self.questions:
            counts[band(question.seconds)] += 1
        return counts

    def behind(self, number: str) -> list[Question]:
        """The questions behind a number (a key of _TESTS), the newest first; none behind what is no number."""
        is_behind = _TESTS.get(number, _is_none)
        found = [each for each in self.questions if is_behind(each, self.as_of - each.asked_at)]
        return sorted(found, key=lambda each: (each.asked_at, each.thread_id), reverse=True)


def response_times(scope: Scope) -> Times:
    """The questions of a scope and when the brand answered, in one statement."""
    rows = first_responses(scope).add_columns(Thread.id, _first_help(scope).label("helped_at"))
    return Times(scope.as_of, [_question(*row) for row in db.session.execute(rows)])


def _question(asked_at: datetime, answered_at: datetime | None, thread_id: int, helped_at: datetime | None) -> Question:
    """Whatever the brand said is help too, be it a comment."""
    first = min((at for at in (answered_at, helped_at) if at is not None), default=None)
    return Question(thread_id, asked_at, answered_at, first)


def _first_help(scope: Scope) -> ScalarSelect[datetime]:
    """The earliest answer that can be read and is not the asker's own."""
    first = select(func.min(Post.created_at)).outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    first = first.where(Post.thread_id == Thread.id, Post.kind == "answer", Post.created_at <= scope.as_of)
    first = first.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None), conversation.is_by_asker().is_not(True))
    return first.correlate(Thread).scalar_subquery()


def band(seconds: float | None) -> str:
    """The band in which so many seconds lie; `none` where there is no answer."""
    if seconds is None:
        return "none"
    return next((name for name, most in BANDS.items() if seconds <= most), "over")


def _is_none(question: Question, age: timedelta) -> bool:
    return False


def _is_in(name: str) -> Callable[[Question, timedelta], bool]:
    return lambda question, age: band(question.seconds) == name


_TESTS: Mapping[str, Callable[[Question, timedelta], bool]] = {
    "all": lambda question, age: True,
    "in-time": lambda question, age: question.seconds is not None and question.seconds <= DAY.total_seconds(),
    "late": lambda question, age: question.answered_at is None and age > DAY,
    **{name: _is_in(name) for name in (*BANDS, "over", "none")},
}
