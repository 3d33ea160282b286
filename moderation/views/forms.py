"""Forms of the desk: one field each, because every act has its words."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from forum import markup
from forum.services import brands, reasons
from forum.services.writing import LONGEST_BODY
from forum.views.forms import has_words
from moderation.services import texts

LONGEST_REASON = 500
SPANS = ((1, _("a day")), (3, _("three days")), (7, _("a week")), (30, _("a month")), (365, _("a year")))
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
    """An answer that everybody reads; `text` is the canned text that it began with."""

    body = _lines(_("Answer in public"), "reply")
    text = HiddenField(id="reply-text")

    @property
    def text_id(self) -> int:
        """The canned text that it began with; 0 for none."""
        given = self.text.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class CannedTextForm(FlaskForm):
    """Words that replies begin with; of which brand is asked only where there are several."""

    title = StringField(
        _("Name of the text"), [has_words, Length(max=120, message=_TOO_LONG)], filters=[_line], id="text-title"
    )
    brand = SelectField(_("For"), coerce=int, default=0, id="text-brand")
    body = TextAreaField(_("Words"), [has_words, Length(max=4000, message=_TOO_LONG)], filters=[_text], id="text-body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = brands.all_brands()
        self.brand.choices = [(0, _("all brands")), *((brand.id, brand.name) for brand in known)]
        if len(known) < 2:
            del self.brand

    def validate_body(self, field: Any) -> None:
        """A gap that nothing fills would be sent to customers as it stands."""
        unknown = texts.unknown_placeholders(field.data or "")
        if unknown:
            said = _("Nothing fills %(gap)s. What is filled in: %(known)s.")
            known = ", ".join(f"{{{name}}}" for name in texts.PLACEHOLDERS)
            raise ValidationError(str(said) % {"gap": f"{{{unknown[0]}}}", "known": known})

    @property
    def words(self) -> dict[str, Any]:
        """What the text says, and of which brand it is."""
        brand_id = (self.brand.data or None) if "brand" in self else None
        return {"title": self.title.data, "body": self.body.data, "brand_id": brand_id}


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


class ReasonedForm(FlaskForm):
    """A reason from the operator's list, own words, or both; `because` is how it is read."""

    purpose = "hiding"
    chosen = SelectField(_("Reason"), coerce=int, default=0)
    reason = StringField(
        _("In your own words"), [Length(max=LONGEST_REASON, message=_TOO_LONG)], filters=[_line], id="reason"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {reason.id: reason.wording for reason in reasons.offered(self.purpose)}
        self.chosen.choices = [(0, _("In my own words, below")), *self.offered.items()]
        for name, field in self._fields.items():
            field.id = name if name == "reason" and self.purpose == "hiding" else f"{self.purpose}-{name}"
            field.label.field_id = field.id

    def validate_reason(self, field: Any) -> None:
        """There is always a reason: chosen or written."""
        if not self.chosen.data:
            has_words(self, field)

    @property
    def because(self) -> str:
        """What was chosen, and what was added."""
        return reasons.composed(self.offered.get(self.chosen.data, ""), self.reason.data or "")


class HidingForm(ReasonedForm):
    """Why a post is hidden, or shown again: its author and everybody else will read it."""


class SpamForm(ReasonedForm):
    """Why it is spam, and whether all else by the same author is, too."""

    purpose = "spam"
    all_by_author = BooleanField(_("Everything by this author"))


class WarningForm(ReasonedForm):
    """What the author should take care of; only they read it."""

    purpose = "warning"


class LockForm(ReasonedForm):
    """Why a thread takes nothing new, or does again."""

    purpose = "lock"


class SuspensionForm(ReasonedForm):
    """Why somebody is kept out, and for how long."""

    purpose = "suspension"
    days = SelectField(_("For how long"), coerce=int, default=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days.choices = list(SPANS)


class EndingForm(FlaskForm):
    """Why a suspension ends early."""

    reason = _reason(_("Why it ends"), "ending")


class MoveForm(FlaskForm):
    """Where a thread belongs."""

    brand = SelectField(_("Brand"), coerce=int)
    tags = StringField(_("Tags"), filters=[_line], id="move-tags")
    reason = StringField(_("Why, for its author"), [Length(max=LONGEST_REASON)], filters=[_line], id="move-reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand.choices = [(brand.id, brand.name) for brand in brands.all_brands()]


class AppealForm(FlaskForm):
    """Why somebody else should look again; staff read it."""

    words = TextAreaField(
        _("Why should somebody look again?"),
        [has_words, Length(max=2000, message=_TOO_LONG)],
        filters=[_text],
        id="appeal",
    )


class DecisionForm(FlaskForm):
    """What the author of a hidden post is told about the second look."""

    reason = _reason(_("What the author is told"), "decision")
