"""Who resolved: by whom the accepted answers were written, of the questions that a report is about.

An answer that was taken back or is hidden solves nothing for those who come later, so it does not count. Who is an
advocate is decided by the reputation of today.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import Acceptance, Identity, Post, Thread, User
from moderation.reports.service_levels import Scope, are_roots
from moderation.services import conversation

#: Who may have written the accepted answer; the first two are the peers.
SOLVERS = ("peer", "advocate", "staff", "asker")
PEERS = ("peer", "advocate")
GOAL = 0.7


@dataclass(frozen=True, slots=True)
class Resolution:
    """The solved questions of a report: who (one of SOLVERS) wrote the accepted answer, by thread id."""

    solver_of: Mapping[int, str]

    @property
    def counts(self) -> dict[str, int]:
        """How many each kind of solver solved."""
        found = Counter(self.solver_of.values())
        return {solver: found[solver] for solver in SOLVERS}

    @property
    def by_peers(self) -> int:
        """How many other customers solved, advocates among them."""
        return sum(self.counts[solver] for solver in PEERS)

    @property
    def peer_share(self) -> float | None:
        """The share that peers solved, 0 to 1; None where nothing is solved."""
        return self.by_peers / len(self.solver_of) if self.solver_of else None

    def behind(self, solver: str) -> set[int]:
        """The ids of the threads that this kind of solver solved."""
        return {thread_id for thread_id, by in self.solver_of.items() if by == solver}


def resolution(scope: Scope, advocate_reputation: int) -> Resolution:
    """The questions of a scope that an accepted answer had solved by then, in one statement."""
    question, writer = aliased(Post), aliased(Identity)
    rows = select(Thread.id, _solver(advocate_reputation).label("by"))
    rows = rows.join(Acceptance, Acceptance.thread_id == Thread.id).join(Post, Post.id == Acceptance.post_id)
    rows = rows.join(question, and_(question.thread_id == Thread.id, question.kind == "question"))
    rows = rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id)
    rows = rows.outerjoin(writer, writer.id == Post.identity_id)
    rows = rows.outerjoin(User, User.id == func.coalesce(Post.author_id, writer.user_id))
    rows = rows.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None), Acceptance.at <= scope.as_of)
    rows = rows.where(*are_roots(question, scope))
    return Resolution({row.id: row.by for row in db.session.execute(rows)})


def _solver(advocate_reputation: int) -> ColumnElement[str]:
    is_advocate = and_(User.role == "customer", User.reputation >= advocate_reputation)
    return case(
        (Post.is_brand, "staff"), (conversation.is_by_asker(), "asker"), (is_advocate, "advocate"), else_="peer"
    )
