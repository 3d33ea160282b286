"""The web server's worker: threads for pages, and one hub for all streams, which cost a socket and no thread."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from forum.streams.stream import HandedOver

_GONE = object()


class PorchWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, which give the socket of a stream to the hub once its headers are sent."""

    def load_wsgi(self) -> None:
        """Load the app, and start its hub: here, in the process that serves."""
        super().load_wsgi()
        self.hub = self.wsgi.extensions["hub"]
        self.hub.start()

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
