"""The list of threads, one thread, and asking a new question."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from forum import markup, policy, settings
from forum.database import READING, now
from forum.extensions import db
from forum.models import Post
from forum.services import (
    drafts,
    earlier_solutions,
    folded,
    holding,
    learning,
    listing,
    mine,
    printing,
    pseudonyms,
    reading,
    repeats,
    suggestions,
    tags,
    threads,
)
from forum.slots import slots
from forum.views.common import allow, key, me, see_other, wants_fragment
from forum.views.forms import AnswerForm, AskForm
from forum.views.limits import has_too_many_links, note_posted, posting
from forum.views.live import live_from
from forum.views.previews import is_preview, preview
from forum.views.warnings import warnings

pages = Blueprint("threads", __name__)


def asked(name: str) -> str:
    """A word of the query, cleaned so that any database takes it."""
    return markup.clean(request.args.get(name, ""))[:100].strip()


@pages.get("/")
def index() -> str:
    """Threads in the order of a tab, narrowed down by tag, brand and channel."""
    wanted = listing.Wanted(
        tab=asked("tab") if asked("tab") in listing.TABS else listing.TABS[0],
        tag=asked("tag").lower(),
        brand=asked("brand"),
        channel=asked("channel"),
        before=listing.Key.read(asked("before")),
        after=listing.Key.read(asked("after")),
    )
    page = listing.threads(wanted)
    return render_template("threads/index.html", wanted=wanted, page=page, link=_links(wanted), **_beside(wanted))


def _beside(wanted: listing.Wanted) -> dict[str, Any]:
    """What stands beside the list: about a tag its description, else what is often asked and lately solved."""
    if wanted.tag:
        return {"tag": listing.tag(wanted.tag)}
    often_asked = listing.often_asked()
    if wanted.before or wanted.after:
        return {"often_asked": often_asked}
    pinned, solved = listing.beside(now() - timedelta(days=7), now(), wanted.brand)
    return {"often_asked": often_asked, "solved": solved, "pinned": pinned if wanted.tab != "unanswered" else []}


def _links(wanted: listing.Wanted) -> Any:
    """A function from what changes to an address of this list, the rest staying as it is."""
    kept = {"tab": wanted.tab, "tag": wanted.tag, "brand": wanted.brand, "channel": wanted.channel}

    def link(**changed: Any) -> str:
        query = {name: str(value) for name, value in {**kept, **changed}.items() if value}
        if query.get("tab") == listing.TABS[0]:
            del query["tab"]
        return "/" + ("?" + urlencode(query) if query else "")

    return link


@pages.get("/threads/<id:thread_id>")
def thread(thread_id: int) -> str:
    """A thread from its first answer on, or from the one in `from`; all of it for paper with `print`."""
    if request.args.get("print") == "1":
        return _printed(visible(thread_id))
    return show(thread_id, AnswerForm(formdata=None))


def _printed(row: Any) -> str:
    whole, origin = printing.whole(row, current_user), settings.current().base_url.rstrip("/")
    return render_template("threads/print.html", thread=row, reading=whole, origin=origin, present=now())


def show(thread_id: int, form: AnswerForm) -> str:
    """The page of a thread with its answer form; htmx gets the answers only."""
    begun = live_from()
    row = visible(thread_id)
    page = reading.read(row, current_user, request.args.get("from", type=key))
    slots().load("post.actions", page.posts, current_user)
    if wants_fragment():
        return render_template("threads/_answer_list.html", reading=page, thread=row)
    for name in ("thread.sidebar", "thread.notes"):
        slots().load(name, [row], current_user)
    live = {"live": f"thread:{row.id}", "live_from": begun, **_begun(_mine(row), form)}
    facts: dict[str, Any] = {"staff_at": _staff_at(row), "first_answer": _first_answer(page), "present": now()}
    facts["solved_earlier"] = _solved_earlier(row, page)
    facts["may_ask_people"] = policy.may_ask_people(current_user, row)
    trusted = settings.current().advocate_reputation
    facts["may_say_asked_before"] = policy.may_say_asked_before(current_user, row, trusted)
    facts["may_answer_there"] = _may_answer_there(row)
    return render_template("threads/thread.html", reading=page, thread=row, form=form, **live, **facts)


def _begun(own: Any | None, form: AnswerForm) -> dict[str, Any]:
    """The reader's own facts, and an answer that they have begun, put into the form."""
    if own is None or own.draft_id is None:
        return {"mine": own}
    form.body.data = own.draft_body
    return {"mine": own, "draft": {"id": own.draft_id, "kept_at": own.draft_at}}


def _may_answer_there(row: Any) -> bool:
    """Whether the reader is one of those who tell askers elsewhere what was answered here."""
    if row.channel == "site" or row.kind != "question":
        return False
    threshold = settings.current().advocate_reputation
    return policy.may_tell(current_user) or policy.may_propose_telling(current_user, threshold)


