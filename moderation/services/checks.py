"""Is all well on the staff side: somebody is on duty, and alarms are answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from forum.extensions import db
from forum.services.checkup import Check, Finding
from moderation.models import Alarm
from moderation.services import rota

_FAULTS = {
    "empty": _l("the rota is empty"),
    "nobody now": _l("nobody is on duty now"),
    "gaps": _l("there are hours without anybody this week"),
    "no mail server": _l("there is no mail server to call people by"),
}
UNHEARD = timedelta(hours=1)


def duty(instant: datetime) -> Iterator[Finding]:
    """The rota names somebody for every hour."""
    found = rota.faults(rota.load(), instant)
    if found:
        words = _("On duty: %(faults)s.", faults=", ".join(str(_FAULTS.get(fault, fault)) for fault in found))
        yield Finding("duty", "warn", words, _("Mend the rota, or a dangerous case at night calls nobody at once."))
    else:
        yield Finding("duty", "ok", _("The rota names somebody for every hour."))


def alarms(instant: datetime) -> Iterator[Finding]:
    """No alarm rings on and on."""
    unheard = select(func.count()).where(Alarm.ended_at.is_(None), Alarm.opened_at < instant - UNHEARD)
    count = db.session.scalar(unheard) or 0
    if count:
        words = _("Alarms that nobody answered within an hour: %(count)d.", count=count)
        yield Finding("alarms", "bad", words, _("Open the queue: these cases could do harm."))


QUICK: dict[str, Check] = {"duty": duty, "alarms": alarms}
