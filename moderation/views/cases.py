"""One case: what was said, why it is here, what can be done; and taking it or giving it back."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from forum import settings
from forum.services import drafts, duplicate_proposals, flags
from forum.services.dressing import dressed
from forum.views.common import allow, load, me, see_other, wants_fragment
from moderation import policy
from moderation.models import Case
from moderation.services import alarms, appeals, claims, desk, texts
from moderation.views import forms, wording

pages = Blueprint("cases", __name__)
FORMS = {
    "reply": forms.ReplyForm,
    "note": forms.NoteForm,
    "escalation": forms.EscalationForm,
    "hand_back": forms.HandBackForm,
    "resolution": forms.ResolutionForm,
    "reopening": forms.ReopeningForm,
}


def visible(case_id: int) -> Case:
    """The case, for staff; others are sent away before they learn whether there is one."""
    allow(policy.may_see_desk(current_user))
    return load(Case, case_id)


@pages.get("/cases/<id:case_id>")
def case(case_id: int) -> Any:
    """The page of a case; with `use` the reply begins with that earlier answer, with `text` with that canned text."""
    found = visible(case_id)
    begun = _begun(found)
    if not begun:
        return show(found)
    reply = forms.ReplyForm(formdata=None, data=begun)
    if wants_fragment():
        return render_template("cases/_reply.html", case=found, forms={"reply": reply})
    return show(found, reply=reply)


def _begun(case: Case) -> dict[str, Any]:
    """The words that the reply begins with: an earlier answer, or a canned text."""
    used = desk.answer_to_use(request.args.get("use", 0, type=_key))
    if used is not None:
        return {"body": words_of(used)}
    text_id = request.args.get("text", 0, type=_key)
    return next(({"body": each.words, "text": str(each.id)} for each in _texts(case) if each.id == text_id), {})


def _texts(case: Case) -> list[texts.Ready]:
    return texts.ready(case.thread_id, case.brand_id, current_user.name)


def _key(text: str) -> int:
    return min(abs(int(text)), 2**31 - 1)


def words_of(answer: Any) -> str:
    """An earlier answer as the beginning of a reply, with the way to where it stands."""
    more = _("More in [%(title)s](%(address)s)", title=_plain(answer.title), address=f"/posts/{answer.id}")
    return f"{answer.body}\n\n{more}"


def _plain(title: str) -> str:
    return title.replace("[", "(").replace("]", ")")


def show(case: Case, status: int = 200, refusal: claims.RefusedError | None = None, **filled: Any) -> Any:
    """The page of a case; a form that came back keeps what was typed, and says what is wrong or who has the case."""
    row, said = desk.row(case.id), desk.said(case.thread_id)
    question = next((post for post in said if post.kind == "question"), None)
    offered = _offered(row) | (set(filled) if status >= 400 else set())
    empty = {name: form(formdata=None) for name, form in FORMS.items() if name not in filled}
    may_begin = "reply" in offered and "reply" not in filled
    draft = drafts.at_place(current_user.id, f"answer:{case.thread_id}") if may_begin else None
    if draft is not None:
        empty["reply"] = forms.ReplyForm(formdata=None, data={"body": draft.body})
    page = render_template(
        "cases/case.html",
        case=row,
        said=[(post, wording.marked(dressed(post.html), row.reasons)) for post in said],
        history=desk.history(case.id, case.thread_id),
        alarms=alarms.of_cases([case.id]).get(case.id, ()),
        may_answer=policy.may_see_desk(current_user),
        earlier=_earlier(row, question),
        proposal=duplicate_proposals.of_thread(case.thread_id),
        texts=_texts(case) if "reply" in offered else (),
        may_work=policy.may_work_on(current_user, row),
        offered=offered,
        refusal=refusal,
        flagged=_flagged(case, said),
        appealed=_appealed(case, said),
        idle_minutes=settings.current().claim_idle_minutes,
        open_form=next(iter(filled), None),
        forms={**empty, **filled},
        draft=draft,
    )
    return page, status


def _flagged(case: Case, said: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Reported posts with their reports."""
    found: dict[int, list[Any]] = {}
    for flag in flags.of_thread(case.thread_id) if case.flag_count else ():
        found.setdefault(flag.post_id, []).append(flag)
    words = {post.id: post for post in said}
    return [(words.get(post_id), each) for post_id, each in found.items()]


def _appealed(case: Case, said: list[Any]) -> list[tuple[Any, Any, bool]]:
    """Appeals with their posts, and whether the person who looks may decide."""
    waiting = appeals.of_thread(case.thread_id) if case.appeal_count else []
    words = {post.id: post for post in said}
    return [(each, words.get(each.post_id), appeals.may_decide(each.hider_id, current_user.id)) for each in waiting]


def _offered(row: Any) -> set[str]:
    """Which acts the page offers: while another has the case only a note, on a resolved one to take it up again."""
    if row.state == "resolved":
        return {"note", "reopening"}
    if wording.held(row) == "other":
        return {"note"}
    may_be = {
        "reply": policy.may_work_on(current_user, row) and row.deleted_at is None,
        "resolution": policy.may_work_on(current_user, row),
        "escalation": policy.may_escalate(current_user, row),
        "hand_back": policy.may_hand_back(current_user, row),
    }
    return {"note"} | {name for name, is_allowed in may_be.items() if is_allowed}


def _earlier(row: Any, question: Any) -> list[Any]:
    if row.state == "resolved" or question is None:
        return []
    return desk.earlier_answers(row.thread_id, row.title, question.body)


@pages.post("/cases/<id:case_id>/claim")
def claim(case_id: int) -> Any:
    """Take a case; whoever comes second is told who has it. htmx gets the row of the queue anew."""
    found = visible(case_id)
    allow(policy.may_work_on(current_user, found))
    try:
        claims.claim(found, me())
    except claims.RefusedError as refusal:
        return _row(found, 409) if wants_fragment() else show(found, 409, refusal)
    return _row(found) if wants_fragment() else see_other(f"/cases/{case_id}")


@pages.delete("/cases/<id:case_id>/claim")
def release(case_id: int) -> Any:
    """Give a case back to all."""
    found = visible(case_id)
    was_mine = claims.release(found, me())
    if wants_fragment():
        return _row(found)
    if was_mine:
        flash(_("The case is free again."), "success")
    return see_other("/moderation/queue")


def _row(case: Case, status: int = 200) -> Any:
    return render_template("queue/_row.html", case=desk.row(case.id), alarms=alarms.of_cases([case.id])), status
