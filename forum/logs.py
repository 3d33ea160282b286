"""The log: a line a happening, as JSON or for people, in which nothing personal stands whatever it was given."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forum.settings import Settings

REQUESTS = logging.getLogger("frontporch.requests")
_ROOT = str(Path(__file__).resolve().parent.parent)
_FRAMES = 12
_QUERY = re.compile(r"\?\S+")
_TOKEN = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")  # letters and digits that go on and on: a key, a link
_OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def begin(settings: Settings) -> None:
    """Write the log of this process to stderr: what a server, worker or supervisor collects. For long-lived ones."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(settings.log_format == "json"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("frontporch").setLevel(logging.WARNING if settings.is_demo else logging.INFO)
    for name in ("gunicorn.error", "huey", "forum"):  # they bring handlers of their own, with all that they were told
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


class UntilThen(logging.Handler):
    """Stands in for the log of a process that has hardly ever something to say: begins it with the first line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Begin, and write the line."""
        from forum.settings import load

        try:
            begin(load())
            logging.getLogger(record.name).handle(record)
        except Exception:
            self.handleError(record)


def note(logger: logging.Logger, what: str, **facts: object) -> None:
    """One line about something that is no fault, with its facts."""
    logger.info(what, extra={"facts": facts})


class Lines(logging.Formatter):
    """A record as one line. Facts are our own words and numbers; all else is scrubbed."""

    def __init__(self, is_json: bool) -> None:
        super().__init__()
        self._is_json = is_json

    def format(self, record: logging.LogRecord) -> str:
        """The line: JSON, or `instant level from: what name=value`."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        told = {"at": at, "level": record.levelname.lower(), "from": record.name}
        found = told | {"what": _words(record), **facts, **_fault(record)}
        if self._is_json:
            return json.dumps(found, ensure_ascii=False, default=str)
        rest = " ".join(f"{name}={value}" for name, value in found.items() if name not in (*told, "what"))
        return f"{at} {found['level']} {record.name}: {found['what']} {rest}".rstrip()


def _words(record: logging.LogRecord) -> str:
    """The message without what it should not have been given."""
    if isinstance(record.args, Mapping):
        args: Any = {name: _said(value) for name, value in record.args.items()}
    else:
        args = tuple(_said(value) for value in record.args or ())
    try:
        words = str(record.msg) % args if args else str(_said(record.msg))
    except (TypeError, ValueError):
        words = str(record.msg)
    return scrubbed(" ".join(words.split())) if not hasattr(record, "facts") else words


def _said(value: Any) -> Any:
    return described(value) if isinstance(value, BaseException) else value


def scrubbed(words: str) -> str:
    """Words with queries, tokens and personal data taken out: the last guard, for what others wrote into the log."""
    from forum import redaction  # not before there is something to write: the web's small process never does

    return redaction.mask(_TOKEN.sub("[token hidden]", _QUERY.sub("?…", words[:4000]))).text


def described(error: BaseException) -> str:
    """What an error is, without its words: those may hold what somebody wrote. Only the system's own words stay."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    name = type(error).__name__
    if isinstance(error, DBAPIError):
        words = str(error.orig).splitlines() if isinstance(error, OperationalError) and error.orig else []
        return scrubbed(f"{name}: {words[0]}") if words else f"{name} ({type(error.orig).__name__})"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def _fault(record: logging.LogRecord) -> dict[str, object]:
    """The error of a record and where it came from: files, lines and functions, no values."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename.removeprefix(_ROOT).lstrip('/')}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    because: dict[str, object] = {"cause": described(cause)} if cause else {}
    return {"error": described(error), "where": where, **because}
