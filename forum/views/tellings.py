"""Answering at the source: words fitted to the network, that it was done, and what advocates propose."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from forum import markup, policy, settings
from forum.channels import fitting
from forum.database import reading as only_reads
from forum.models import Post, TellingProposal
from forum.services import reading, tellings
from forum.services.dressing import dressed
from forum.services.writing import LONGEST_BODY
from forum.views.common import allow, load, me, see_other, wants_fragment
from forum.views.forms import has_words
from forum.views.limits import looking
from forum.views.threads import visible

pages = Blueprint("tellings", __name__)
TELLING = "/posts/<id:post_id>/telling"
PROPOSALS = f"{TELLING}/proposals"
LONGEST_REASON = 500


def _line(given: str | None) -> str:
    return " ".join(markup.clean(given or "").split())


class TellingForm(FlaskForm):
    """The words, no longer than their network takes."""

    words = TextAreaField(
        "", [has_words, Length(max=LONGEST_BODY)], filters=[lambda given: markup.clean(given or "").strip()], id="words"
    )

    def __init__(self, limits: fitting.Capabilities, **given: Any) -> None:
        super().__init__(**given)
        self.limits = limits
        self.words.label.text = _("What you say there")

    def validate_words(self, field: Any) -> None:
        """Not over the limit, as they will stand: with personal data hidden."""
        over = Fit(tellings.masked(field.data, me()), self.limits).over
        if over > 0:
            raise ValidationError(_("%(over)d too many for this network. Yours are kept below.", over=over))


class RefusalForm(FlaskForm):
    """Why a proposal is not used."""

    reason = StringField("", [has_words, Length(max=LONGEST_REASON)], filters=[_line], id="refusal")


class Fit:
    """How words fit a network: `length` of `most`, and the words as they will stand."""

    def __init__(self, words: str, limits: fitting.Capabilities) -> None:
        self.words, self.most, self.unit = words, limits.max_chars, limits.char_unit
        self.length = fitting.length(words, limits.char_unit)

    @property
    def over(self) -> int:
        """How much they are too long; 0 or less when they fit."""
        return self.length - self.most


def may_propose() -> bool:
    """Whether the person may propose words."""
    return policy.may_propose_telling(current_user, settings.current().advocate_reputation)


def _answer(post_id: int) -> Any:
    """An answer that was given here to a question from elsewhere, or 404."""
    post = load(Post, post_id)
    visible(post.thread_id)
    return next((each for each in tellings.own_answers([post.thread_id]) if each.id == post_id), None) or abort(404)


@pages.get("/threads/<id:thread_id>/telling")
def show(thread_id: int) -> Any:
    """The best answer from here (or that of `answer`) in words for its network, or in those of a `proposal`."""
    allow(policy.may_tell(current_user) or may_propose())
    thread = visible(thread_id)
    is_hidden = thread.hidden_at is not None and not policy.may_tell(current_user)
    if thread.channel == "site" or thread.kind != "question" or is_hidden:
        abort(404)
    answers = tellings.own_answers([thread_id])
    wanted = request.args.get("answer", type=int)
    chosen = next((each for each in answers if each.id == wanted), answers[0] if answers else None)
    return page(thread, answers, chosen)


def page(thread: Any, answers: list[Any], chosen: Any, form: Any = None, fit: Fit | None = None) -> str:
    """The page for one answer, with the form as it was filled in."""
    limits = fitting.capabilities(thread.channel)
    proposals = tellings.proposals(chosen.id, me()) if chosen else []
    taken = next((each for each in proposals if each.id == request.args.get("proposal", type=int)), None)
    if form is None and chosen is not None:
        words = taken.words if taken else tellings.words_for(chosen)
        form = TellingForm(limits, formdata=None, data={"words": words})
    shown = fit or (Fit(form.words.data, limits) if form is not None else None)
    return render_template(
        "tellings/telling.html",
        thread=thread,
        asked=reading.read(thread, current_user).question,
        answers=answers,
        answer=chosen,
        prose=dressed(chosen.html) if chosen else "",
        form=form,
        fit=shown,
        is_preview=fit is not None,
        proposals=proposals,
        taken=taken,
        may_tell=policy.may_tell(current_user),
        refusal=RefusalForm(formdata=None),
    )


def _again(answer: Any, form: Any, fit: Fit | None = None) -> str:
    thread = visible(answer.thread_id)
    return page(thread, tellings.own_answers([thread.id]), answer, form, fit)


@pages.post(f"{TELLING}/preview")
@looking
@only_reads
def preview(post_id: int) -> Any:
    """How the words would stand and whether they fit; the fragment is the count alone."""
    allow(policy.may_tell(current_user) or may_propose())
    answer = _answer(post_id)
    form = TellingForm(fitting.capabilities(answer.channel))
    words = form.words.data or ""
    fit = Fit(tellings.masked(words, me()), form.limits)
    if wants_fragment():
        return render_template("tellings/_fit.html", fit=fit, is_masked=fit.words != words.strip())
    return _again(answer, form, fit)


@pages.post(TELLING)
def tell(post_id: int) -> Any:
    """Note that it was told there, in these words."""
    allow(policy.may_tell(current_user))
    answer = _answer(post_id)
    form = TellingForm(fitting.capabilities(answer.channel))
    if not form.validate_on_submit():
        return _again(answer, form), 422
    proposal_id = request.form.get("proposal", type=int)
    is_key = proposal_id is not None and 0 < proposal_id < 2**31
    is_new = tellings.tell(answer, form.words.data or "", me(), proposal_id if is_key else None)
    flash(_("Noted: it was told there.") if is_new else _("Somebody has noted that already."), "success")
    return see_other(f"/threads/{answer.thread_id}/telling?answer={answer.id}")


@pages.delete(TELLING)
def untell(post_id: int) -> Response:
    """Take that back: it was not told after all."""
    allow(policy.may_tell(current_user))
    answer = _answer(post_id)
    tellings.untell(answer, me())
    return see_other(f"/threads/{answer.thread_id}/telling?answer={answer.id}")


@pages.post(PROPOSALS)
def propose(post_id: int) -> Any:
    """Propose words to staff."""
    allow(may_propose())
    answer = _answer(post_id)
    form = TellingForm(fitting.capabilities(answer.channel))
    if answer.told_at or not form.validate_on_submit():
        return _again(answer, form), 422
    tellings.propose(answer, form.words.data or "", me())
    flash(_("Proposed. You will hear what becomes of it."), "success")
    return see_other(f"/threads/{answer.thread_id}/telling?answer={answer.id}")


@pages.delete(PROPOSALS)
def withdraw(post_id: int) -> Response:
    """Take one's own proposal back."""
    allow(may_propose())
    answer = _answer(post_id)
    tellings.withdraw(answer, me())
    return see_other(f"/threads/{answer.thread_id}/telling?answer={answer.id}")


@pages.post("/proposals/<id:proposal_id>/refusal")
def refuse(proposal_id: int) -> Any:
    """Decline a proposal; its author is told why."""
    allow(policy.may_tell(current_user))
    proposal = load(TellingProposal, proposal_id)
    form = RefusalForm()
    if form.validate_on_submit():
        tellings.decline(proposal, me(), form.reason.data or "")
        flash(_("Declined. Whoever proposed it is told why."), "success")
    else:
        flash(_("Say why, in a few words: whoever proposed it will read it."), "error")
    return see_other(f"/threads/{proposal.thread_id}/telling?answer={proposal.post_id}")
