"""The queue: what needs somebody, in the order that matters, each row with its reasons."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum.database import now
from forum.markup import clean
from forum.services import reasons, untold
from forum.views.common import allow
from forum.views.live import live_from
from moderation import policy
from moderation.models.case import AT_ONCE
from moderation.services import alarms, bulk, queue, rota, undoing

pages = Blueprint("queue", __name__)
UNTOLD = "untold"


@pages.get("/moderation/queue")
def index() -> Any:
    """Cases by risk and due time; the query says which (`state`, `brand`, `channel`) and from where on."""
    allow(policy.may_see_desk(current_user))
    return queue_page()


def queue_page(status: int = 200, told: str = "", chosen: Collection[int] = ()) -> Any:
    """The queue, with what is to be said about a bulk act that could not be done, and what was chosen for it."""
    begun, wanted, at = live_from(), _wanted(), now()
    if wanted.tab == UNTOLD:
        return _untold(wanted), status
    listed = queue.page(wanted)
    page = render_template(
        "queue/index.html",
        wanted=wanted,
        page=listed,
        alarms=alarms.of_cases([row.id for row in listed.rows if row.urgency == AT_ONCE]),
        waiting=alarms.waiting(),
        faults=_faults(at),
        counts=queue.counts(current_user.id, at),
        channels=queue.channels(wanted.tab),
        link=_links(wanted),
        live="queue",
        live_from=begun,
        told=told,
        chosen=chosen,
        reasons=reasons.offered("hiding") + reasons.offered("spam"),
        last_bulk=bulk.last_of(current_user, at - undoing.WITHIN),
        untold_count=untold.count(),
    )
    return page, status


def _faults(at: datetime) -> list[str]:
    """What is wrong with the rota right now; what only an admin can mend is said to admins only."""
    urgent = ("empty", "nobody now") + (("no mail server",) if current_user.role == "admin" else ())
    return [fault for fault in rota.faults(rota.load(), at) if fault in urgent]


def _untold(wanted: queue.Wanted) -> str:
    """What was answered here and not told on the network it came from."""
    after = (wanted.after.at, wanted.after.id) if wanted.after else None
    rows, has_more = untold.page(wanted.brand, wanted.channel, after)
    link = _links(wanted)
    more = link(after=queue.Key(0, rows[-1].untold_at, rows[-1].id)) if has_more else ""
    counts = queue.counts(current_user.id, now())
    shown = {"channels": untold.channels(), "link": link, "more": more, "untold_count": untold.count()}
    return render_template("queue/untold.html", wanted=wanted, rows=rows, counts=counts, **shown)


def _links(wanted: queue.Wanted) -> Callable[..., str]:
    """A function from what changes to an address of this queue; channel and brand stay as they are."""

    def link(state: str = wanted.tab, **key: queue.Key) -> str:
        tab = {"state": state} if state != queue.TABS[0] else {}
        kept = {name: value for name in ("channel", "brand") if (value := getattr(wanted, name))}
        query = urlencode({**tab, **kept, **{name: str(value) for name, value in key.items()}})
        return "/moderation/queue" + (f"?{query}" if query else "")

    return link


def _wanted() -> queue.Wanted:
    given = request.args
    state = given.get("state", "")
    return queue.Wanted(
        viewer_id=current_user.id,
        tab=state if state in (*queue.TABS, UNTOLD) else queue.TABS[0],
        brand=clean(given.get("brand", "")),
        channel=clean(given.get("channel", "")),
        after=queue.Key.read(given.get("after", "")),
        before=queue.Key.read(given.get("before", "")),
    )
