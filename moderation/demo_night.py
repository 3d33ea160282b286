"""The demo town's nights: a small rota, who was called about what could do harm, and what one shift told the next."""

from datetime import date, timedelta

from sqlalchemy import delete, select

from forum.demo import Town
from forum.extensions import db
from forum.models import Event, OutgoingMail, Post, SealedOriginal, User
from moderation.models import Alarm, AlarmCall, Case, HandoverNote, Shift, Unsealing
from moderation.services import rota
from moderation.services.rota import Contact

EVERY_DAY, WEEKDAYS, WEEKEND = 0b1111111, 0b0011111, 0b1100000
NOTE = (
    "Quiet since two. The molten plug is with the admins; the customer has our number and sends photographs. "
    "If anybody else writes of adapters from the same batch, put them straight to Sol."
)


def build(town: Town) -> None:
    """Fill the rota, let the alarms be as old as their cases, and leave a note and a reading of an original."""
    _settle_rota(town)
    _note_alarms()
    for alarm, case in db.session.execute(select(Alarm, Case).join(Case, Case.id == Alarm.case_id).order_by(Alarm.id)):
        _relive(alarm, case)
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.priority == 0))
    db.session.add(HandoverNote(by_id=town.people["dagny"].id, body=NOTE, at=town.at("3h")))
    _read_original(town)


def _settle_rota(town: Town) -> None:
    for name, days, hours, rank, zone in (
        ("ines", WEEKDAYS, (8, 18), 1, "Europe/Lisbon"),
        ("dagny", EVERY_DAY, (18, 8), 1, "Europe/Oslo"),
        ("dagny", WEEKEND, (8, 18), 2, "Europe/Oslo"),
        ("priya", WEEKEND, (8, 18), 1, "Europe/London"),
        ("sol", EVERY_DAY, (0, 24), 3, "Europe/Berlin"),
    ):
        shift = Shift(
            user_id=town.people[name].id, days=days, begins=hours[0] * 60, ends=hours[1] * 60, zone=zone, rank=rank
        )
        rota.add_shift(shift, town.people["sol"], town.at("40d"))
    for zone in ("Europe/Lisbon", "Europe/Oslo", "Europe/London"):
        day = date(town.now.year, 12, 25)
        rota.add_holiday(day, "Christmas Day", zone, town.people["sol"], town.at("40d"))


def _note_alarms() -> None:
    """Dangerous cases that the town itself has opened had their alarms too, so that nobody is called about them now."""
    known = set(db.session.scalars(select(Alarm.case_id)))
    dangerous = set(db.session.scalars(select(Case.id).where(Case.urgency == 0)))
    for event in db.session.scalars(select(Event).where(Event.name == "case.opened").order_by(Event.id)):
        case_id = event.facts["case_id"]
        if case_id in dangerous - known:
            db.session.add(Alarm(case_id=case_id, event_id=event.id, opened_at=event.at, due_at=event.at))
    db.session.flush()


def _relive(alarm: Alarm, case: Case) -> None:
    """Let whoever had that hour be called when the case opened; every other time the second one had to be."""
    found, at = rota.load().on_duty(case.opened_at), case.opened_at + timedelta(seconds=20)
    db.session.execute(delete(AlarmCall).where(AlarmCall.alarm_id == alarm.id))
    for level, contact in enumerate(found[: 1 + alarm.id % 2], 1):
        _call(alarm, level, contact)
    answered_by = found[min(alarm.id % 2, len(found) - 1)]
    alarm.opened_at, alarm.called_at, alarm.level = case.opened_at, at, 1 + alarm.id % 2
    alarm.acknowledged_at = alarm.ended_at = at + timedelta(minutes=2 + 5 * (alarm.id % 2))
    alarm.acknowledged_by_id, alarm.acknowledged_by = answered_by.user_id, answered_by.name
    db.session.flush()
    for call in db.session.scalars(select(AlarmCall).where(AlarmCall.alarm_id == alarm.id)):
        call.at = at + timedelta(minutes=5 * (call.level - 1))


def _call(alarm: Alarm, level: int, contact: Contact) -> None:
    call = AlarmCall(
        alarm_id=alarm.id, level=level, user_id=contact.user_id, name=contact.name, address=contact.address
    )
    db.session.add(call)


def _read_original(town: Town) -> None:
    """The newest masked post of a customer: Ines had to call back."""
    reader: User = town.people["ines"]
    masked = select(SealedOriginal.post_id).join(Post, Post.id == SealedOriginal.post_id)
    post_id = db.session.scalar(masked.where(Post.deleted_at.is_(None)).order_by(SealedOriginal.id.desc()).limit(1))
    if post_id is not None:
        reason = "Their number was masked, and we had promised to call back."
        db.session.add(Unsealing(post_id=post_id, by_id=reader.id, reason=reason, at=town.at("5h")))
