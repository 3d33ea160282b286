"""Named places in forum templates that other packages fill at start-up, without the forum knowing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, render_template
from markupsafe import Markup

Load = Callable[[Sequence[Any], Any], Any]


def _nothing(objects: Sequence[Any], viewer: Any) -> None:
    """Load nothing: the template needs only the object and the viewer."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A template for a slot; `load(objects, viewer)` runs once a page for all objects, at most one statement."""

    template: str
    load: Load


@dataclass(slots=True)
class Slots:
    """All fillings of an app, by slot name."""

    by_name: dict[str, list[Filling]] = field(default_factory=dict)

    def fill(self, name: str, template: str, load: Load = _nothing) -> None:
        """Put a template into a slot.

        Slots: `nav`, `desk.tabs`, `post.actions`, `notice.acts`, `thread.sidebar`, `thread.notes`.
        """
        self.by_name.setdefault(name, []).append(Filling(template, load))

    def load(self, name: str, objects: Sequence[Any], viewer: Any) -> None:
        """Let all fillings of a slot load what they need for these objects; a view calls this once a page."""
        for filling in self.by_name.get(name, ()):
            _loaded()[filling.template] = filling.load(objects, viewer)

    def render(self, name: str, **context: Any) -> Markup:
        """The fillings of a slot for one object; what was loaded is there as `loaded`."""
        parts = [
            render_template(filling.template, loaded=_loaded().get(filling.template), **context)
            for filling in self.by_name.get(name, ())
        ]
        return Markup("").join(Markup(part) for part in parts)  # noqa: S704 - templates of our own, escaped already


def _loaded() -> dict[str, Any]:
    found: dict[str, Any] = g.setdefault("slots", {})
    return found


def slots() -> Slots:
    """The slots of the running app."""
    found: Slots = current_app.extensions["slots"]
    return found
