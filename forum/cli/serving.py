"""Commands that serve: the web process, the worker, and both together."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import click

from forum.cli import Porch, explained, output, pass_porch, say


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--threads", default=128, show_default=True, type=click.IntRange(1, 2000), help="Requests at once.")
@click.option("--with-worker", is_flag=True, help="Start the worker beside it, and end it with it.")
@pass_porch
def serve(porch: Porch, host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve the pages until stopped."""
    refuse_taken_port(host, port)
    run_web(porch.ready, host, port, threads, with_worker)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one line when another program listens there."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from error


def run_web(open_app: Callable[[], Any], host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve pages until SIGTERM or SIGINT, and once the app is open run the worker beside them.

    The app is opened in the process that serves: this one only looks after it, and loads as little as it can.
    """
    from forum import logs
    from forum.streams.server import Server

    logging.basicConfig(handlers=[logs.UntilThen()], level=logging.WARNING)
    started: list[subprocess.Popen[bytes]] = []
    beside = (lambda: started.append(start_worker())) if with_worker else (lambda: None)
    server = Server(f"{host}:{port}", threads, lambda: opened(open_app), beside)
    try:
        is_open = server.serve()
    finally:
        for each in started:
            stop(each)
    if not is_open:
        raise SystemExit(2)


def opened(open_app: Callable[[], Any]) -> Any:
    """The app; None when it cannot be opened, after one line that says why."""
    from forum import logs

    try:
        app = open_app()
        allow_files(app.extensions["settings"].streams + 1000)
        logs.begin(app.extensions["settings"])
        return app
    except Exception as error:
        if (words := explained(error)) is None:
            raise
        say(words)
        return None


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


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a child process: asked first, then made."""
    if process.poll() is not None:
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
    queue.is_ending.set()
    end_watch()
    consumer.stop(graceful=True)


commands = [serve, worker]
