"""Whether earlier answers help: how right the first three suggestions were by week, and what nothing was found for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from forum.extensions import db
from forum.models import Showing, ShownThread, Thread
from forum.services import listing

FIRST = 3
WEEKS = 12


@dataclass(slots=True)
class Week:
    """Drafts that came to an end in the week that begins on `monday`.

    found: those beside which anything was shown; opened: those whose writer unfolded something; solved: those that an
    earlier answer solved; right: those that one of the first three solved.
    """

    monday: date
    drafts: int = 0
    found: int = 0
    opened: int = 0
    solved: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """Of drafts beside which something was shown, the share that one of the first three solved."""
        return self.right / self.found if self.found else None

    @property
    def deflection(self) -> float | None:
        """Of all drafts, the share that need not be asked."""
        return self.solved / self.drafts if self.drafts else None


def weeks(at: datetime, count: int = WEEKS) -> list[Week]:
    """The last weeks (UTC), newest first, each there even if nothing happened; in one statement."""
    this = _monday(at)
    first = this - timedelta(weeks=count - 1)
    found: dict[date, Week] = {
        this - timedelta(weeks=back): Week(this - timedelta(weeks=back)) for back in range(count)
    }
    for row in db.session.execute(_drafts(datetime(first.year, first.month, first.day, tzinfo=at.tzinfo))):
        if (week := found.get(_monday(row.at))) is not None:
            _count(week, row)
    return list(found.values())


def _drafts(since: datetime) -> Any:
    """One row a draft: when, its outcome, how many threads were shown and opened, the place of what solved it."""
    best = func.min(ShownThread.rank).filter(ShownThread.solved_at.is_not(None)).label("place")
    columns = (Showing.at, Showing.outcome, func.count(ShownThread.thread_id).label("shown"), best)
    rows = select(*columns, func.count(ShownThread.opened_at).label("opened"))
    rows = rows.outerjoin(ShownThread, ShownThread.showing_id == Showing.id)
    return rows.where(Showing.outcome != "", Showing.at >= since).group_by(Showing.id, Showing.at, Showing.outcome)


def _count(week: Week, row: Any) -> None:
    week.drafts += 1
    week.found += row.shown > 0
    week.opened += row.opened > 0
    week.solved += row.outcome == "solved"
    week.right += row.place is not None and row.place <= FIRST


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def found_nothing(limit: int = 20) -> Sequence[Any]:
    """Questions that were asked because nothing was found, newest first: id, title, answer_count, created_at."""
    shown = select(ShownThread.showing_id).where(ShownThread.showing_id == Showing.id).exists()
    rows = select(Thread.id, Thread.title, Thread.answer_count, Thread.created_at)
    rows = rows.join(Showing, Showing.thread_id == Thread.id).where(~shown, *listing.is_listed())
    return db.session.execute(rows.order_by(Thread.id.desc()).limit(limit)).all()


def most_helpful(limit: int = 10) -> Sequence[Any]:
    """Threads that solved the most drafts: id, title, times."""
    times = func.count(ShownThread.solved_at).label("times")
    rows = select(Thread.id, Thread.title, times).join(ShownThread, ShownThread.thread_id == Thread.id)
    rows = rows.where(*listing.is_listed()).group_by(Thread.id, Thread.title).having(times > 0)
    return db.session.execute(rows.order_by(times.desc(), Thread.id).limit(limit)).all()
