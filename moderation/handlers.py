"""What the staff side does about events after the commit: judging live questions, and following those with a case."""

from contextlib import suppress

from forum.database import now
from forum.events import Listeners
from forum.models import Event
from forum.models.event import OUTWARD, URGENT
from forum.services import indexing
from moderation.services import alarms, attention, clocks, following, outward
from moderation.services import triage as judging
from search.documents import IndexDamaged

listeners = Listeners()


@listeners.on(
    "thread.asked",
    "post.edited",
    "post.answered",
    "post.commented",
    "question.echoed",
    "questions.joined",
    "echo.parted",
    at_once=200,
    lane=URGENT,
)
def triage(events: list[Event]) -> None:
    """Judge questions by what their askers said and who else says so; high risk, or long silence, makes a case."""
    at = now()
    judging.assess(sorted({event.thread_id for event in events if event.thread_id is not None}), at)
    clocks.hand_over(at)


@listeners.on("risk.changed", at_once=200)
def reindex(events: list[Event]) -> None:
    """Let staff find threads by their risk; a damaged index is made anew by the forum's own listener."""
    with suppress(IndexDamaged):
        indexing.refresh(sorted({event.thread_id for event in events if event.thread_id is not None}))


@listeners.on("case.opened", "case.raised", at_once=50, lane=URGENT)
def ring(events: list[Event]) -> None:
    """Call whoever is on duty about cases that could do harm."""
    alarms.ring(events, now())


@listeners.on("case.claimed", "case.resolved", at_once=50, lane=URGENT)
def heed(events: list[Event]) -> None:
    """Call nobody else about a case that somebody has taken or finished."""
    alarms.heed(events)


@listeners.on("alarm.rang", lane=OUTWARD)
def tell_webhook(events: list[Event]) -> None:
    """Tell the operator's other machine, where one is set, that somebody was called."""
    for event in events:
        outward.tell(event)


@listeners.on(
    "post.answered",
    "post.commented",
    "post.deleted",
    "post.hidden",
    "post.shown",
    "thread.accepted",
    "thread.unaccepted",
    "thread.solved_earlier",
    "thread.duplicated",
    "thread.unduplicated",
    at_once=200,
)
def follow(events: list[Event]) -> None:
    """Let cases and clocks agree with what was said, solved or taken away."""
    following.follow(events, now())


@listeners.on(
    "flag.raised",
    "flag.withdrawn",
    "flag.upheld",
    "flag.declined",
    "appeal.asked",
    "appeal.withdrawn",
    "post.deleted",
    "post.hidden",
    "post.shown",
    "thread.duplicated",
    "thread.unduplicated",
    at_once=200,
)
def attend(events: list[Event]) -> None:
    """Let cases agree with the reports and appeals that wait."""
    own = {event.thread_id for event in events if event.thread_id is not None}
    attention.keep(sorted(own | following.concerned(events)), now())
