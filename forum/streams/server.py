"""The web server: a small process that looks after one with threads for pages and a hub for all streams."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from forum.streams.stream import HandedOver

OPEN, REFUSED = b"+", b"-"
NOTIFY_EVERY = 1.0  # seconds, while the app is opened
_GONE = object()


class PorchLogger(Logger):  # type: ignore[misc]
    """Leaves the log to ours: gunicorn's own lines bear addresses."""

    def setup(self, cfg: Any) -> None:
        """Hand all lines on."""
        self.error_log.propagate = True


class PorchWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, which give the socket of a stream to the hub once its headers are sent."""

    def load_wsgi(self) -> None:
        """Load the app, and start its hub: here, in the process that serves."""
        with self._excused():
            super().load_wsgi()
        self.hub = self.wsgi.extensions["hub"]
        self.hub.start()

    @contextmanager
    def _excused(self) -> Iterator[None]:
        """Show that this process lives while it opens the app: a migration may take longer than a page ever does."""
        done = Event()

        def notify() -> None:
            while not done.wait(NOTIFY_EVERY):
                self.notify()

        Thread(target=notify, daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def handle(self, conn: Any) -> Any:
        """Serve one request; the socket of a stream leaves."""
        try:
            return super().handle(conn)
        except HandedOver as handed:
            self.hub.take(handed.stream, conn.sock)
            return _GONE

    def finish_request(self, conn: Any, future: Any) -> None:
        """Count a connection that left as gone, without closing it."""
        if not future.cancelled() and future.exception() is None and future.result() is _GONE:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, future)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one process for pages, which alone opens the app; the one above it stays small.

    `open_app` gives the app, or None when it cannot be opened and said why; `on_open` is called up here once it is
    open.
    """

    def __init__(self, address: str, threads: int, open_app: Callable[[], Any], on_open: Callable[[], object]) -> None:
        self._options = {"bind": address, "threads": threads, "worker_class": PorchWorker, "logger_class": PorchLogger}
        self._open_app = open_app
        self._on_open = on_open
        self._heard = b""
        self._ear, self._mouth = os.pipe()
        super().__init__()

    def load_config(self) -> None:
        """Set what is not as gunicorn has it."""
        ours = {
            "workers": 1,
            "graceful_timeout": 5,
            "timeout": 60,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in (self._options | ours).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Open the app; when that cannot be, end the process above, too: it would only begin another one."""
        app = self._open_app()
        os.write(self._mouth, OPEN if app else REFUSED)
        if app is None:
            os.kill(os.getppid(), signal.SIGTERM)
            raise SystemExit(0)
        return app

    def serve(self) -> bool:
        """Serve until stopped; whether the app could be opened."""
        ear = Thread(target=self._hear, daemon=True)
        ear.start()
        try:
            self.run()
        except SystemExit as end:
            if end.code:
                raise
        return self._heard != REFUSED

    def _hear(self) -> None:
        self._heard = os.read(self._ear, 1)
        if self._heard == OPEN:
            self._on_open()
