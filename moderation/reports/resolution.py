"""Who resolved: by whom the accepted answers were written, of the questions that a report is about.

An answer that was taken back or is hidden solves nothing for those who come later, so it does not count. Who is an
advocate is decided by the reputation of today. An accepted answer that leads to another thread of this forum is an
earlier answer found again, whoever but staff pointed at it. All that is accepted is public: when private talks exist,
what they resolve stands beside it here.
"""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from forum import settings
from forum.models import Acceptance, EarlierSolution, Identity, Post, Thread, User
from moderation.reports.dialects import FoundAt
from moderation.reports.facts import Facts, Numbers, columns
from moderation.reports.scope import Scope, narrowed
from moderation.services import conversation

#: Who may have written the accepted answer; the first three are the peers.
SOLVERS = ("peer", "advocate", "earlier", "staff", "asker")
PEERS = ("peer", "advocate", "earlier")
GOAL = 0.7
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Resolution:
    """By whom each question of a report was solved: its place in SOLVERS, NOBODY where it is not."""

    solvers: Numbers

    @property
    def total(self) -> int:
        """How many are solved."""
        return int((self.solvers != NOBODY).sum())

    @property
    def counts(self) -> dict[str, int]:
        """How many each kind of solver solved."""
        found = np.bincount(self.solvers[self.solvers != NOBODY], minlength=len(SOLVERS))
        return dict(zip(SOLVERS, map(int, found), strict=True))

    @property
    def by_peers(self) -> int:
        """How many other customers solved, advocates and earlier answers among them."""
        return sum(self.counts[solver] for solver in PEERS)

    @property
    def peer_share(self) -> float | None:
        """The share that peers solved, 0 to 1; None where nothing is solved."""
        return self.by_peers / self.total if self.total else None

    def behind(self, solver: str) -> np.ndarray:
        """Which questions this kind of solver solved; `solved`: anyone, `by-peers`: any of PEERS."""
        if solver == "solved":
            return self.solvers != NOBODY
        kinds = PEERS if solver == "by-peers" else (solver,)
        return np.isin(self.solvers, [SOLVERS.index(kind) for kind in kinds])


def resolution(told: Facts, scope: Scope, advocate_reputation: int) -> Resolution:
    """Who solved the questions of a scope by then, in one statement."""
    rows = _rows(scope, advocate_reputation).union_all(_elsewhere(scope))
    ids, solvers = (np.array(each, dtype=np.int64) for each in columns(rows))
    found = np.full(len(told), NOBODY, dtype=np.int64)
    if len(ids) and len(told):
        places, is_told = told.places_of(ids)
        found[places[is_told]] = solvers[is_told]
    return Resolution(found)


def unread(told: Facts) -> Resolution:
    """Nothing known of who solved, for lists that do not ask."""
    return Resolution(np.full(len(told), NOBODY, dtype=np.int64))


def _rows(scope: Scope, advocate_reputation: int) -> Select[int, int]:
    writer = aliased(Identity)
    rows = select(Thread.id, _solver(advocate_reputation))
    rows = rows.join(Acceptance, Acceptance.thread_id == Thread.id).join(Post, Post.id == Acceptance.post_id)
    rows = rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    rows = rows.outerjoin(writer, writer.id == Post.identity_id)
    rows = rows.outerjoin(User, User.id == func.coalesce(Post.author_id, writer.user_id))
    rows = rows.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None), Acceptance.at <= scope.as_of)
    return rows.where(*narrowed(scope))  # not by when it was asked: the facts know, and an index would mislead


def _elsewhere(scope: Scope) -> Select[int, int]:
    """Questions whose askers said that an answer in another thread solved them."""
    rows = select(Thread.id, _code("earlier")).join(EarlierSolution, EarlierSolution.thread_id == Thread.id)
    rows = rows.join(Post, Post.id == EarlierSolution.post_id).where(EarlierSolution.at <= scope.as_of)
    return rows.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None), *narrowed(scope))


def _solver(advocate_reputation: int) -> ColumnElement[int]:
    is_advocate = and_(User.role == "customer", User.reputation >= advocate_reputation)
    return case(
        (Post.is_brand, _code("staff")),
        (_leads_to_a_thread(), _code("earlier")),
        (conversation.is_by_asker(), _code("asker")),
        (is_advocate, _code("advocate")),
        else_=_code("peer"),
    )


def _code(solver: str) -> ColumnElement[int]:
    return literal_column(str(SOLVERS.index(solver)), Integer)


def _leads_to_a_thread() -> ColumnElement[bool]:
    """The answer as readers see it links to a thread of this forum."""
    own = ("", settings.current().base_url.rstrip("/"))
    return or_(*(FoundAt(Post.html, f'href="{place}/threads/') > 0 for place in dict.fromkeys(own)))
