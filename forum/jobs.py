"""The timetable: huey wakes the worker, delivery rows say what there is to do, and a watch does what cannot wait."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from threading import Event, Thread
from typing import Any

from flask import Flask, current_app

from forum import loading
from forum.logs import note
from forum.settings import Settings

with loading.without("psycopg", "redis"):  # drivers of queues that are no file: 8 MB in each process
    from huey import SqliteHuey, crontab

WORK = logging.getLogger("frontporch.work")
Chore = Callable[[], object]
Step = Callable[[], bool]
WATCHED = (0, 1)  # lanes of deliveries (forum/models/event.py) that have a thread of their own in the worker
LOOK_EVERY = 1.0  # seconds between two looks of a watch
LOOKS_A_CHORE = 10  # how many looks between two rounds of the urgent chores


class Timetable:
    """The queue of one app (a file of its own), its wake-up, and what is done every minute."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.chores: dict[str, Chore] = {}
        self.urgent: dict[str, Chore] = {}
        self.unfinished: dict[str, Step] = {}
        self.is_ending = Event()
        self.is_watched = False
        self.huey = SqliteHuey("frontporch", filename=str(settings.data_dir / "queue.sqlite3"), results=False)
        self.deliver = self.huey.task(name="deliver")(self._deliver)
        self.sweep = self.huey.periodic_task(crontab(minute="*"), name="sweep")(self._sweep)

    def every_minute(self, chore: Chore) -> Chore:
        """Add a chore to the sweep; one that fails does not stop the others."""
        self.chores[f"{chore.__module__}.{chore.__name__}"] = chore
        return chore

    def every_few_seconds(self, chore: Chore) -> Chore:
        """Add a chore that must not wait behind others: the watch does it, and the sweep does it, too.

        It should look (`database.looking`) before it takes the write lock.
        """
        self.urgent[f"{chore.__module__}.{chore.__name__}"] = chore
        return self.every_minute(chore)

    def go_on_with(self, step: Step) -> None:
        """Let a chore with more to do than its share of a minute go on, a short step at a time, while nothing waits.

        The step commits, and says whether there is more.
        """
        self.unfinished[f"{step.__module__}.{step.__name__}"] = step

    def start_watch(self) -> Callable[[], None]:
        """Let threads of this process deliver the urgent lanes, however long the others take; gives what ends them."""
        stopped = Event()
        threads = [Thread(target=self._watch, args=(lane, stopped), daemon=True) for lane in WATCHED]
        self.is_watched = True
        for thread in threads:
            thread.start()

        def stop() -> None:
            stopped.set()
            for thread in threads:
                thread.join(timeout=5)

        return stop

    def _watch(self, lane: int, stopped: Event) -> None:
        looks = 0
        while not stopped.wait(LOOK_EVERY):
            self._look(lane, has_chores=lane == WATCHED[0] and looks % LOOKS_A_CHORE == 0)
            looks += 1

    def _look(self, lane: int, has_chores: bool) -> None:
        from forum.database import now
        from forum.services import deliveries

        with self.app.app_context():
            try:
                if has_chores:
                    deliveries.run_chores(self.urgent)
                if deliveries.is_due(lane, now()):
                    deliveries.deliver_due(lanes=(lane,))
            except Exception:  # a locked or missing database: the next look may find it again
                self.app.logger.exception("the watch could not look")

    def _deliver(self) -> None:
        from forum.models.event import LANES
        from forum.services import deliveries

        began = time.monotonic()
        with self.app.app_context():
            tally = deliveries.deliver_due(lanes=[lane for lane in LANES if not self.is_watched or lane not in WATCHED])
        if any(asdict(tally).values()):
            note(WORK, "delivered", **asdict(tally), ms=round((time.monotonic() - began) * 1000))
        self._use_idle_time()

    def _use_idle_time(self) -> None:
        """Go on with what is unfinished until it is done, the next task comes (the sweep, at the latest) or we end."""
        with self.app.app_context():
            while self.unfinished and not self.is_ending.is_set() and self.huey.pending_count() == 0:
                for name, step in list(self.unfinished.items()):
                    if not self._has_more(step):
                        del self.unfinished[name]

    def _has_more(self, step: Step) -> bool:
        from forum.extensions import db

        try:
            return step()
        except Exception:  # the next minute tries again
            db.session.rollback()
            self.app.logger.exception("could not go on")
            return False

    def _sweep(self) -> None:
        from forum.services import deliveries

        with self.app.app_context():
            deliveries.run_chores(self.chores)
        self._deliver()


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
