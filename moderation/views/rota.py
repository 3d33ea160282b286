"""The rota: who is on duty now and next, the week as a picture, and for admins its hours and holidays."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_login import current_user

from forum import policy as forum_policy
from forum import settings
from forum.database import now
from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.models import Holiday, Shift
from moderation.services import rota
from moderation.views.rota_forms import HolidayForm, ShiftForm

pages = Blueprint("rota", __name__, url_prefix="/moderation/rota")
DAYS = 7
QUARTERS = DAYS * 24 * 4  # the width of the picture


@dataclass(frozen=True, slots=True)
class Bar:
    """One watch in the picture, in quarters of an hour from its left edge."""

    left: float
    width: float


@pages.get("")
def index() -> Any:
    """Who is called now, who next, and the week."""
    allow(policy.may_see_desk(current_user))
    return _page()


def _page(status: int = 200, **filled: Any) -> Any:
    at, found = now(), rota.load()
    begins_at = _midnight(at).astimezone(UTC)
    watches = found.watches(begins_at, begins_at + timedelta(days=DAYS))
    is_admin = forum_policy.is_admin(current_user)
    page = render_template(
        "rota/index.html",
        on_duty=found.on_duty(at) or rota.everybody([]),
        is_empty=not found.on_duty(at),
        faults=rota.faults(found, at),
        next_up=found.coming(at, at + rota.WEEK)[:3],
        gaps=found.gaps(at, at + rota.WEEK)[:5],
        week=_picture(watches, begins_at),
        now_at=_quarters(at - begins_at),
        days=[begins_at + timedelta(days=day, hours=12) for day in range(DAYS)],
        watches=watches,
        shifts=rota.shifts() if is_admin else (),
        holidays=rota.holidays(),
        forms=({"shift": ShiftForm(formdata=None, zone=_zone()), "holiday": HolidayForm(formdata=None)} | filled)
        if is_admin
        else None,
        size=QUARTERS,
        minutes=round(settings.current().alarm_minutes),
    )
    return page, status


def _zone() -> str:
    return str(get_timezone())


def _midnight(at: datetime) -> datetime:
    return at.astimezone(get_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)


def _quarters(distance: timedelta) -> float:
    return round(distance / timedelta(minutes=15), 2)


def _picture(watches: list[rota.Watch], begins_at: datetime) -> dict[str, list[Bar]]:
    """The bars of each contact within the week."""
    ends_at, rows = begins_at + timedelta(days=DAYS), dict[str, list[Bar]]()
    for watch in watches:
        left, right = max(watch.begins_at, begins_at), min(watch.ends_at, ends_at)
        rows.setdefault(watch.contact.name, []).append(Bar(_quarters(left - begins_at), _quarters(right - left)))
    return rows


@pages.post("/shifts")
def add_shift() -> Any:
    """Put hours into the rota."""
    allow(policy.may_edit_rota(current_user))
    form: Any = ShiftForm()
    if not form.validate_on_submit():
        return _page(422, shift=form)
    rota.add_shift(form.shift(), me())
    flash(_("The hours are in the rota."), "success")
    return see_other("/moderation/rota#shifts")


@pages.delete("/shifts/<id:shift_id>")
def remove_shift(shift_id: int) -> Any:
    """Take hours out of the rota."""
    allow(policy.may_edit_rota(current_user))
    rota.remove_shift(load(Shift, shift_id), me())
    flash(_("The hours are out of the rota."), "success")
    return see_other("/moderation/rota#shifts")


@pages.post("/holidays")
def add_holiday() -> Any:
    """Let the usual shifts rest on a day."""
    allow(policy.may_edit_rota(current_user))
    form: Any = HolidayForm()
    if not form.validate_on_submit():
        return _page(422, holiday=form)
    if not rota.add_holiday(form.day.data, form.name.data, form.zone.data, me()):
        form.day.errors = [_("This day is there already.")]
        return _page(422, holiday=form)
    flash(_("On that day only those for holidays are called."), "success")
    return see_other("/moderation/rota#holidays")


@pages.delete("/holidays/<id:holiday_id>")
def remove_holiday(holiday_id: int) -> Any:
    """Let the usual shifts be on again that day."""
    allow(policy.may_edit_rota(current_user))
    rota.remove_holiday(load(Holiday, holiday_id), me())
    flash(_("The usual shifts are on again that day."), "success")
    return see_other("/moderation/rota#holidays")
