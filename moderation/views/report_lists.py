"""What lies behind the numbers of the reports: questions, open cases, replies that send people elsewhere."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum.database import now
from forum.policy import is_staff
from forum.redirects import redirects
from forum.views.common import allow
from moderation.reports import behind, elsewhere, names, open_cases
from moderation.reports.facts import NEVER, SECOND, instant, micros_of
from moderation.reports.overview import questions
from moderation.views import report_wanted

pages = Blueprint("report_lists", __name__)
_RISKS = {"high": True, "rest": False}


@pages.get("/moderation/reports/threads")
def threads() -> Any:
    """The questions behind a number (`show`), of an `hour` of the week if the query names one."""
    allow(is_staff(current_user))
    at = now()
    wanted = report_wanted.wanted(at)
    by_us, solved = questions(wanted.scope(at), wanted.show in behind.SOLVED)
    times = by_us.by_anyone() if wanted.is_by_anyone or wanted.show in behind.SOLVED else by_us
    is_chosen = behind.chosen(times, solved, wanted.show, wanted.zone, wanted.hour)
    page = behind.page(times, is_chosen, report_wanted.older_key())
    return render_template(
        "reports/threads.html",
        wanted=wanted,
        total=page.total,
        below=f"{page.below[0]}-{page.below[1]}" if page.below else None,
        rows=[_question(times, place) for place in page.places],
        titles=names.titles(times.facts.thread_ids[page.places].tolist()),
        link=report_wanted.links(wanted),
    )


def _question(times: Any, place: int) -> dict[str, Any]:
    asked, answered = int(times.facts.asked[place]), int(times.answers[place])
    seconds = None if answered == NEVER else (answered - asked) / SECOND
    return {"thread_id": int(times.facts.thread_ids[place]), "asked_at": instant(asked), "seconds": seconds}


@pages.get("/moderation/reports/cases")
def cases() -> Any:
    """The cases that are open, of an `age` and a `risk` if the query names them."""
    allow(is_staff(current_user))
    at = now()
    wanted = report_wanted.wanted(at)
    age, risk = request.args.get("age", ""), request.args.get("risk", "")
    scope, is_high = wanted.scope(at), _RISKS.get(risk)
    rows = open_cases.behind(scope, age, is_high, _key())
    return render_template(
        "reports/cases.html",
        at=at,
        age=age,
        risk=risk,
        total=open_cases.open_cases(scope).count(age, is_high),
        rows=rows[: open_cases.PAGE],
        below=_below(rows, "opened_at"),
        link=report_wanted.links(wanted),
    )


def _key() -> tuple[datetime, int] | None:
    key = report_wanted.older_key()
    return (instant(key[0]), key[1]) if key else None


def _below(rows: Any, column: str) -> str | None:
    """The key of the last row of this page where there is another one below it."""
    if len(rows) <= open_cases.PAGE:
        return None
    last = rows[open_cases.PAGE - 1]
    return f"{micros_of(getattr(last, column))}-{last.id}"


@pages.get("/moderation/reports/replies")
def replies() -> Any:
    """The brand's replies that send people elsewhere, with the words that do; `way` names one way."""
    allow(is_staff(current_user))
    at = now()
    wanted, way = report_wanted.wanted(at), request.args.get("way", "")
    scope = wanted.scope(at)
    rows = elsewhere.behind(scope, way, _key())
    return render_template(
        "reports/replies.html",
        way=way,
        total=elsewhere.count(scope, way),
        rows=[(row, [each.words for each in redirects(row.body)]) for row in rows[: elsewhere.PAGE]],
        below=_below(rows, "created_at"),
        link=report_wanted.links(wanted),
    )
