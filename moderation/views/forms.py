"""Forms of the desk: one field each, because every act has its words."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from forum import markup
from forum.views.forms import LONGEST_BODY, has_words

LONGEST_REASON = 500
_TOO_LONG = _("At most %(max)d characters, please. Yours are kept below.")


def _line(given: str | None) -> str:
    return " ".join(markup.clean(given or "").split())


def _text(given: str | None) -> str:
    return markup.clean(given or "").strip("\n").rstrip()


def _lines(label: Any, key: str) -> TextAreaField:
    return TextAreaField(label, [has_words, Length(max=LONGEST_BODY, message=_TOO_LONG)], filters=[_text], id=key)


def _reason(label: Any, key: str) -> StringField:
    return StringField(label, [has_words, Length(max=LONGEST_REASON, message=_TOO_LONG)], filters=[_line], id=key)


class ReplyForm(FlaskForm):
    """An answer that everybody reads."""

    body = _lines(_("Answer in public"), "reply")


class NoteForm(FlaskForm):
    """A note that only staff read."""

    body = _lines(_("Note for colleagues"), "note")


class HandoverForm(FlaskForm):
    """What whoever comes next should know."""

    body = _lines(_("Note"), "handover")


class EscalationForm(FlaskForm):
    """What an admin should know."""

    note = _lines(_("What the admin should know"), "escalation")


class HandBackForm(FlaskForm):
    """What the moderators should do about a case that comes back to them."""

    note = _lines(_("What the moderators should do"), "hand-back")


class ResolutionForm(FlaskForm):
    """Why it is done."""

    reason = _reason(_("Why it is done"), "resolution")


class UnsealingForm(FlaskForm):
    """Why somebody must know what a masked post really said: kept with their name."""

    reason = _reason(_("Why you must know"), "unsealing")


class ReopeningForm(FlaskForm):
    """Why it is not done after all; may stay empty."""

    reason = StringField(
        _("Why it is not done after all"), [Length(max=LONGEST_REASON)], filters=[_line], id="reopening"
    )


class HidingForm(FlaskForm):
    """Why a post is hidden, or shown again: its author and everybody else will read it."""

    reason = _reason(_("Reason"), "reason")
