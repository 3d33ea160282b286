"""Commands that serve: the web process, the worker, and both together."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

import click

from forum.cli import Porch, output, pass_porch

WORKER = "forum.streams.server.PorchWorker"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--threads", default=128, show_default=True, type=click.IntRange(1, 2000), help="Requests at once.")
@click.option("--with-worker", is_flag=True, help="Start the worker beside it, and end it with it.")
@pass_porch
def serve(porch: Porch, host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve the pages until stopped."""
    refuse_taken_port(host, port)
    app = porch.ready()
    worker = start_worker() if with_worker else None
    try:
        run_web(app, host, port, threads)
    finally:
        stop(worker)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one line when another program listens there."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from error


def run_web(app: Any, host: str, port: int, threads: int) -> None:
    """One gunicorn process with many threads, in this process, until SIGTERM or SIGINT."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger

    from forum import logs

    class Log(Logger):  # type: ignore[misc]
        def setup(self, cfg: Any) -> None:
            """Leave the log to ours: gunicorn's own lines bear addresses."""
            self.error_log.propagate = True

    allow_files(app.extensions["settings"].streams + 1000)

    class Web(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"{host}:{port}",
                "threads": threads,
                "workers": 1,
                "worker_class": WORKER,
                "logger_class": Log,
            }
            for name, value in (options | {"graceful_timeout": 5, "loglevel": "warning", "timeout": 60}).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    logs.begin(app.extensions["settings"])
    Web().run()


def allow_files(number: int) -> None:
    """Raise what this process may open, as far as the system lets it: a stream is an open file."""
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if most == resource.RLIM_INFINITY else min(number, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def start_worker() -> subprocess.Popen[bytes]:
    """The worker as a child process; in a session of its own, so that Ctrl-C reaches it through us, in good order."""
    return subprocess.Popen([sys.executable, "-c", "from wsgi import cli; cli()", "worker"], start_new_session=True)


def stop(process: subprocess.Popen[bytes] | None) -> None:
    """End a child process: asked first, then made."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


@click.command()
@click.option("--drain", is_flag=True, help="Deliver all that is due, then exit.")
@output.as_json
@pass_porch
def worker(porch: Porch, drain: bool, is_json: bool) -> None:
    """Do what can wait: index, triage, mail, clocks; swept every minute."""
    app = porch.ready()
    if drain:
        with app.app_context():
            output.show(drained(), is_json)
        return
    consume(app)


def drained() -> dict[str, Any]:
    """Run the chores and deliver until nothing is due; says what it came to."""
    from forum.jobs import timetable
    from forum.services import deliveries

    start = time.monotonic()
    deliveries.run_chores(timetable().chores)
    tally = deliveries.deliver_due()
    found = {"delivered": tally.delivered, "failed": tally.failed, "dead": tally.dead}
    return found | {"seconds": round(time.monotonic() - start, 2)}


def consume(app: Any) -> None:
    """Run huey's consumer in this process until stopped; the first thing it does is a sweep."""
    from forum import logs

    logs.begin(app.extensions["settings"])
    queue = app.extensions["jobs"]
    queue.sweep()
    parent = os.getppid()
    consumer = queue.huey.create_consumer(workers=1, periodic=True, initial_delay=0.1, backoff=1, max_delay=0.2)
    consumer.start()
    end_watch = queue.start_watch()
    stopped: list[int] = []
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, frame: stopped.append(number))
    while not stopped and os.getppid() == parent:
        time.sleep(0.2)
    end_watch()
    consumer.stop(graceful=True)


commands = [serve, worker]
