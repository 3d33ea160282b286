"""Reports: how soon questions were answered, when they come, who resolved them, and where people are sent."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum.database import now
from forum.markup import clean
from forum.policy import is_staff
from forum.views.common import allow
from moderation.reports import names, over_time, period, pictures, resolution, strip_plot
from moderation.reports.overview import overview
from moderation.reports.period import UnclearPeriodError
from moderation.views import report_wanted

pages = Blueprint("reports", __name__)
_HOURS_TOLD = 48  # from so many on a duration is told in days


@pages.get("/moderation/reports")
def index() -> Any:
    """The report; the query says which questions (`brand`, `channel`, `from`, `to`) and whose answers count (`by`)."""
    allow(is_staff(current_user))
    at = now()
    wanted = report_wanted.wanted(at)
    told = overview(wanted.scope(at), wanted.zone, wanted.is_by_anyone)
    sample = told.times.sample(strip_plot.MOST_DOTS)
    plot = strip_plot.strip_plot(sample, told.times.levels.answered_by_brand)
    return render_template(
        "reports/index.html",
        at=at,
        wanted=wanted,
        told=told,
        plot=plot,
        pictures=pictures,
        titles=names.titles([dot.key for dot in plot.dots]),
        channels=names.channels(),
        link=report_wanted.links(wanted),
        days=report_wanted.days_of(wanted),
        goal=resolution.GOAL,
        target=over_time.TARGET,
    )


@pages.app_errorhandler(UnclearPeriodError)
def unclear(error: UnclearPeriodError) -> Any:
    """What was written as days is none; it is only quoted, as a field for days cannot hold it."""
    days = {name: words for name in ("from", "to") if period.is_day(words := request.args.get(name, ""))}
    words = clean(error.words)[:40]
    return render_template("reports/unclear.html", words=words, given=request.args, days=days), 422


@pages.app_template_filter("lasting")
def lasting(seconds: float) -> str:
    """How long something took, in its two largest units: "38 min", "9 h 12 min"; from two days on "3 d 4 h"."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("under 1 min")
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= _HOURS_TOLD else (0, hours)
    years, days = divmod(days, 365)
    told = (
        _("%(years)d y", years=years) if years else "",
        _("%(days)d d", days=days) if days else "",
        _("%(hours)d h", hours=hours) if hours and not years else "",
        _("%(minutes)d min", minutes=minutes) if minutes and not (years or days) else "",
    )
    return " ".join(word for word in told if word).replace(" ", "\N{NO-BREAK SPACE}")
