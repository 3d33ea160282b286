"""What a writer is warned of before sending: personal data that everyone would see. Nothing of it is logged."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from forum import policy, redaction, settings

LOOKS_LIKE = {
    "card": _("This looks like a card number."),
    "iban": _("This looks like an IBAN."),
    "phone": _("This looks like a phone number."),
    "email": _("This looks like an e-mail address."),
    "password": _("This looks like a password."),
    "account": _("This looks like an account number."),
    "address": _("This looks like a street address."),
    "ip": _("This looks like an IP address."),
}
LONGEST = 20_000  # what is longer is refused anyway, and must cost no more than that
_ENDS = 4
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Warned:
    """A piece of personal data: what it looks like, and a glimpse of it, so that its writer knows which is meant."""

    looks_like: Any
    glimpse: str


def warnings(text: str) -> list[Warned]:
    """What in this text would be hidden, each piece once."""
    text = text[:LONGEST]
    found = redaction.find(text, regions=settings.current().phone_regions, is_brand=policy.is_staff(current_user))
    each = {(one.type, _glimpse(one.type, text[one.start : one.end])): None for one in found}
    return [Warned(LOOKS_LIKE[kind], glimpse) for kind, glimpse in each]


def _glimpse(kind: str, found: str) -> str:
    """The ends of a long number; of a password nothing at all."""
    if kind == "password" or len(found) < _SHORTEST:
        return ""
    last = len(found) - _ENDS
    return "".join(
        letter if place < _ENDS or place >= last or letter.isspace() else "•" for place, letter in enumerate(found)
    )
