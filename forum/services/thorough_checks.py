"""The thorough checks: every page of the database, every sum, every document of the indexes."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import false, func, select, text, update

from forum.database import looking
from forum.extensions import db
from forum.models import Award, Heartbeat, User
from forum.services import index_care, ledger
from forum.services.checkup import Check, Finding


def writing(instant: datetime) -> Iterator[Finding]:
    """The database takes writes; nothing is written."""
    db.session.execute(update(Heartbeat).where(false()).values(at=instant))
    db.session.rollback()
    yield Finding("writing", "ok", _("The database takes writes."))


def integrity(instant: datetime) -> Iterator[Finding]:
    """SQLite's own check of its pages, and of who refers to whom; PostgreSQL holds that by itself."""
    if db.engine.dialect.name != "sqlite":
        return
    with looking(db.session):
        pages = db.session.scalars(text("PRAGMA integrity_check(5)")).all()
        lost = len(db.session.execute(text("PRAGMA foreign_key_check")).all())
    if pages == ["ok"] and not lost:
        yield Finding("integrity", "ok", _("Every page of the database is whole."))
    else:
        what = f"{'; '.join(pages)}; {lost} rows refer to nothing"
        words = _("The database is damaged: %(what)s.", what=what)
        yield Finding("integrity", "bad", words, _("Stop everything, and restore the last backup."))


def messages(instant: datetime) -> Iterator[Finding]:
    """Every message that came in has one disposition."""
    with looking(db.session):
        amiss = {name: count for name, count in ledger.imbalances().items() if count}
    if amiss:
        words = _("The import ledger does not balance: %(amiss)s", amiss=amiss)
        yield Finding("ledger", "bad", words, _("Keep a backup as it is, and report it."))
    else:
        yield Finding("ledger", "ok", _("The import ledger balances."))


def reputation(instant: datetime) -> Iterator[Finding]:
    """Everybody's reputation is the sum of their ledger."""
    earned = select(Award.user_id, func.sum(Award.points).label("points")).group_by(Award.user_id).subquery()
    sums = select(func.count()).select_from(User).outerjoin(earned, earned.c.user_id == User.id)
    with looking(db.session):
        wrong = db.session.scalar(sums.where(User.reputation != func.coalesce(earned.c.points, 0))) or 0
    if wrong:
        words = _("The reputation of %(count)d people is not the sum of their ledger.", count=wrong)
        yield Finding("reputation", "bad", words, _("Keep a backup as it is, and report it."))
    else:
        yield Finding("reputation", "ok", _("Reputation is the sum of its ledger."))


def index(instant: datetime) -> Iterator[Finding]:
    """The search indexes hold what the database does."""
    state = index_care.check()
    words = _("Search: %(documents)d documents, %(missing)d missing, %(stale)d stale.", **state)
    is_well = not state["missing"] and not state["stale"]
    advice = "" if is_well else _("If it stays so with the worker running: frontporch index rebuild")
    yield Finding("index", "ok" if is_well else "warn", words, advice)


THOROUGH: dict[str, Check] = {
    "writing": writing,
    "integrity": integrity,
    "ledger": messages,
    "reputation": reputation,
    "index": index,
}
