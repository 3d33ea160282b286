"""The kinds of notice: what each is called among one's settings, what its mail says, and what is sent unless chosen."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `subject` and `lead` of its mail take name, title and company; `has_excerpt`: it quotes the post.

    `heeds_leaving`: who left the thread hears nothing of this kind. `is_optional`: its notices can be switched off.
    `is_mailed`: it comes by mail, too, unless its reader chose otherwise; without `has_mail` it never does.
    """

    name: str
    label: Any
    subject: Any
    lead: Any
    has_excerpt: bool = True
    heeds_leaving: bool = True
    is_optional: bool = True
    is_mailed: bool = True
    has_mail: bool = True


_SAID = (_("%(name)s wrote in: %(title)s"), _("%(name)s wrote in a thread that you follow:"))
_HIDDEN = (_("A moderator hid your post in: %(title)s"), _("A moderator hid what you wrote, for this reason:"))
_SHOWN = (_("Your post is shown again in: %(title)s"), _("A moderator showed what you wrote again, for this reason:"))

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "post.answered",
            _("Somebody answers my question"),
            _("%(name)s answered: %(title)s"),
            _("%(name)s answered your question:"),
        ),
        Kind(
            "staff.answered",
            _("The brand's own people answer my question"),
            _("%(company)s answered: %(title)s"),
            _("%(name)s of %(company)s answered your question:"),
        ),
        Kind(
            "post.commented",
            _("Somebody comments on what I wrote"),
            _("%(name)s commented on: %(title)s"),
            _("%(name)s commented on what you wrote:"),
        ),
        Kind(
            "thread.accepted",
            _("My answer solved it"),
            _("Your answer solved: %(title)s"),
            _("Your answer solved it. Thank you. This is what you wrote:"),
            heeds_leaving=False,
        ),
        Kind(
            "post.mentioned",
            _("Somebody writes my @name"),
            _("%(name)s named you in: %(title)s"),
            _("%(name)s named you:"),
            heeds_leaving=False,
        ),
        Kind(
            "answer.helped_again",
            _("An answer of mine solves it for somebody else"),
            _("Your answer helped again: %(title)s"),
            _("Your answer solved it for somebody else, too. Thank you. This is what you wrote:"),
            heeds_leaving=False,
            is_mailed=False,
        ),
        Kind(
            "answer.requested",
            _("Somebody asks me for an answer"),
            _("%(name)s asks you: %(title)s"),
            _("%(name)s thinks that you may know this, and asks you for an answer. You may say no on its page:"),
            heeds_leaving=False,
        ),
        Kind("thread.continued", _("Something new in a thread I follow"), *_SAID),
        Kind(
            "issue.linked",
            _("My question is about something known"),
            _("This is known: %(title)s"),
            _("What you asked is known. Follow it there, and you hear when it is mended:"),
            has_excerpt=False,
            heeds_leaving=False,
        ),
        Kind(
            "issue.mended",
            _("A known issue is mended"),
            _("Mended: %(title)s"),
            _("What you follow, or asked about, is mended:"),
            has_excerpt=False,
            heeds_leaving=False,
        ),
        Kind(
            "thread.duplicated",
            _("My question was asked before"),
            _("Asked before: %(title)s"),
            _("What you asked was asked here before. Your question leads there now, and you follow it there:"),
            has_excerpt=False,
            heeds_leaving=False,
        ),
        Kind(
            "search.matched",
            _("New posts match a search that I saved"),
            "",
            "",
            has_excerpt=False,
            heeds_leaving=False,
            is_mailed=False,
            has_mail=False,
        ),
        Kind(
            "post.hidden", _("A moderator hides what I wrote"), *_HIDDEN, False, heeds_leaving=False, is_optional=False
        ),
        Kind("post.shown", _("It is shown again"), *_SHOWN, False, heeds_leaving=False, is_optional=False),
    )
}


def kind_of(name: str) -> Kind | None:
    """The kind with this name; None for one that nobody can choose about: it is a notice always and never a mail."""
    return KINDS.get(name)
