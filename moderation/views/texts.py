"""For staff: canned texts that replies begin with."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from forum.views.common import allow, load, me, see_other
from moderation import policy
from moderation.models import CannedText
from moderation.services import texts
from moderation.views.forms import CannedTextForm

pages = Blueprint("texts", __name__, url_prefix="/moderation/texts")
ONE = "/<id:text_id>"


@pages.before_request
def _staff_only() -> None:
    allow(policy.may_see_desk(current_user))


@pages.get("")
def index() -> Any:
    """Every text, how often it was used and who changed it last; and the form for one more."""
    return _index(CannedTextForm(formdata=None))


def _index(form: Any) -> str:
    return render_template("texts/index.html", texts=texts.all_texts(), form=form)


@pages.post("")
def write() -> Any:
    """One more."""
    form: Any = CannedTextForm()
    if not form.validate_on_submit():
        return _index(form), 422
    texts.write(form.words, me())
    flash(_("It is offered beside every reply from now on."), "success")
    return see_other("/moderation/texts")


@pages.get(ONE)
def text(text_id: int) -> Any:
    """One text to be changed, with its history."""
    found = load(CannedText, text_id)
    words = {"title": found.title, "body": found.body, "brand": found.brand_id or 0}
    return _text(found, CannedTextForm(formdata=None, data=words))


def _text(found: CannedText, form: Any) -> str:
    return render_template("texts/text.html", text=found, form=form, history=texts.history(found.id))


@pages.post(ONE)
def change(text_id: int) -> Any:
    """Word it differently."""
    found = load(CannedText, text_id)
    form: Any = CannedTextForm()
    if not form.validate_on_submit():
        return _text(found, form), 422
    texts.change(found, form.words, me())
    flash(_("Kept. Replies that began with it keep their words."), "success")
    return see_other(f"/moderation/texts/{text_id}")


@pages.post(f"{ONE}/retirement")
def retire(text_id: int) -> Any:
    """Offer it no more."""
    texts.retire(load(CannedText, text_id), me())
    flash(_("It is not offered any more."), "success")
    return see_other("/moderation/texts")


@pages.delete(f"{ONE}/retirement")
def bring_back(text_id: int) -> Any:
    """Offer it again."""
    texts.bring_back(load(CannedText, text_id), me())
    flash(_("It is offered again."), "success")
    return see_other("/moderation/texts")
