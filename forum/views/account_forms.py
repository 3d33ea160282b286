"""Forms of accounts: signing up, logging in, passwords, and one's settings."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, ValidationError

from forum import names, passwords

NEEDED = InputRequired(_("Please fill this in."))
GOOD_LENGTH = Length(passwords.SHORTEST, passwords.LONGEST, _("A password has %(min)d to %(max)d characters."))
LOCALES = [
    SelectChoice("en", _("English (United States)")),
    SelectChoice("en_GB", _("English (United Kingdom)")),
    SelectChoice("en_IE", _("English (Ireland)")),
    SelectChoice("en_DE", _("English (Germany)")),
    SelectChoice("en_SE", _("English (Sweden)")),
]
THEMES = [
    SelectChoice("auto", _("As my device")),
    SelectChoice("light", _("Day")),
    SelectChoice("dark", _("Dusk")),
]


@cache
def zones() -> list[Any]:
    """UTC and the places of the zone database, without its aliases for machines."""
    return [SelectChoice(zone) for zone in ("UTC", *sorted(filter(_is_place, available_timezones())))]


def _is_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))


class RegisterForm(FlaskForm):
    """Name, e-mail and password of somebody new; whatever else is sent is not looked at."""

    name = StringField(_("Name"), [NEEDED], filters=[lambda given: names.normal(given) if given else given])
    email = EmailField(_("E-mail"), [NEEDED])
    password = PasswordField(_("Password"), [NEEDED, GOOD_LENGTH])

    def validate_name(self, field: Any) -> None:
        """Refuse what is no name, or a disguise of another."""
        if not names.is_well_formed(field.data):
            raise ValidationError(
                _("2 to 40 letters, digits, dots, dashes or underscores, beginning with a letter or digit.")
            )

    def validate_email(self, field: Any) -> None:
        """Refuse what is no address; keep the one form of those that are."""
        address = names.normal_email(field.data)
        if address is None:
            raise ValidationError(_("This does not look like an e-mail address."))
        field.data = address


class LoginForm(FlaskForm):
    """Name or e-mail, and password."""

    name = StringField(_("Name or e-mail"), [NEEDED, Length(max=254)])
    password = PasswordField(_("Password"), [NEEDED])
    is_remembered = BooleanField(_("Remember me on this device"))


class ForgottenForm(FlaskForm):
    """The address of an account whose password is forgotten."""

    email = EmailField(_("E-mail"), [NEEDED, Length(max=254)])


class NewPasswordForm(FlaskForm):
    """A new password, by way of a mailed link."""

    password = PasswordField(_("New password"), [NEEDED, GOOD_LENGTH])


class PasswordForm(FlaskForm):
    """The password of now, and the one from now on."""

    current = PasswordField(_("Password now"), [NEEDED])
    new = PasswordField(_("New password"), [NEEDED, GOOD_LENGTH])


class ExportForm(FlaskForm):
    """The password once more, before all that is kept about a person leaves the house."""

    password = PasswordField(_("Your password"), [NEEDED], id="export-password")


class LeavingForm(FlaskForm):
    """What shall become of one's words, and two signs that it is meant: the password, and the name typed out."""

    words = RadioField(
        _("What you wrote"),
        choices=[
            SelectChoice("stay", _("stays, without my name: others may need the answers")),
            SelectChoice("go", _("is taken back, with its history")),
        ],
        default="stay",
    )
    name = StringField(_("Your name here, typed out"), [NEEDED])
    password = PasswordField(_("Your password"), [NEEDED], id="leaving-password")


class SettingsForm(FlaskForm):
    """What a person says about themselves, and how pages look and count time for them."""

    about = TextAreaField(_("About you"), [Length(max=400)])
    locale = SelectField(_("Language and dates"), choices=LOCALES)
    zone = SelectField(_("Time zone"), choices=lambda: zones())
    theme = RadioField(_("Theme"), choices=THEMES, default="auto")
