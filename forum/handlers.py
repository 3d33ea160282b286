"""What the forum does about events after the commit: indexing, finding related threads, and telling people."""

from forum.database import now
from forum.events import Listeners
from forum.models import Event
from forum.models.event import URGENT
from forum.services import (
    accounts,
    duplicate_finding,
    erasures,
    experts,
    fan_out,
    index_care,
    indexing,
    issues,
    likeness,
    mailing,
    notice_mail,
    percolation,
    sealing,
    tellings,
)
from search.documents import IndexDamaged

listeners = Listeners()
NEW_POSTS = ("thread.asked", "thread.announced", "post.answered", "post.commented", "posts.imported")
#: Others elsewhere have said what a question says, or were told the answer.
ECHOED = ("question.echoed", "questions.joined", "echo.parted", "echoes.told", "echoes.untold")


@listeners.on(
    "thread.asked",
    "thread.announced",
    "thread.accepted",
    "thread.unaccepted",
    "thread.solved_earlier",
    "thread.unsolved_earlier",
    "post.answered",
    "post.commented",
    "post.edited",
    "post.deleted",
    "post.hidden",
    "post.shown",
    "posts.imported",
    "account.erased",
    "thread.moved",
    "issue.declared",
    "issue.withdrawn",
    "thread.duplicated",
    "thread.unduplicated",
    "questions.joined",
    "echo.parted",
    at_once=200,
)
def index(events: list[Event]) -> None:
    """Bring full text and similarity up to date for the threads concerned, in one commit each; damage means rebuild."""
    folded = [posts for event in events if isinstance(posts := event.facts.get("posts"), list)]
    try:
        indexing.refresh(_threads(events))
        indexing.forget_posts([post_id for posts in folded for post_id in posts])
    except IndexDamaged:
        index_care.rebuild()


@listeners.on("thread.asked", "post.edited", "posts.imported", at_once=200)
def relate(events: list[Event]) -> None:
    """Store which threads are like the new ones, so that pages read rows."""
    indexing.relate(_threads(events))


@listeners.on("thread.asked", "post.edited", at_once=50)
def propose_duplicates(events: list[Event]) -> None:
    """Propose new questions that were asked before to those who may close them."""
    duplicate_finding.propose(_threads(events))


@listeners.on(
    "thread.asked",
    "post.edited",
    "thread.unaccepted",
    "thread.duplicated",
    "thread.unduplicated",
    at_once=50,
)
def name_experts(events: list[Event]) -> None:
    """Store who may know the answers to these questions."""
    experts.rank(_threads(events), now())


@listeners.on("post.answered", "post.deleted", "post.hidden", "post.shown", "thread.accepted", at_once=200)
def renew_experts(events: list[Event]) -> None:
    """Look again who may know the open questions that are most like those where somebody has just answered."""
    threads = _threads(events)
    experts.rank(threads, now())
    experts.renew_near(threads, now())


@listeners.on("post.deleted", at_once=200)
def destroy_originals(events: list[Event]) -> None:
    """What its author took back is not kept in sealed form either."""
    sealing.destroy_of(event.post_id for event in events if event.post_id is not None)


@listeners.on(
    "post.answered",
    "post.deleted",
    "post.hidden",
    "post.shown",
    "thread.accepted",
    "thread.unaccepted",
    *ECHOED,
    at_once=200,
)
def settle_tellings(events: list[Event]) -> None:
    """Let threads from other networks know whether an answer from here waits to be told there, to all who asked."""
    tellings.settle(_threads(events))


@listeners.on("mail.queued", at_once=200)
def send_mail(events: list[Event]) -> None:
    """Send what is due, these and others; the rows say what was sent, so that a second call sends nothing twice."""
    mailing.send_due()


@listeners.on("mail.hurried", at_once=200, lane=URGENT)
def send_urgent_mail(events: list[Event]) -> None:
    """Send what cannot wait, before all other mail."""
    mailing.send_urgent()


@listeners.on("account.password_forgotten")
def mail_reset_link(events: list[Event]) -> None:
    """Write the mail with the link, where the address that was typed has an account."""
    for event in events:
        if event.by_id is not None:
            accounts.mail_reset_link(event.by_id, event.at)


@listeners.on("account.erasure_asked")
def mail_about_erasure(events: list[Event]) -> None:
    """Tell a person that their account will be erased, in case somebody else asked for it."""
    for event in events:
        if event.by_id is not None:
            erasures.mail_about(event.by_id)


@listeners.on(
    "thread.asked",
    "thread.accepted",
    "post.answered",
    "post.commented",
    "post.edited",
    "post.hidden",
    "post.shown",
    "followers.told",
    "mail.queued",
    "issue.linked",
    "issue.mended",
    at_once=50,
)
def tell(events: list[Event]) -> None:
    """Leave notices for the people that posts name, then for those who follow; then queue the mail of notices."""
    fan_out.tell_mentioned([event for event in events if event.name in fan_out.NAMING])
    fan_out.tell_followers([event for event in events if event.name in fan_out.FOLLOWED])
    notice_mail.queue_due()


@listeners.on(*NEW_POSTS, "risk.changed", at_once=200)
def note_arrivals(events: list[Event]) -> None:
    """Number new posts, and questions that are judged anew, for the saved searches to be compared with them."""
    percolation.note_arrivals(events)


@listeners.on(*NEW_POSTS, "post.shown", "risk.changed", at_once=200)
def tell_searchers(events: list[Event]) -> None:
    """Compare saved searches with what came, after it was indexed; the minute's chore goes on where much is left."""
    if not percolation.compare():
        percolation.tell()


@listeners.on("account.suspended")
def mail_suspension(events: list[Event]) -> None:
    """Tell who was suspended until when and why: notices are out of their reach."""
    for event in events:
        accounts.mail_suspension(int(str(event.facts["suspension_id"])), event.at)


@listeners.on("thread.asked", "issue.declared", at_once=50)
def link_known(events: list[Event]) -> None:
    """Let new questions belong to the known issue that they are about, and earlier ones to a new issue."""
    likeness.link_asked(_threads([event for event in events if event.name == "thread.asked"]))
    for event in events:
        if event.name == "issue.declared" and event.thread_id is not None:
            likeness.link_earlier(event.thread_id)


@listeners.on("question.shared", "question.unshared", "post.deleted", *ECHOED, at_once=200)
def count_people(events: list[Event]) -> None:
    """Count anew how many people have a known issue."""
    issues.recount(_threads(events))


def _threads(events: list[Event]) -> list[int]:
    """Ids of the threads concerned, each once; a batch of imported posts names many."""
    ids: dict[int | None, None] = {}
    for event in events:
        many = event.facts.get("threads")
        ids.update(dict.fromkeys(many if isinstance(many, list) else [event.thread_id]))
    return [thread_id for thread_id in ids if thread_id is not None]
