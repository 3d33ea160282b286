"""Instants as people say them: `|ago` and `|instant`, in the viewer's language and time zone."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import format_date, format_time, format_timedelta, to_user_timezone
from flask_babel import gettext as _

from forum.database import now

_MOMENT = timedelta(minutes=1)


def init_app(app: Flask) -> None:
    """Give templates the two filters."""
    app.jinja_env.filters |= {"ago": ago, "instant": instant}


def ago(at: datetime, present: datetime | None = None) -> str:
    """How long ago (or how far ahead) an instant is: "5 hours ago", "in 2 days", "just now" within a minute."""
    distance = at - (present or now())
    if abs(distance) < _MOMENT:
        return _("just now")
    return format_timedelta(distance, add_direction=True)


def instant(at: datetime) -> str:
    """The day and the minute where the viewer is: "22 November 2026, 09:05" in the form of the viewer's language."""
    local = to_user_timezone(at)
    return f"{format_date(local, 'long', rebase=False)}, {format_time(local, 'short', rebase=False)}"


def span(distance: timedelta) -> str:
    """How long something took: "48 minutes"."""
    return format_timedelta(max(distance, _MOMENT))
