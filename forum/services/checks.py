"""The quick checks: settings, secrets, database, disk, clock, worker, deliveries, mail, backups and wishes to leave."""

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import keys, schema, settings, times
from forum.extensions import db
from forum.models import Erasure, Event
from forum.services import deliveries, heartbeats, mailing
from forum.services.checkup import Check, Finding

MB = 1 << 20
AWAY = timedelta(minutes=3)  # the sweep comes every minute
OLD = timedelta(days=7)
SKEW = timedelta(seconds=30)


def base_url(instant: datetime) -> Iterator[Finding]:
    """Links in mails and secure cookies follow BASE_URL."""
    own = settings.current()
    parts = urlsplit(own.base_url)
    if own.is_demo:
        yield Finding("settings", "ok", _("This is the demo."))
    elif parts.scheme != "https" or parts.hostname in ("localhost", "127.0.0.1", "::1"):
        words = _("Mails link to %(address)s, and cookies go unencrypted.", address=own.base_url)
        yield Finding("settings", "warn", words, _("Set FRONTPORCH_BASE_URL to the public https address."))
    elif own.proxies == 0:
        words = _("BASE_URL is https, but no proxy is expected: limits take all visitors for one.")
        yield Finding("settings", "warn", words, _("Set FRONTPORCH_PROXIES to how many stand in front."))
    else:
        yield Finding("settings", "ok", _("Served as %(address)s.", address=own.base_url))


def secrets(instant: datetime) -> Iterator[Finding]:
    """Secrets in files are for their owner only."""
    folder = settings.current().data_dir
    found = [folder / name for name in (keys.SECRET_KEY, keys.SEAL_KEYS) if (folder / name).exists()]
    open_ones = [path.name for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        words = _("Others may read %(names)s.", names=", ".join(open_ones))
        yield Finding("secrets", "bad", words, _("chmod 600 these files in DATA_DIR."))
    else:
        yield Finding("secrets", "ok", _("Secrets are for their owner only."))


def database(instant: datetime) -> Iterator[Finding]:
    """The database is there, and new enough."""
    if schema.is_current():
        yield Finding("database", "ok", _("%(kind)s, at the newest version.", kind=db.engine.dialect.name))
    else:
        words = _("The database is not at the newest version.")
        yield Finding("database", "bad", words, "frontporch db upgrade")


def disk(instant: datetime) -> Iterator[Finding]:
    """There is room for what comes."""
    usage = shutil.disk_usage(settings.current().data_dir)
    words = _("%(free)s MB are free in DATA_DIR.", free=usage.free // MB)
    advice = _("Make room: a full disk refuses every post.")
    if usage.free < 100 * MB:
        yield Finding("disk", "bad", words, advice)
    elif usage.free < 1024 * MB or usage.free < usage.total * 0.03:
        yield Finding("disk", "warn", words, advice)
    else:
        yield Finding("disk", "ok", words)


def clock(instant: datetime) -> Iterator[Finding]:
    """This machine's clock agrees with the database's, and nothing happened in the future."""
    latest = db.session.scalar(select(Event.at).order_by(Event.id.desc()).limit(1))
    theirs: Any = instant if db.engine.dialect.name == "sqlite" else db.session.scalar(select(func.clock_timestamp()))
    ahead = max(abs(theirs - instant), (latest or instant) - instant)
    if ahead > SKEW:
        words = _("Clocks differ by %(time)s.", time=times.span(ahead))
        yield Finding("clock", "warn", words, _("Let the machines keep time by NTP."))
    else:
        yield Finding("clock", "ok", _("Clocks agree."))


def worker(instant: datetime) -> Iterator[Finding]:
    """The worker swept a moment ago."""
    at = heartbeats.last(heartbeats.SWEEP)
    if at is None or instant - at > AWAY:
        since = _("never") if at is None else _("%(time)s ago", time=times.span(instant - at))
        yield Finding("worker", "bad", _("The worker last swept: %(since)s.", since=since), "frontporch worker")
    else:
        yield Finding("worker", "ok", _("The worker is at work."))


def owed(instant: datetime) -> Iterator[Finding]:
    """Events reach their listeners."""
    counts, since = deliveries.backlog(), deliveries.waits_since()
    words = _("Deliveries: %(open)d open, %(failing)d failing, %(dead)d given up.", **counts)
    is_late = since is not None and instant - since > AWAY
    state = "bad" if is_late else "warn" if counts["dead"] or counts["failing"] else "ok"
    yield Finding("deliveries", state, words, "" if state == "ok" else _("Look at /admin/deliveries."))  # type: ignore[arg-type]


def mail(instant: datetime) -> Iterator[Finding]:
    """Mail goes out."""
    counts = mailing.backlog()
    if not settings.current().mail_url:
        words = _("No mail server is set: %(waiting)d mails are kept for admins.", **counts)
        yield Finding("mail", "warn", words, _("Set FRONTPORCH_MAIL_URL."))
    elif counts["dead"] or counts["waiting"] > 100:
        words = _("Mail: %(waiting)d waiting, %(dead)d given up.", **counts)
        yield Finding("mail", "warn", words, _("Look at /admin/mail for what the server says."))
    else:
        yield Finding("mail", "ok", _("Mail: %(waiting)d waiting.", **counts))


def backups(instant: datetime) -> Iterator[Finding]:
    """A backup was taken lately, by our own command."""
    at = heartbeats.last(heartbeats.BACKUP)
    if at is None or instant - at > OLD:
        since = _("never") if at is None else _("%(time)s ago", time=times.span(instant - at))
        yield Finding("backup", "warn", _("Last backup: %(since)s.", since=since), "frontporch backup FILE")
    else:
        yield Finding("backup", "ok", _("Last backup: %(time)s ago.", time=times.span(instant - at)))


def leaving(instant: datetime) -> Iterator[Finding]:
    """Who wants to leave is gone when the time has come."""
    late = select(func.count()).where(Erasure.done_at.is_(None), Erasure.due_at < instant - timedelta(hours=1))
    count = db.session.scalar(late) or 0
    if count:
        words = _("%(count)d accounts should have been erased.", count=count)
        yield Finding("erasures", "bad", words, "frontporch worker")


QUICK: dict[str, Check] = {
    "settings": base_url,
    "secrets": secrets,
    "database": database,
    "disk": disk,
    "clock": clock,
    "worker": worker,
    "deliveries": owed,
    "mail": mail,
    "backup": backups,
    "erasures": leaving,
}
