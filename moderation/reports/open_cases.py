"""Open cases by age: for how long staff have owed the next word, those that could do harm apart.

They are all that the queue holds open now, whatever days a report is about: what is old must not fall out of sight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select, tuple_

from forum.database import UtcDateTime
from forum.extensions import db
from forum.models import Thread
from moderation.models import Case
from moderation.models.case import AT_ONCE
from moderation.reports.scope import Scope, brand_id

#: No older than so many hours, and older than the band before; what is older still is `older`.
AGES = {"1-h": 1, "4-h": 4, "24-h": 24, "3-d": 72, "7-d": 168}
ALL_AGES = (*AGES, "older")
PAGE = 50


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How many cases are open, by age (one of ALL_AGES): of high risk, and all others."""

    high: dict[str, int]
    rest: dict[str, int]

    @property
    def total(self) -> int:
        """All that are open."""
        return self.count("", None)

    def count(self, age: str, is_high: bool | None) -> int:
        """How many are of an age (or any), of high risk, of none, or of both."""
        tables = [table for table, high in ((self.high, True), (self.rest, False)) if is_high in (None, high)]
        ages = (age,) if age in ALL_AGES else ALL_AGES
        return sum(table[each] for table in tables for each in ages)


def open_cases(scope: Scope) -> OpenCases:
    """Count what is open now, of a brand and a channel, in one statement."""
    each = select(_age(scope.as_of), (Case.urgency == AT_ONCE).label("is_high")).where(*_open(scope)).subquery()
    rows = select(each.c.age, each.c.is_high, func.count()).group_by(each.c.age, each.c.is_high)
    found = {(name, bool(high)): count for name, high, count in db.session.execute(rows)}
    return OpenCases(*({name: found.get((name, high), 0) for name in ALL_AGES} for high in (True, False)))


def _age(at: datetime) -> ColumnElement[str]:
    bands = ((Case.opened_at >= _instant(at - timedelta(hours=most)), name) for name, most in AGES.items())
    return case(*bands, else_="older").label("age")


def _instant(at: datetime) -> ColumnElement[datetime]:
    return literal(at, UtcDateTime)


def _open(scope: Scope) -> list[ColumnElement[bool]]:
    found = [Case.state == "open"]
    if scope.channel:
        found.append(Case.channel == scope.channel)
    if scope.brand:
        found.append(Case.brand_id == brand_id(scope.brand))
    return found


def behind(scope: Scope, age: str, is_high: bool | None, after: tuple[datetime, int] | None = None) -> Sequence[Any]:
    """Open cases of an age, of high risk or not (or of any), the oldest first, after a key; a page and one."""
    rows = select(Case.id, Case.thread_id, Thread.title, Case.opened_at, Case.due_at, Case.urgency)
    rows = rows.join(Thread, Thread.id == Case.thread_id).where(*_open(scope))
    if age in ALL_AGES:
        rows = rows.where(_age(scope.as_of) == age)
    if is_high is not None:
        rows = rows.where((Case.urgency == AT_ONCE) == is_high)
    if after:
        rows = rows.where(tuple_(Case.opened_at, Case.id) > tuple_(_instant(after[0]), literal(after[1])))
    return db.session.execute(rows.order_by(Case.opened_at, Case.id).limit(PAGE + 1)).all()
