"""The public community: questions, answers, reputation, search and the import of posts from other networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # commands that only explain themselves need not load the web
    from forum.app import Frontporch
    from forum.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings | None = None, extensions: Sequence[Any] = ()) -> Frontporch:
    """The forum as a Flask app; each extension is a package with `init_app(app)` (moderation is one).

    Raises forum.settings.SettingsError when a setting cannot be used.
    """
    from forum.app import Frontporch, configure
    from forum.settings import load

    app = Frontporch("forum", template_folder=None, static_folder=None)
    configure(app, settings or load())
    app.extensions["packages"] = list(extensions)
    for extension in extensions:
        extension.init_app(app)
    return app
