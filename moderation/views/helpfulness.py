"""Whether suggestions and search help, for staff: by week, and what people looked for in vain."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask_login import current_user

from forum import engines
from forum.database import now
from forum.services import search_misses
from forum.views.common import allow
from moderation import policy
from moderation.reports import helpfulness

pages = Blueprint("helpfulness", __name__)


@pages.get("/moderation/suggestions")
def index() -> str:
    """Precision at three and deflection by week, questions nothing was found for, searches with no result."""
    allow(policy.may_see_desk(current_user))
    at = now()
    return render_template(
        "reports/suggestions.html",
        weeks=helpfulness.weeks(at),
        found_nothing=helpfulness.found_nothing(),
        helpful=helpfulness.most_helpful(),
        missed=search_misses.most_missed(at - timedelta(days=30)),
        cutoff=engines.similarity().cutoff,
    )
