"""What people from here and elsewhere are called on a page."""

from sqlalchemy import ColumnElement, func

from forum.models import Identity, User

_AT = ("twitter", "mastodon", "bluesky")  # networks on which a handle begins with an @


def name() -> ColumnElement[str]:
    """A name here, else one elsewhere, else the handle, as a column of a statement that joins both tables, outer."""
    return func.coalesce(User.name, func.nullif(Identity.name, ""), Identity.handle)


def shown_handle(handle: str | None, channel: str | None) -> str:
    """A handle as its network writes it: "@junopark", "u/tobi_k"."""
    if not handle:
        return ""
    return f"@{handle.lstrip('@')}" if channel in _AT else handle


def shown_name(name: str | None, elsewhere: str | None, handle: str | None, channel: str | None) -> str:
    """An account's name here, else the name elsewhere, else the handle; "?" for somebody whose account is gone."""
    return name or (elsewhere if _says_more(elsewhere, handle) else shown_handle(handle, channel)) or "?"


def handle_beside(elsewhere: str | None, handle: str | None, channel: str | None) -> str:
    """The handle to stand beside a name from elsewhere; empty where that would say the same twice."""
    return shown_handle(handle, channel) if _says_more(elsewhere, handle) else ""


def _says_more(elsewhere: str | None, handle: str | None) -> bool:
    return bool(elsewhere) and (elsewhere or "").lstrip("@").lower() != (handle or "").lstrip("@").lower()
