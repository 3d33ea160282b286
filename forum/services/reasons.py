"""Reasons that moderators and readers choose from: worded, ordered and retired by the operator."""

from datetime import datetime

from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.models import Reason
from forum.services.writing import masked_line


def offered(purpose: str) -> list[Reason]:
    """What may be chosen for this purpose, in the operator's order."""
    wanted = select(Reason).where(Reason.purpose == purpose, Reason.retired_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Reason.place, Reason.id)))


def all_reasons() -> list[Reason]:
    """Every reason, also retired ones, by purpose and place."""
    return list(db.session.scalars(select(Reason).order_by(Reason.purpose, Reason.place, Reason.id)))


def add(purpose: str, wording: str) -> Reason:
    """One more reason, after the others of its purpose."""
    last = db.session.scalar(select(func.max(Reason.place)).where(Reason.purpose == purpose)) or 0
    reason = Reason(purpose=purpose, wording=masked_line(wording), place=last + 1)
    db.session.add(reason)
    db.session.flush()
    return reason


def change(reason: Reason, wording: str, place: int) -> None:
    """Word it differently or put it elsewhere; what was said with it before keeps its words."""
    reason.wording, reason.place = masked_line(wording), place


def retire(reason: Reason, at: datetime | None = None) -> None:
    """Offer it no more."""
    reason.retired_at = reason.retired_at or at or now()


def bring_back(reason: Reason) -> None:
    """Offer it again."""
    reason.retired_at = None


def composed(wording: str, words: str) -> str:
    """The reason as it is read: the chosen wording, and what was added in own words; personal data masked."""
    return masked_line(": ".join(part.strip().rstrip(".:") for part in (wording, words) if part.strip()))
