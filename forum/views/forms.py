"""Forms of what people write: questions, answers, comments, edits, and the description of a tag."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from forum import markup
from forum.services import brands, dialects, tags
from forum.services.writing import LONGEST_BODY, LONGEST_TITLE

LONGEST_DESCRIPTION = 300
LONGEST_MENDING = 500
_FEWEST_LETTERS = 3
_THREAD = re.compile(r"(?:.*/threads/|#?)(\d{1,9})(?:[?#/].*)?", re.ASCII)


def _line(given: str | None) -> str:
    return " ".join(markup.clean(given or "").split())


def _text(given: str | None) -> str:
    return markup.clean(given or "").strip("\n").rstrip()


def has_words(form: Any, field: Any) -> None:
    """Refuse what shows nothing: spaces, line breaks, characters without a shape."""
    if not any(letter.isprintable() and not letter.isspace() for letter in field.data):
        raise ValidationError(gettext("Write something first."))


def _body(label: Any) -> Any:
    too_long = _("At most %(max)d characters, please. Yours are kept below.")
    return TextAreaField(label, [has_words, Length(max=LONGEST_BODY, message=too_long)], filters=[_text])


class TitledForm(FlaskForm):
    """What a question has beside its body: a title and tags."""

    title = StringField(
        _("What is going on?"),
        [Length(max=LONGEST_TITLE, message=_("At most %(max)d characters, please."))],
        filters=[_line],
    )
    body = _body(_("What you see, and what you tried"))
    tags = StringField(_("Tags"), filters=[_line])

    def validate_title(self, field: Any) -> None:
        """A title has a few letters or digits at least."""
        if sum(letter.isalnum() for letter in field.data) < _FEWEST_LETTERS:
            raise ValidationError(gettext("Say in one sentence what is going on."))

    def validate_tags(self, field: Any) -> None:
        """At most as many tags as a thread may bear."""
        if len(set(field.data.lower().replace(",", " ").split())) > tags.MOST:
            raise ValidationError(gettext("At most %(most)d tags, please.", most=tags.MOST))


class AskForm(TitledForm):
    """A new question; which brand it is about is asked only where there are several."""

    brand = SelectField(_("About"), coerce=int)
    is_anonymous = BooleanField(_("Ask under a pseudonym"))
    shown = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        all_brands = brands.all_brands()
        if len(all_brands) > 1:
            self.brand.choices = [(brand.id, brand.name) for brand in all_brands]
        else:
            del self.brand

    @property
    def brand_id(self) -> int:
        """The chosen brand; 0 means the default one."""
        return int(self.brand.data) if "brand" in self else 0


class AnnounceForm(AskForm):
    """Something that staff say to everyone."""

    is_pinned = BooleanField(_("Pin it on top of the list"))
    is_known = BooleanField(_("It is a known issue: questions near it are answered with it"))


class PinForm(FlaskForm):
    """Until when a thread stands on top; without a day until somebody takes it down."""

    until = DateField(_("Until the end of"), [Optional()])


class MendingForm(FlaskForm):
    """What is said when an issue is mended."""

    text = TextAreaField(_("What was mended"), [has_words, Length(max=LONGEST_MENDING)], filters=[_line])


class DuplicateForm(FlaskForm):
    """Where a question was asked before, and why one says so."""

    of = StringField(_("Where was it asked?"), filters=[_line])
    reason = StringField(
        _("A word about it"),
        [Length(max=LONGEST_MENDING, message=_("At most %(max)d characters, please."))],
        filters=[_line],
    )
    takes_answers = BooleanField(_("Take the answers along"))

    @property
    def thread_id(self) -> int:
        """The thread that is meant, by its number or its address; 0 for what is neither."""
        match = _THREAD.fullmatch(self.of.data or "")
        return int(match[1]) if match else 0


class AnswerForm(FlaskForm):
    """An answer."""

    body = _body(_("Your answer"))


class CommentForm(FlaskForm):
    """A comment."""

    body = _body(_("Your comment"))


class EditForm(FlaskForm):
    """An answer or a comment that is changed."""

    body = _body(_("What it says from now on"))


class TagForm(FlaskForm):
    """What a tag is about."""

    description = TextAreaField(
        _("What questions with this tag are about"), [Length(max=LONGEST_DESCRIPTION)], filters=[_line]
    )


class SynonymForm(FlaskForm):
    """Words that mean the same."""

    words = StringField(_("Words and phrases"), [Length(max=500)], filters=[_line])

    def validate_words(self, field: Any) -> None:
        """Two at least, or nothing means the same."""
        if len(dialects.names(field.data or "")) < dialects.FEWEST:
            raise ValidationError(_("Two words or phrases at least, with a comma between."))
