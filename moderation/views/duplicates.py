"""The desk's list of questions that the index holds for asked before."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from forum.database import now
from forum.services import duplicate_proposals
from forum.views.common import allow, me, older_key
from moderation import policy

pages = Blueprint("proposed_duplicates", __name__)
ADDRESS = "/moderation/duplicates"


@pages.get(ADDRESS)
def index() -> Any:
    """Those that wait, newest first, and what the one who looks decided lately, with the way back."""
    allow(policy.may_see_desk(current_user))
    older = older_key()
    return render_template(
        "duplicates/index.html",
        page=duplicate_proposals.page(older),
        count=duplicate_proposals.count(),
        decided=duplicate_proposals.lately_decided(me(), now()),
        older=older,
        home=f"{ADDRESS}?older={older}" if older else ADDRESS,
    )
