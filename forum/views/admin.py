"""For admins: the mail that is kept or stuck, and the deliveries that failed."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import policy, settings
from forum.database import now
from forum.services import checkup, deliveries, mailing, notice_letters
from forum.times import span
from forum.views.common import allow, older_key, see_other

pages = Blueprint("admin", __name__)


@pages.before_request
def _admins_only() -> None:
    allow(policy.is_admin(current_user))


@pages.get("/admin/mail")
def mail() -> Any:
    """Outgoing mail, newest first. Bodies carry links that open accounts: nobody but admins sees them."""
    has_server = bool(settings.current().mail_url)
    page = mailing.newest(older_key())
    words = notice_letters.of(mail for mail in page.rows if not (mail.sent_at or mail.dropped_at))
    return render_template("admin/mail.html", page=page, words=words, has_server=has_server, backlog=mailing.backlog())


@pages.get("/admin/health")
def health() -> Any:
    """Whether all is well: the quick checks; the command `doctor` has the thorough ones too."""
    found = list(checkup.checkup().findings(now(), is_thorough=False))
    return render_template("admin/health.html", findings=found, state=checkup.worst(found))


@pages.get("/admin/deliveries")
def deliveries_owed() -> Any:
    """Whether all is well; what fails, and what was given up, with the error."""
    return render_template(
        "admin/deliveries.html",
        checks=[_worker_check(deliveries.waits_since(), now()), _delivery_check(), _mail_check()],
        failing=deliveries.failing(),
        dead=deliveries.dead_letters(),
    )


def _worker_check(waits_since: datetime | None, instant: datetime) -> tuple[bool, str]:
    """The sweep comes every minute, so what is due for two was forgotten."""
    if waits_since is None or waits_since > instant - timedelta(minutes=2):
        return True, _("Worker: takes what is due")
    words = _(
        "Worker: nothing was taken for %(time)s. Start it with: frontporch worker", time=span(instant - waits_since)
    )
    return False, words


def _delivery_check() -> tuple[bool, str]:
    owed = deliveries.backlog()
    return owed["dead"] == 0, _("Deliveries: %(open)d open, %(failing)d failing, %(dead)d given up", **owed)


def _mail_check() -> tuple[bool, str]:
    owed = mailing.backlog()
    if not settings.current().mail_url:
        return True, _("Mail: no server is set, %(waiting)d kept", **owed)
    return owed["dead"] == 0, _("Mail: %(waiting)d waiting, %(dead)d given up", **owed)


@pages.post("/admin/deliveries/<id:delivery_id>/revival")
def revive(delivery_id: int) -> Response:
    """Give a dead delivery its tries back."""
    if not deliveries.revive(delivery_id):
        abort(404)
    flash(_("It will be tried again now."), "success")
    return see_other("/admin/deliveries")
