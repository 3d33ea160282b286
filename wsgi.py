"""Composition root: the app with the staff side, and the `frontporch` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forum.app import Frontporch


def create_app(**given: Any) -> Frontporch:
    """The whole product: the forum extended by the staff side. `given` overrides settings."""
    import forum
    import moderation
    from forum.settings import load

    return forum.create_app(load(**given), extensions=[moderation])


def cli() -> None:
    """The `frontporch` command."""
    import moderation.cli
    from forum import cli as commands

    commands.run(create_app, extensions=[moderation.cli.commands])


def __getattr__(name: str) -> Any:
    """Make the WSGI callable `app` only when a server asks for it, so that importing this file starts nothing."""
    if name == "app":
        from forum import occupancy

        app = globals()["app"] = create_app()
        globals()["_place"] = occupancy.share(app.extensions["settings"].data_dir)
        return app
    raise AttributeError(name)
