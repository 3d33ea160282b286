"""What moderators did, for everyone to read."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_date, to_user_timezone
from flask_babel import gettext as _

from forum.database import now
from forum.services import publiclog
from forum.views.common import older_key

pages = Blueprint("publiclog", __name__)


@pages.get("/log")
def index() -> Any:
    """The log, newest first, by day where the reader is."""
    page = publiclog.newest(older_key())
    return render_template("publiclog/index.html", days=list(_by_day(page.rows)), older=page.older)


def _by_day(rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    for day, group in groupby(rows, key=lambda row: to_user_timezone(row.at).date()):
        yield _called(day), list(group)


def _called(day: date) -> str:
    if day == to_user_timezone(now()).date():
        return str(_("Today"))
    return str(format_date(day, "full", rebase=False))
