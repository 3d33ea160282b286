"""What a reader wants to see in the reports, read from the query, and the addresses of what lies behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from urllib.parse import urlencode

from flask import request
from flask_babel import get_timezone

from forum.markup import clean
from moderation.reports import local_time, period
from moderation.reports.local_time import HOURS
from moderation.reports.period import Period
from moderation.reports.scope import Scope

ROOM = "/moderation/reports"
_LATEST = 32_503_680_000_000_000  # microseconds until the year 3000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions, by whom (`us` or `anyone`) answers count, and which of them to list (`show`, `hour` of week)."""

    period: Period
    brand: str
    channel: str
    by: str
    show: str
    hour: int | None
    zone: tzinfo
    today: date

    @property
    def is_by_anyone(self) -> bool:
        """Whether answers of neighbours count."""
        return self.by == "anyone"

    def scope(self, at: datetime) -> Scope:
        """The questions, as of an instant; the days are those of the reader."""
        first, last = self.period.first, self.period.last
        return Scope(
            as_of=at,
            channel=self.channel,
            brand=self.brand,
            since=local_time.beginning(first, self.zone) if first else None,
            before=local_time.beginning(last + timedelta(days=1), self.zone) if last else None,
        )


def wanted(at: datetime) -> Wanted:
    """What the query says. Raises UnclearPeriodError."""
    given, zone = request.args, get_timezone()
    today = at.astimezone(zone).date()
    hour = given.get("hour", type=int)
    return Wanted(
        period=period.read(given.get("from"), given.get("to"), today),
        brand=clean(given.get("brand", "")),
        channel=clean(given.get("channel", "")),
        by="anyone" if given.get("by") == "anyone" else "us",
        show=given.get("show", "all"),
        hour=hour if hour is not None and 0 <= hour < HOURS else None,
        zone=zone,
        today=today,
    )


def older_key() -> tuple[int, int] | None:
    """Where a page of a list begins: two numbers with a dash between, when the query has them."""
    parts = request.args.get("older", "").split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        return None
    return min(int(parts[0]), _LATEST), min(int(parts[1]), 2**31 - 1)


def links(chosen: Wanted) -> Callable[..., str]:
    """A function from a place below the reports and what changes to an address; the rest of the query stays."""
    given = {"brand": chosen.brand, "channel": chosen.channel, "by": chosen.by if chosen.is_by_anyone else ""}
    asked = {name: request.args[name] for name in ("from", "to") if name in request.args}

    def link(place: str = "", days: Mapping[str, str] = asked, **changed: object) -> str:
        kept = {name: value for name, value in (given | changed).items() if value not in ("", None)}
        query = urlencode(kept | dict(days))
        return ROOM + place + (f"?{query}" if query else "")

    return link


def days_of(chosen: Wanted) -> Callable[[object, object], dict[str, str]]:
    """A function from a stretch's first and last day to the days of a link: never beyond those of the report."""

    def days(first: object, last: object) -> dict[str, str]:
        since = max(str(first), str(chosen.period.first or first))
        until = min(str(last), str(chosen.period.last or last))
        return {"from": since, "to": until}

    return days
