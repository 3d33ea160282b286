"""A forum as it was filled once: what many tests begin with is built by the first of them and laid out again for the others."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import time_machine

from tests.cast import Cast
from tests.postgres import Rows, connected

LEFT_OUT = shutil.ignore_patterns("*-shm", "*-wal", "*.lock")


@dataclass
class Scene:
    """The folder and, where they are on a server, the rows of a filled forum; `places` are the ids to find things by."""

    folder: tempfile.TemporaryDirectory[str]
    rows: Rows | None
    places: dict[str, Any]

    @classmethod
    def of(cls, cast: Cast, places: dict[str, Any]) -> "Scene":
        """How the forum of this cast is now."""
        _let_go(cast)
        folder = tempfile.TemporaryDirectory(prefix="porch-scene-")  # goes when the process does
        shutil.copytree(_settings(cast).data_dir, folder.name, ignore=LEFT_OUT, dirs_exist_ok=True)
        return cls(folder, _on_server(cast, Rows.of), dict(places))

    def lay_out(self, cast: Cast) -> None:
        """Let the forum of this cast, in which nothing happened yet, be like that."""
        _let_go(cast)
        data_dir = _settings(cast).data_dir
        for left in data_dir.glob("frontporch.sqlite3-*"):
            left.unlink()
        shutil.copytree(self.folder.name, data_dir, dirs_exist_ok=True)
        if self.rows:
            _on_server(cast, self.rows.put_back)


_scenes: dict[Any, Scene] = {}


def once(cast: Cast, build: Callable[[Cast], dict[str, Any]]) -> dict[str, Any]:
    """What `build(cast)` does and gives. Where a test travels in time it is done anew: its instants are others."""
    if time_machine.escape_hatch.is_travelling():
        return build(cast)
    given = _settings(cast).model_dump(exclude={"data_dir", "database_url"})
    packages = tuple(package.__name__ for package in cast.app.extensions["packages"])
    key = (build, packages, _is_on_server(cast), repr(given).replace(str(_settings(cast).data_dir), ""))
    if key not in _scenes:
        _scenes[key] = Scene.of(cast, build(cast))
    else:
        _scenes[key].lay_out(cast)
    return dict(_scenes[key].places)


def _settings(cast: Cast) -> Any:
    return cast.app.extensions["settings"]


def _is_on_server(cast: Cast) -> bool:
    return not _settings(cast).database_url.startswith("sqlite")


def _on_server(cast: Cast, act: Callable[[Any], Any]) -> Any:
    """What this does with the database, where that is on a server."""
    if not _is_on_server(cast):
        return None
    with connected(_settings(cast).database_url) as connection:
        return act(connection)


def _let_go(cast: Cast) -> None:
    """End all connections of the app: SQLite then has everything in its one file."""
    from forum.extensions import db

    with cast.app.app_context():
        db.session.remove()
        db.engine.dispose()
