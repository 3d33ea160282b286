"""The rota: who is on duty, who comes next, where it has holes, and changing it; an empty one falls to the admins."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, select

from forum import settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import User
from forum.roles import STAFF
from moderation import duty
from moderation.models import Holiday, Shift

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be called: an account of the staff, or an address that is nobody's account."""

    name: str
    address: str
    user_id: int | None = None
    locale: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """One contact on duty for a while; the end is not part of it."""

    begins_at: datetime
    ends_at: datetime
    contact: Contact
    turn: duty.Turn


@dataclass(frozen=True, slots=True)
class Rota:
    """All turns with whose they are, and the holidays, as they stand now."""

    turns: Sequence[duty.Turn]
    contacts: dict[int, Contact]
    holidays: Collection[tuple[date, str]]

    def on_duty(self, at: datetime) -> list[Contact]:
        """Who is called at this instant, first to last; each address once."""
        found = [self.contacts[turn.key] for turn in duty.on_duty(self.turns, self.holidays, at)]
        return list({contact.address: contact for contact in reversed(found)}.values())[::-1]

    def watches(self, since: datetime, until: datetime) -> list[Watch]:
        """Who is on duty when between these instants, in the order in which it begins."""
        spans = duty.spans(self.turns, self.holidays, since, until)
        return [Watch(span.begins_at, span.ends_at, self.contacts[span.turn.key], span.turn) for span in spans]

    def coming(self, at: datetime, until: datetime) -> list[Watch]:
        """Who comes on duty after this instant, first to last; whoever only stays on is not coming."""
        found = self.watches(at, until)
        return [watch for watch in found if watch.begins_at > at and not any(_leads_to(each, watch) for each in found)]

    def gaps(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """When nobody is on duty between these instants."""
        return duty.gaps(duty.spans(self.turns, self.holidays, since, until), since, until)


def _leads_to(earlier: Watch, later: Watch) -> bool:
    is_same = earlier.contact.address == later.contact.address
    return is_same and earlier.begins_at < later.begins_at <= earlier.ends_at


def load() -> Rota:
    """The rota, in two statements; whoever is no member of staff any more, or suspended, has no turn in it."""
    rows = db.session.execute(_shifts()).all()
    contacts = {row.Shift.id: _contact(row.Shift, row.User) for row in rows if _is_there(row.Shift, row.User)}
    turns = [turn_of(row.Shift) for row in rows if row.Shift.id in contacts]
    holidays = {(row.day, row.zone) for row in db.session.execute(select(Holiday.day, Holiday.zone))}
    return Rota(turns, contacts, holidays)


def _shifts() -> Select[Shift, User]:
    rows = select(Shift, User).outerjoin(User, User.id == Shift.user_id)
    return rows.order_by(Shift.rank, Shift.begins, Shift.id)


def _is_there(shift: Shift, user: User | None) -> bool:
    return shift.user_id is None or (user is not None and user.is_staff and user.is_active)


def _contact(shift: Shift, user: User | None) -> Contact:
    return contact_of(user) if user else Contact(shift.address.partition("@")[0], shift.address, zone=shift.zone)


def contact_of(user: User) -> Contact:
    """How somebody with an account is called."""
    return Contact(user.name, user.email, user.id, user.locale, user.zone)


def turn_of(shift: Shift) -> duty.Turn:
    """A shift as the pure calendar knows it."""
    days = frozenset(day for day in range(7) if shift.days & 1 << day)
    return duty.Turn(shift.id, days, shift.begins, shift.ends, shift.zone, shift.rank, shift.is_for_holidays)


def everybody(on_duty: Iterable[Contact]) -> list[Contact]:
    """Those on duty and all admins, or all of the staff where there is no admin: the last who can be called."""
    staff = db.session.scalars(select(User).where(User.role.in_(STAFF)).order_by(User.id)).all()
    active = [user for user in staff if user.is_active]
    last = [user for user in active if user.role == "admin"] or active
    return list({each.address: each for each in [*on_duty, *map(contact_of, last)]}.values())


def faults(found: Rota, at: datetime) -> list[str]:
    """What an operator should mend: `empty`, `nobody now`, `gaps` within a week, `no mail server`."""
    told = []
    if not found.turns:
        told.append("empty")
    elif not found.on_duty(at):
        told.append("nobody now")
    elif found.gaps(at, at + WEEK):
        told.append("gaps")
    if not settings.current().mail_url:
        told.append("no mail server")
    return told


def shifts() -> list[tuple[Shift, User | None]]:
    """All shifts with whose they are, also of those who cannot be called any more, first called first."""
    return [(row.Shift, row.User) for row in db.session.execute(_shifts())]


def holidays() -> Sequence[Holiday]:
    """All holidays, in order."""
    return db.session.scalars(select(Holiday).order_by(Holiday.day, Holiday.zone)).all()


def staff() -> Sequence[User]:
    """Who may have a shift."""
    return db.session.scalars(select(User).where(User.role.in_(STAFF)).order_by(User.name_key)).all()


def add_shift(shift: Shift, by: User, at: datetime | None = None) -> None:
    """Put hours into the rota. Raises ValueError when no clock shows them."""
    turn_of(shift)
    db.session.add(shift)
    db.session.flush()
    record("shift.added", by_id=by.id, at=at or now(), shift_id=shift.id)


def remove_shift(shift: Shift, by: User, at: datetime | None = None) -> None:
    """Take hours out of the rota."""
    db.session.execute(delete(Shift).where(Shift.id == shift.id))
    record("shift.removed", by_id=by.id, at=at or now(), shift_id=shift.id)


def add_holiday(day: date, name: str, zone: str, by: User, at: datetime | None = None) -> bool:
    """Let the usual shifts of a zone (of all where it is empty) rest on a day. False when they do already."""
    if db.session.scalar(select(Holiday.id).where(Holiday.day == day, Holiday.zone == zone)):
        return False
    db.session.add(Holiday(day=day, name=name, zone=zone))
    record("holiday.added", by_id=by.id, at=at or now(), day=day.isoformat())
    return True


def remove_holiday(holiday: Holiday, by: User, at: datetime | None = None) -> None:
    """Let the usual shifts be on again that day."""
    db.session.execute(delete(Holiday).where(Holiday.id == holiday.id))
    record("holiday.removed", by_id=by.id, at=at or now(), day=holiday.day.isoformat())
