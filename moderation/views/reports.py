"""Reports: how soon questions were answered and who resolved them, with the threads behind each number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import to_user_timezone, to_utc
from flask_login import current_user

from forum import settings
from forum.database import now
from forum.markup import clean
from forum.policy import is_staff
from forum.views.common import allow
from moderation.reports import names, period, resolution, response_times, strip_plot
from moderation.reports.period import Period, UnclearPeriodError
from moderation.reports.response_times import Question, Times
from moderation.reports.service_levels import Scope

pages = Blueprint("reports", __name__)
MOST_LISTED = 50
_HOURS_TOLD = 48  # from so many on a duration is told in days


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: by whom (`us` or `anyone`) answers count, and behind which number (`show`) to look."""

    period: Period
    brand: str
    channel: str
    by: str
    show: str


@pages.get("/moderation/reports")
def index() -> Any:
    """The report; the query says which questions (`brand`, `channel`, `from`, `to`) and what of them (`by`, `show`)."""
    allow(is_staff(current_user))
    at = now()
    try:
        wanted = _wanted(period.read(request.args.get("from"), request.args.get("to"), to_user_timezone(at).date()))
    except UnclearPeriodError as error:
        return render_template("reports/unclear.html", words=clean(error.words)[:40], **_written()), 422
    shown = _report(wanted, at)
    return render_template("reports/index.html", wanted=wanted, link=_links(wanted), channels=names.channels(), **shown)


def _wanted(chosen: Period) -> Wanted:
    given = request.args
    return Wanted(
        period=chosen,
        brand=clean(given.get("brand", "")),
        channel=clean(given.get("channel", "")),
        by="anyone" if given.get("by") == "anyone" else "us",
        show=given.get("show", ""),
    )


def _written() -> dict[str, Any]:
    """What was written, for the form; what is no day is only quoted, as a field for days cannot hold it."""
    days = {name: words for name in ("from", "to") if period.is_day(words := request.args.get(name, ""))}
    return {"given": request.args, "days": days}


def _report(wanted: Wanted, at: datetime) -> dict[str, Any]:
    """All that the page tells, in three statements."""
    scope = _scope(wanted, at)
    by_us = response_times.response_times(scope)
    solved = resolution.resolution(scope, settings.current().advocate_reputation)
    by_anyone = by_us.by_anyone()
    times = by_anyone if wanted.by == "anyone" else by_us
    answered = [(each.thread_id, seconds) for each in times.questions if (seconds := each.seconds) is not None]
    plot = strip_plot.strip_plot(answered)
    is_solver = wanted.show in resolution.SOLVERS
    behind = _solved_by(wanted.show, by_anyone, solved) if is_solver else times.behind(wanted.show)
    listed = behind[:MOST_LISTED]
    titles = names.titles([*(dot.key for dot in plot.dots), *(each.thread_id for each in listed)])
    return {
        "times": times,
        "by_anyone": by_anyone,
        "solved": solved,
        "goal": resolution.GOAL,
        "plot": plot,
        "behind": behind,
        "listed": listed,
        "titles": titles,
    }


def _scope(wanted: Wanted, at: datetime) -> Scope:
    first, last = wanted.period.first, wanted.period.last
    return Scope(
        as_of=at,
        channel=wanted.channel,
        brand=wanted.brand,
        since=_beginning(first) if first else None,
        before=_beginning(last + timedelta(days=1)) if last else None,
    )


def _beginning(day: date) -> datetime:
    """The instant at which a day begins for the person who looks."""
    return to_utc(datetime.combine(day, time.min)).replace(tzinfo=UTC)


def _solved_by(solver: str, times: Times, solved: resolution.Resolution) -> list[Question]:
    thread_ids = solved.behind(solver)
    return [each for each in times.behind("all") if each.thread_id in thread_ids]


def _links(wanted: Wanted) -> Callable[..., str]:
    """A function from what changes to an address of this report; the rest stays as it is."""
    given = {"brand": wanted.brand, "channel": wanted.channel}
    asked = {name: request.args[name] for name in ("from", "to") if name in request.args}

    def link(show: str = "", by: str = wanted.by, days: dict[str, str] = asked) -> str:
        kept = {name: value for name, value in given.items() if value}
        kept |= days | ({"by": by} if by != "us" else {}) | ({"show": show} if show else {})
        return "/moderation/reports" + (f"?{urlencode(kept)}" if kept else "") + ("#behind" if show else "")

    return link


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
