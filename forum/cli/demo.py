"""The command behind `make demo`: a town of its own in DATA_DIR/demo, served at once."""

import os
import shutil
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from forum.cli import Porch, pass_porch, serving
from forum.keys import DEMO_MARKER as MARKER

READY = "ready"
THEIRS = ("DATABASE_URL", "SEARCH_URL", "REDIS_URL", "MAIL_URL", "SECRET_KEY", "SEAL_KEYS", "TRUSTED_HOSTS", "PROXIES")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Throw the old town away and build it anew, ending now.")
@click.option("--build-only", is_flag=True, help="Build the town, then exit.")
@pass_porch
def demo(porch: Porch, host: str, port: int, fresh: bool, build_only: bool) -> None:
    """Bring up a small town to try everything in, on this machine only."""
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise click.ClickException(f"--host {host}: people sign in with one click here, so it is for loopback only")
    if not build_only:
        serving.refuse_taken_port(host, port)
    folder = _folder(fresh)
    _describe_to_children(folder, host, port)
    is_built = (folder / MARKER).read_text().strip() == READY
    if not is_built:
        _build(porch.ready(), folder)
    if build_only:
        porch.ready()
        return
    _greet(host, port)
    serving.run_web(porch.ready, host, port, 64, with_worker=True)


def _folder(fresh: bool) -> Path:
    """The demo's own folder, bearing its marker. Only a folder with the marker is ever deleted."""
    folder = Path(os.environ.get("FRONTPORCH_DATA_DIR", "instance")).resolve() / "demo"
    marker = folder / MARKER
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise click.ClickException(f"{folder} is not a demo folder (it has no {MARKER}): move it away first")
    if marker.exists() and (fresh or marker.read_text().strip() != READY):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not marker.exists():
        marker.write_text("being built")
    return folder


def _describe_to_children(folder: Path, host: str, port: int) -> None:
    """Set the environment of this process and of the worker: the demo has a database of its own, whatever is set."""
    for name in THEIRS:
        os.environ.pop(f"FRONTPORCH_{name}", None)
    os.environ["FRONTPORCH_DATA_DIR"] = str(folder)
    os.environ["FRONTPORCH_BASE_URL"] = f"http://{host}:{port}"
    os.environ["FRONTPORCH_COMPANY"] = "Lanternet"
    os.environ["FRONTPORCH_ADVOCATE_REPUTATION"] = "300"


def _build(app: Any, folder: Path) -> None:
    """Fill the empty database with the town, deliver what it caused, and note that it is whole."""
    from forum import demo as town_builder
    from forum.app import commit
    from forum.database import now
    from forum.services import deliveries

    start = time.monotonic()
    click.echo("Building the demo town ...", err=True)
    with app.app_context():
        town = town_builder.build(now())
        commit()
        town_builder.hear_networks(town, folder)
        deliveries.deliver_due()
        for package in app.extensions["packages"]:
            import_module(f"{package.__name__}.demo").build(town)
        commit()
        deliveries.deliver_due()
    (folder / MARKER).write_text(READY)
    click.echo(f"... built in {time.monotonic() - start:.0f} s", err=True)


def _greet(host: str, port: int) -> None:
    """Say where it is and who is there."""
    from forum.demo import told

    click.echo(f"\nFrontporch is at  http://{host}:{port}/   (Ctrl-C ends it)")
    click.echo(f"Sign in with one click at  http://{host}:{port}/login\n")
    for person in told("people")["person"]:
        if person.get("one_click"):
            click.echo(f"  {person['name']:8} {person['role']:10} {person.get('caption', '')}")
    click.echo("")


commands = [demo]
