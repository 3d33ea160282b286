"""For admins: the mail that is kept or stuck, and the deliveries that failed."""

from typing import Any

from flask import Blueprint, abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum import policy, settings
from forum.services import deliveries, mailing
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
    return render_template("admin/mail.html", page=page, has_server=has_server, backlog=mailing.backlog())


@pages.get("/admin/deliveries")
def deliveries_owed() -> Any:
    """What listeners still owe, what fails, and what was given up, with the error."""
    return render_template(
        "admin/deliveries.html",
        backlog=deliveries.backlog(),
        failing=deliveries.failing(),
        dead=deliveries.dead_letters(),
    )


@pages.post("/admin/deliveries/<id:delivery_id>/revival")
def revive(delivery_id: int) -> Response:
    """Give a dead delivery its tries back."""
    if not deliveries.revive(delivery_id):
        abort(404)
    flash(_("It will be tried again now."), "success")
    return see_other("/admin/deliveries")
