"""Forms of the rota: hours of somebody on duty, and a day on which the usual ones rest."""

import re
from typing import Any

from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from forum import markup, names
from forum.views.account_forms import zones
from moderation.duty import DAY
from moderation.models import Shift
from moderation.services import rota
from moderation.views.wording import MONDAY

NEEDED = InputRequired(_("Please fill this in."))
NOBODY = 0
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?|(24):(00)")


def _line(given: str | None) -> str:
    return " ".join(markup.clean(given or "").split())


def minutes(words: str | None) -> int | None:
    """Minutes since midnight of a time of day (`22:30`, at the end of a day `24:00`); None when it is none."""
    found = _CLOCK.fullmatch(words or "")
    hour, minute = [part for part in found.groups() if part is not None] if found else ("", "")
    return int(hour) * 60 + int(minute) if found else None


def _is_time(form: Any, field: Any) -> None:
    if minutes(field.data) is None:
        raise ValidationError(gettext("A time of day such as 22:00, please."))


def weekdays() -> list[tuple[str, str]]:
    """The days of a week, Monday first, as choices."""
    return [(str(day), format_date(MONDAY.replace(day=MONDAY.day + day), "EEE")) for day in range(7)]


class ShiftForm(FlaskForm):
    """Who is called in which hours of which days."""

    person = SelectField(_("Who"), coerce=int)
    address = StringField(_("Or an address that is nobody's account"), [Length(max=254)], filters=[_line])
    days = SelectMultipleField(_("Days on which it begins"))
    begins = StringField(_("From"), [_is_time], filters=[_line])
    ends = StringField(_("Until"), [_is_time], filters=[_line])
    zone = SelectField(_("Time zone"), choices=lambda: zones())
    rank = IntegerField(_("Called as"), [NEEDED, NumberRange(1, 9, _("From 1 to 9."))], default=1)
    is_for_holidays = BooleanField(_("On holidays only"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person.choices = [(user.id, user.name) for user in rota.staff()] + [(NOBODY, gettext("the address below"))]
        self.days.choices = weekdays()

    def validate_address(self, field: Any) -> None:
        """An address is needed, and only looked at, where nobody is chosen."""
        if self.person.data != NOBODY:
            field.data = ""
        elif names.normal_email(field.data) is None:
            raise ValidationError(gettext("This does not look like an e-mail address."))

    def validate_days(self, field: Any) -> None:
        """A turn that never comes is none."""
        if not field.data:
            raise ValidationError(gettext("Choose at least one day."))

    def validate_ends(self, field: Any) -> None:
        """No turn is longer than a day, and none is empty: the same time twice would be a whole day."""
        if minutes(field.data) is not None and minutes(field.data) == minutes(self.begins.data) != 0:
            raise ValidationError(gettext("From and until are the same. For a whole day say 00:00 until 24:00."))

    def shift(self) -> Shift:
        """The hours as a row."""
        days = sum(1 << int(day) for day in self.days.data or ())
        begins, ends = minutes(self.begins.data) or 0, minutes(self.ends.data) or DAY
        made = Shift(days=days, begins=begins % DAY, ends=ends, zone=self.zone.data, rank=self.rank.data)
        made.user_id, made.address = self.person.data or None, self.address.data or ""
        made.is_for_holidays = self.is_for_holidays.data
        return made


class HolidayForm(FlaskForm):
    """A day on which the usual shifts rest."""

    day = DateField(_("Day"), [InputRequired(_("A day such as 2026-12-25, please."))], id="holiday-day")
    name = StringField(_("Name"), [NEEDED, Length(max=80)], filters=[_line], id="holiday-name")
    zone = SelectField(_("For shifts in"), id="holiday-zone", validate_choice=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = sorted({shift.zone for shift, _user in rota.shifts()})
        self.zone.choices = [("", gettext("every zone")), *((zone, zone) for zone in used)]
