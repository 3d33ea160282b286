"""Commands that keep what people wrote: a backup while others write, its way back, and whether all is well."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forum.cli import Porch, output, pass_porch

if TYPE_CHECKING:
    from forum.services.archives import Archive
    from forum.settings import Settings

file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=file)
@click.option("--with-secrets", "has_secrets", is_flag=True, help="Put the secret key and the seal keys in, too.")
@click.option("--force", "is_forced", is_flag=True, help="Replace FILE when it is there.")
@output.as_json
@pass_porch
def backup(porch: Porch, file: Path, has_secrets: bool, is_forced: bool, is_json: bool) -> None:
    """Write the whole database to FILE as it is now, while servers and workers go on.

    FILE holds all that people wrote, addresses and password hashes too; only its owner may read it (mode 0600).
    """
    from forum.services import backups

    start = time.monotonic()
    if not file.parent.is_dir():
        raise click.ClickException(f"{file.parent}: there is no such folder")
    with porch.shared().app_context(), _told(file):
        archive = backups.take(file, has_secrets, is_forced)
        _note()
    _show(archive, is_json, start)
    if not has_secrets:
        click.echo(_WITHOUT_SECRETS, err=True)


_WITHOUT_SECRETS = (
    "the secret key and the seal keys are not in it, and sealed originals cannot be read without the latter: keep"
    " DATA_DIR/secret_key and seal_key (or what the settings give) at another safe place, or say --with-secrets"
)


def _note() -> None:
    """Remember when the last backup was. One of an older version, before an upgrade, has no place for that."""
    from sqlalchemy.exc import DatabaseError

    from forum.extensions import db
    from forum.services import heartbeats

    with contextlib.suppress(DatabaseError):
        heartbeats.beat(heartbeats.BACKUP)
        db.session.commit()


@click.command()
@click.argument("file", type=file)
@click.option("--check", "is_check", is_flag=True, help="Only look whether FILE is whole and can be taken back.")
@click.option("--force", "is_forced", is_flag=True, help="Replace a database that is not empty; it is kept beside.")
@output.as_json
@pass_porch
def restore(porch: Porch, file: Path, is_check: bool, is_forced: bool, is_json: bool) -> None:
    """Take the backup in FILE back, from SQLite or PostgreSQL into either, and make the search indexes anew.

    Nothing is replaced before all of it is there and fits together. Servers and workers must not run.
    """
    from forum.services import backups

    start = time.monotonic()
    with _told(file), porch.app.app_context():
        archive = backups.opened(file)
    if is_check:
        return _show(archive, is_json, start)
    with _told(file):
        kept = _replaced(porch, archive, is_forced)
    with porch.app.app_context():
        from forum.services import index_care

        state = index_care.rebuild()
    _show(archive, is_json, start, indexed=state["documents"], kept_before=kept)
    return None


def _replaced(porch: Porch, archive: Archive, is_forced: bool) -> str:
    """Build the database beside the old one, then change their places; says where the old one is kept."""
    from forum import database, occupancy
    from forum.extensions import db
    from forum.services import backups, targets

    settings: Settings = porch.app.extensions["settings"]
    with occupancy.alone(settings.data_dir):
        target = targets.of(settings.database_url)
        is_free = target.is_free(backups.OWNED)
        if not is_free and not is_forced:
            raise click.ClickException("the database is not empty: say --force to replace it (it is kept beside)")
        _refuse_without_room(settings, archive)
        with porch.another(database_url=target.incoming()).app_context():
            backups.put_back(archive)
            db.session.remove()
            db.engine.dispose()
        kept = target.replace(database.now())
        _keep_secrets(settings, backups.secrets_of(archive), archive)
        return kept


def _refuse_without_room(settings: Settings, archive: Archive) -> None:
    import shutil

    free = shutil.disk_usage(settings.data_dir).free
    if settings.database_url.startswith("sqlite") and archive.size * 2 > free:
        raise click.ClickException(f"it needs some {archive.size >> 19} MB on the disk, and {free >> 20} MB are free")


def _keep_secrets(settings: Settings, secrets: tuple[str, str] | None, archive: Archive) -> None:
    """Put the secrets of a backup where this instance keeps its own; seal keys come behind those that are there."""
    from forum import keys
    from forum.services import backups

    if secrets and settings.is_in_data_dir:
        keys.keep(settings.data_dir / keys.SECRET_KEY, secrets[0])
        seal_keys = dict.fromkeys([*secrets[1].split(","), *settings.seal_keys])
        keys.keep(settings.data_dir / keys.SEAL_KEYS, ",".join(seal_keys))
    elif set(archive.manifest["seal_keys"]) - set(backups.fingerprints(settings.seal_keys)):
        click.echo(
            "sealed originals in it need seal keys that are not here: add them to FRONTPORCH_SEAL_KEYS", err=True
        )


@click.command()
@output.as_json
@pass_porch
def doctor(porch: Porch, is_json: bool) -> int:
    """Look whether all is well, and say what to do where it is not; exits 1 when something is bad."""
    from dataclasses import asdict

    from forum.database import now
    from forum.services import checkup

    with porch.shared().app_context():
        found = list(checkup.checkup().findings(now(), is_thorough=True))
    state = checkup.worst(found)
    if is_json:
        output.show({"state": state, "checks": [asdict(finding) for finding in found]}, is_json)
    else:
        for finding in found:
            advice = f"  -> {finding.advice}" if finding.advice else ""
            click.echo(f"{finding.state:5} {finding.name:12} {finding.words}{advice}")
    return 1 if state == "bad" else 0


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """What can be wrong with a backup, in one line."""
    from forum.occupancy import OccupiedError
    from forum.services.archives import DamagedError, TakenError
    from forum.services.backups import ForeignError
    from forum.services.targets import InUseError

    try:
        yield
    except (DamagedError, ForeignError) as error:
        raise click.ClickException(f"{path}: {error}") from error
    except (TakenError, OccupiedError, InUseError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or path}: {error.strerror or error}") from error


def _show(archive: Archive, is_json: bool, start: float, **more: Any) -> None:
    from forum.services import backups

    counts = backups.counts(archive)
    told = {name: archive.manifest[name] for name in ("created_at", "database", "last_event")}
    found = {"file": str(archive.path), "bytes": archive.path.stat().st_size, **told, **more}
    found |= {"has_secrets": backups.SECRETS in archive.manifest["members"], "rows": sum(counts.values())}
    output.show(found | {"tables": counts, "seconds": round(time.monotonic() - start, 2)}, is_json)


commands = [backup, restore, doctor]