def _mine(row: Any) -> Any | None:
    """What the reader has to do with this thread; it counts their notices along the way."""
    found = mine.of_thread(current_user, row.id)
    if found is not None:
        g.unread = found.unread
    return found


def visible(thread_id: int) -> Any:
    """The thread's row, or 404 where it is none for this person; one that was folded into another leads there.

    Whoever acts on it holds it: nobody folds it away until the commit.
    """
    if request.method not in READING:
        holding.hold(thread_id)
    row = reading.thread(thread_id)
    joined = folded.thread_into(thread_id) if row is None else None
    if joined:
        row = reading.thread(joined)
    if row is None or not policy.may_see_thread(current_user, row):
        abort(404)
    if joined:
        _lead(f"/threads/{joined}", thread_id=joined)
    return row


def standing(post_id: int) -> Post:
    """The post, or 404; that of a question which was folded into another leads to the other's."""
    post = db.session.get(Post, post_id) if request.method in READING else folded.held_post(post_id)
    into = folded.question_into(post_id) if post is None else None
    if into is not None:
        visible(into.thread_id)
        _lead(f"/threads/{into.thread_id}", post_id=into.id)
        return into
    return post or abort(404)


def _lead(address: str, **there: int) -> None:
    """Go there; what was sent to an address that names it is sent again to the other's, with all that was typed."""
    if request.method in READING:
        abort(redirect(address))
    if there.keys() <= (request.view_args or {}).keys():
        again = url_for(request.endpoint or "", **{**(request.view_args or {}), **there})
        abort(redirect(f"{again}?{request.query_string.decode()}".rstrip("?"), code=307))


def _staff_at(row: Any) -> datetime | None:
    """When the brand's own people take an unanswered question."""
    is_waiting = row.kind == "question" and row.is_live and not row.answer_count and not row.hidden_at
    is_waiting = is_waiting and row.duplicate_of_id is None
    return row.created_at + timedelta(hours=settings.current().peers_first_hours) if is_waiting else None


def _solved_earlier(row: Any, page: reading.Reading) -> Any | None:
    """The answer elsewhere that solved it, asked for only where it is solved and no answer of its own is accepted."""
    is_elsewhere = row.solved_at is not None and not (page.answers and page.answers[0].accepted_at)
    return earlier_solutions.of_thread(row.id) if is_elsewhere and page.is_first else None


def _first_answer(page: reading.Reading) -> timedelta | None:
    """How long the first answer took, where all of them are on the page."""
    if page.next_id or not page.is_first:
        return None
    times_of = [answer.created_at for answer in page.answers if not answer.deleted_at and not answer.hidden_at]
    return min(times_of) - page.thread.created_at if times_of else None


@pages.get("/threads/new")
def asking() -> str:
    """The form to ask; what one has begun is in it, else the words of a search that found nothing."""
    allow(policy.may_post(current_user))
    draft = drafts.at_place(current_user.id, "question")
    words: dict[str, Any] = {"title": asked("title")}
    if draft:
        words = {name: getattr(draft, name) for name in ("title", "body", "tags", "is_anonymous")}
    return ask_page(AskForm(formdata=None, data=words), draft=draft)


def ask_page(form: AskForm, **more: Any) -> str:
    """The form to ask, with whatever is shown beside it."""
    return render_template("threads/new.html", form=form, **more)


@pages.post("/threads/new")
@posting
def ask() -> Any:
    """Ask a question."""
    allow(policy.may_post(current_user))
    form = AskForm()
    if is_preview():
        return ask_page(form, preview=preview(form.body.data), warnings=warnings(form.body.data))
    if not form.validate_on_submit() or has_too_many_links(form):
        return ask_page(form, warnings=warnings(form.body.data)), 422
    names = tags.parse(form.tags.data or "")
    asker, title = me(), form.title.data or ""
    again = repeats.question(asker, title, form.body.data, names)
    if again:
        note_posted()
        drafts.forget(current_user.id, "question")
        return see_other(f"/threads/{again.thread_id}")
    pseudonym = pseudonyms.made_up() if form.is_anonymous.data else ""
    made = threads.ask(asker, title, form.body.data, names, form.brand_id, pseudonym=pseudonym)
    drafts.forget(current_user.id, "question")
    if form.shown.data:
        learning.note_posted(learning.read(form.shown.data), made.thread_id, asker)
    note_posted()
    flash(_("Your question is up. You will be told when somebody answers."), "success")
    return see_other(f"/threads/{made.thread_id}")


def suggested(form: AskForm) -> dict[str, Any]:
    """Earlier questions like the one in the form, how often each helped, and what the form remembers of them."""
    found = suggestions.near_draft(form.title.data or "", form.body.data or "")
    shown = learning.read(form.shown.data).with_more(found)
    helped = earlier_solutions.counts([each.thread_id for each in found]) if found else {}
    return {"earlier": suggestions.earlier(found), "helped": helped, "shown": shown.sealed()}
