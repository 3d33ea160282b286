"""The ledger: what became of every message that was imported, by channel and day, and the lines that were rejected."""

import re
from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum.channels.base import REASONS
from forum.services import ledger
from forum.views.common import allow, older_key
from moderation import policy

pages = Blueprint("ledger", __name__)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pages.get("/moderation/ledger")
def index() -> Any:
    """Counts of all runs, days before the day `before`, rejected lines below the entry `older`."""
    allow(policy.may_see_desk(current_user))
    before = request.args.get("before", "")
    before = before if _DAY.fullmatch(before) else ""
    older = older_key()
    days = ledger.by_day(before)
    return render_template(
        "ledger/index.html",
        totals=ledger.totals(),
        days=days,
        earlier=days[-1].day if len({each.day for each in days}) == ledger.DAYS else "",
        before=before,
        rejected=ledger.rejected(older),
        older=older,
        reasons=REASONS,
    )
