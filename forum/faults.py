"""What an error page says: what happened, what was kept, and what to do now."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Fault:
    """The words for one kind of error; `steps` are (address, words) of what to do next."""

    title: Any
    happened: Any
    kept: Any = ""
    steps: tuple[tuple[str, Any], ...] = (("/", _("All questions")),)


KEPT = _("What you typed is still in your browser: go back and try again.")
FAULTS = {
    400: Fault(_("That did not arrive in one piece"), _("The form was too old, or came from another site."), KEPT),
    401: Fault(_("Please log in first"), _("This page is for people with an account."), "", (("/login", _("Log in")),)),
    403: Fault(_("This is not yours to do"), _("Your account may not do that here.")),
    404: Fault(
        _("There is nothing at this address"),
        _("The question may have been taken back, or the address has a typing mistake."),
        "",
        (("/", _("All questions")), ("/search", _("Search"))),
    ),
    405: Fault(_("This address does not do that"), _("It exists, but answers to something else.")),
    409: Fault(_("Somebody was here before you"), _("It changed while you were looking at it."), KEPT),
    413: Fault(_("That is too much at once"), _("What you sent is larger than this place takes."), KEPT),
    422: Fault(_("Something in the form needs another look"), _("Nothing was changed."), KEPT),
    429: Fault(_("A little slower, please"), _("Many requests came from here in a short time. Wait a minute."), KEPT),
    500: Fault(
        _("Something broke on our side"),
        _("It is written down with its time, and somebody looks at it."),
        _("What you typed is still in your browser: go back, wait a minute, and send it again."),
    ),
    503: Fault(
        _("We cannot reach our own files just now"),
        _("Nothing was changed. This is tried again by itself; so can you, in half a minute."),
        KEPT,
    ),
}


def fault(code: int, described: str | None = None) -> dict[str, Any]:
    """The names that errors/error.html needs for this status; `described` replaces what happened."""
    found = FAULTS.get(code) or FAULTS[400 if code < 500 else 500]
    words = {"code": code, "title": found.title, "happened": described or found.happened}
    return words | {"kept": found.kept, "steps": found.steps}
