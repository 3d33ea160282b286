"""Commands that bring posts in from files, and tell what became of every message."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from forum.cli import Porch, output, pass_porch


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", "jsonl", "csv", "twcs"]),
    default="auto",
    show_default=True,
    help="How FILE is written; gzip is unpacked in any case.",
)
@click.option(
    "--map",
    "names",
    multiple=True,
    metavar="OURS=THEIRS,...",
    help="What our fields are called in FILE: text=body,author=user.",
)
@click.option("--channel", default="", metavar="NAME", help="The network of all posts, whatever FILE says.")
@click.option(
    "--brand",
    "handles",
    multiple=True,
    metavar="HANDLE",
    help="A handle that speaks for a brand; one that speaks for none yet gets a brand of its name. Repeatable.",
)
@click.option("--as-live", is_flag=True, help="Treat old posts as if they came now: they are triaged and raise cases.")
@output.as_json
@pass_porch
def import_file(
    porch: Porch,
    file: Path,
    kind: str,
    names: tuple[str, ...],
    channel: str,
    handles: tuple[str, ...],
    as_live: bool,
    is_json: bool,
) -> int:
    """Bring the posts of FILE in: JSON lines, CSV or twcs CSV, in any order, again and again.

    Exits 0 when FILE was read to the end (rejected lines are counted and kept in the ledger), 1 when it broke off and 2
    when nothing could be read.
    """
    from forum.app import commit
    from forum.channels.base import UnreadableError
    from forum.channels.files import open_posts
    from forum.services import imports

    try:
        posts = open_posts(file, kind, _pairs(names), channel)
    except UnreadableError as error:
        raise click.ClickException(str(error)) from error
    with posts, porch.ready().app_context(), _progress(posts.size) as watch:
        counts = imports.read_in(posts, commit, handles, as_live, watch)
    output.show(counts, is_json)
    if "broke_off" not in counts:
        return 0
    click.echo(f"frontporch: {file}: {counts['broke_off']}; all before is kept and counted", err=True)
    return 1


def _pairs(names: tuple[str, ...]) -> dict[str, str]:
    pairs = [pair.partition("=") for each in names for pair in each.split(",") if pair.strip()]
    if any(not ours.strip() or not theirs.strip() for ours, _, theirs in pairs):
        raise click.ClickException("--map: say it as text=body,author=user")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], object] | None]:
    """A bar on stderr while somebody looks; gives what moves it, called with the bytes read so far."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=size, label="Importing", file=sys.stderr) as bar:
        yield lambda position: bar.update(position - bar.pos)


@click.command()
@click.option("--channel", default="", metavar="NAME", help="Only this network.")
@output.as_json
@pass_porch
def ledger(porch: Porch, channel: str, is_json: bool) -> int:
    """Tell what became of every message of every import; exits 1 when it does not balance."""
    from forum.services import ledger as entries

    with porch.ready().app_context():
        found: dict[str, Any] = entries.totals(channel.strip().lower())
        amiss = {name: count for name, count in entries.imbalances(channel.strip().lower()).items() if count}
    output.show(found, is_json)
    if amiss:
        click.echo(f"frontporch: the ledger does not balance: {amiss}", err=True)
    return 0 if found["balanced"] else 1


commands = [import_file, ledger]
