"""The reports as files for a spreadsheet: the table behind each picture, and the questions behind each number."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app
from flask_login import current_user

from forum.database import looking, now
from forum.extensions import db
from forum.policy import is_staff
from forum.services.brands import all_brands
from forum.views.common import allow
from moderation.reports import behind, names
from moderation.reports.facts import NEVER, SECOND, Numbers, instant
from moderation.reports.overview import overview, questions
from moderation.reports.resolution import NOBODY, SOLVERS, Resolution
from moderation.reports.response_times import Times
from moderation.reports.sheets import SHEETS
from moderation.reports.spreadsheet import lines
from moderation.views import report_wanted

pages = Blueprint("report_sheets", __name__)
_NAMES = ("thread", "title", "brand", "channel", "asked_at", "answered_by_us_at", "answered_at", "seconds", "solved_by")


@pages.get("/moderation/reports/<name>.csv")
def sheet(name: str) -> Any:
    """One table of the report, for the same query as the page."""
    allow(is_staff(current_user))
    if name not in SHEETS:
        abort(404)
    at = now()
    wanted = report_wanted.wanted(at)
    return _file(name, SHEETS[name](overview(wanted.scope(at), wanted.zone, wanted.is_by_anyone)))


@pages.get("/moderation/reports/threads.csv")
def threads() -> Any:
    """The questions behind a number, one a line, told while they are read: however many, a few at a time."""
    allow(is_staff(current_user))
    at = now()
    wanted = report_wanted.wanted(at)
    by_us, solved = questions(wanted.scope(at))
    times = by_us.by_anyone() if wanted.is_by_anyone else by_us
    is_chosen = behind.chosen(times, solved, wanted.show, wanted.zone, wanted.hour)
    brands = {brand.id: brand.name for brand in all_brands()}
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _file("threads", _questions(app, times, solved, behind.in_parts(times, is_chosen), brands))


def _file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _questions(
    app: Flask, times: Times, solved: Resolution, parts: Iterator[Numbers], brands: dict[int, str]
) -> Iterator[Sequence[object]]:
    yield _NAMES
    for places in parts:
        with app.app_context(), looking(db.session):
            titles = names.titles(times.facts.thread_ids[places].tolist())
        for place in places:
            yield _question(times, solved, place, titles, brands)


def _question(
    times: Times, solved: Resolution, place: int, titles: dict[int, str], brands: dict[int, str]
) -> Sequence[object]:
    told, solver = times.facts, solved.solvers[place]
    thread_id, took = int(told.thread_ids[place]), int(times.answers[place]) - int(told.asked[place])
    return (
        thread_id,
        titles.get(thread_id),
        brands.get(int(told.brand_ids[place])),
        told.channels[place],
        *(_told(at[place]) for at in (told.asked, told.answered, told.helped)),
        took / SECOND if times.is_answered[place] else None,
        None if solver == NOBODY else SOLVERS[solver],
    )


def _told(at: int) -> str | None:
    return None if at == NEVER else instant(at).isoformat()
