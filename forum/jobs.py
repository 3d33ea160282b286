"""The timetable: huey wakes the worker, the delivery rows say what there is to do."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab

from forum.settings import Settings

Chore = Callable[[], object]


class Timetable:
    """The queue of one app (a file of its own), its wake-up, and what is done every minute."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.chores: dict[str, Chore] = {}
        self.huey = SqliteHuey("frontporch", filename=str(settings.data_dir / "queue.sqlite3"), results=False)
        self.deliver = self.huey.task(name="deliver")(self._deliver)
        self.sweep = self.huey.periodic_task(crontab(minute="*"), name="sweep")(self._sweep)

    def every_minute(self, chore: Chore) -> Chore:
        """Add a chore to the sweep; one that fails does not stop the others."""
        self.chores[f"{chore.__module__}.{chore.__name__}"] = chore
        return chore

    def _deliver(self) -> None:
        from forum.services import deliveries

        with self.app.app_context():
            deliveries.deliver_due()

    def _sweep(self) -> None:
        from forum.services import deliveries

        with self.app.app_context():
            deliveries.run_chores(self.chores)
            deliveries.deliver_due()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its queue."""
    app.extensions["jobs"] = Timetable(app, settings)


def timetable() -> Timetable:
    """The timetable of the running app."""
    found: Timetable = current_app.extensions["jobs"]
    return found


def wake() -> None:
    """Ask the worker to deliver what is due; wake-ups coalesce, and a lost one is repaired by the sweep."""
    queue: Any = timetable()
    try:
        if queue.huey.pending_count() == 0:
            queue.deliver()
    except Exception:  # the rows are committed: a full disk under the queue must not fail the request
        current_app.logger.exception("could not wake the worker; the sweep will deliver")
