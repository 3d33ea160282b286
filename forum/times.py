"""Instants as people say them: `|ago`, `|instant` and `|span`, in the viewer's language and time zone."""

from datetime import datetime, timedelta
from functools import lru_cache

from babel import dates
from flask import Flask
from flask_babel import format_timedelta, get_locale, get_timezone
from flask_babel import gettext as _

from forum.database import now

_MOMENT, _HOUR, _DAY = 60, 3_600, 86_400  # seconds


def init_app(app: Flask) -> None:
    """Give templates the filters."""
    app.jinja_env.filters |= {"ago": ago, "instant": instant, "span": span}


def ago(at: datetime, present: datetime | None = None) -> str:
    """How long ago (or how far ahead) an instant is: "5 hours ago", "in 2 days", "just now" within a minute."""
    seconds = (at - (present or now())).total_seconds()
    if abs(seconds) < _MOMENT:
        return _("just now")
    step = _MOMENT if abs(seconds) < _DAY else _HOUR
    return _distance(int(seconds / step) * step, str(get_locale()))


@lru_cache(4096)
def _distance(seconds: int, locale: str) -> str:
    return dates.format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=locale)


def instant(at: datetime) -> str:
    """The day and the minute where the viewer is, as their language writes them: "November 22, 2026, 9:05 AM"."""
    return _instant(at, str(get_locale()), str(get_timezone()))


@lru_cache(8192)
def _instant(at: datetime, locale: str, zone: str) -> str:
    """Made once for everyone of a language and zone: formatting all instants of a page costs more than reading them."""
    local = at.astimezone(dates.get_timezone(zone))
    return f"{dates.format_date(local, 'long', locale=locale)}, {dates.format_time(local, 'short', locale=locale)}"


def span(distance: timedelta) -> str:
    """How long something took: "48 minutes"."""
    return format_timedelta(max(distance, timedelta(seconds=_MOMENT)))
