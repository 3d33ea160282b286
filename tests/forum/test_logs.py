"""The log: enough to see what broke and where, and nothing of what people wrote, are called or carry with them."""

import io
import json
import logging
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from forum import logs
from tests import routes
from tests.stage import SECRETS, build

PRIVATE = (
    "mara@example.org",
    "+44 20 7946 0958",
    "198.51.100.77",
    "4242 4242 4242 4242",
    "WzMsMTc5NTY4OTAwMCwiZmE1NmMi",
)


@pytest.fixture
def log():
    """A logger of our own whose lines come as JSON; call it for what was written so far."""
    stream, logger = io.StringIO(), logging.Logger("frontporch.test")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Lines(is_json=True))
    logger.addHandler(handler)
    logger.lines = lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    return logger


def broken(error: Exception):
    """What logging hands over in the middle of an exception."""
    try:
        raise error
    except Exception as caught:
        return caught


def test_facts_stand_as_they_are(log):
    logs.note(log, "request", route="/people/<name>", status=200, user=7)
    (line,) = log.lines()
    assert line["what"] == "request"
    assert (line["route"], line["status"], line["user"], line["level"]) == ("/people/<name>", 200, 7, "info")


@pytest.mark.parametrize("word", PRIVATE)
def test_what_others_write_into_the_log_is_scrubbed(log, word):
    log.warning(
        "Invalid request from %s: %s", word, f"write to {word} about it, or see /reset?a={word.replace(' ', '')}"
    )
    (line,) = log.lines()
    assert word not in json.dumps(line)
    assert line["what"].startswith("Invalid request")


def test_the_servers_own_lines_bear_no_addresses(log):
    log.warning("Invalid request from ip=198.51.100.77: %s", "Invalid HTTP Version: '/x?mail=a@example.org'")
    (line,) = log.lines()
    assert not [word for word in ("198.51", "example.org") if word in line["what"]]


def test_an_error_is_told_without_its_words_and_with_its_place(log):
    log.error("it broke: %s", ValueError("qxwordsqx"), exc_info=broken(KeyError("qxkeyqx")))
    (line,) = log.lines()
    assert (line["what"], line["error"]) == ("it broke: ValueError", "KeyError")
    assert line["where"][-1].endswith(" broken")
    assert "qx" not in json.dumps(line)


def test_the_systems_own_words_stay(log):
    log.error("%s", OSError(28, "No space left on device", "qxfileqx"))
    log.error(
        "%s", OperationalError("SELECT qxsqlqx", {"a": "qxvalueqx"}, sqlite3.OperationalError("database is locked"))
    )
    log.error("%s", IntegrityError("INSERT", {}, sqlite3.IntegrityError("Key (email)=(qxmailqx) exists")))
    assert [line["what"] for line in log.lines()] == [
        "OSError: No space left on device",
        "OperationalError: database is locked",
        "IntegrityError (IntegrityError)",
    ]


def test_a_line_for_people_is_one_line(log):
    log.handlers[0].setFormatter(logs.Lines(is_json=False))
    stream = log.handlers[0].stream
    log.error("two\nlines", exc_info=broken(ValueError("x\ny")))
    logs.note(log, "request", status=200)
    first, second = stream.getvalue().splitlines()
    assert "error frontporch.test: two lines error=ValueError" in first
    assert second.endswith("info frontporch.test: request status=200")


@pytest.mark.slow
def test_whatever_anybody_does_nothing_private_is_logged(cast, monkeypatch):
    """Every route with every secret in place, and with views that break on them."""
    stage = build(cast)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Lines(is_json=True))
    loggers = [logging.getLogger(name) for name in ("forum", "frontporch.requests")]
    for logger in loggers:
        monkeypatch.setattr(logger, "handlers", [handler])
        monkeypatch.setattr(logger, "level", logging.INFO)
        logger.manager._clear_cache()
    cast.app.testing, cast.app.config["PROPAGATE_EXCEPTIONS"] = False, False

    def breaks(*given, **more):
        raise RuntimeError(" ".join(SECRETS))

    for who in ("mara", "sol"):
        for row in routes.ROWS:
            routes.send(cast.visit(who), stage, row, headers={"X-Forwarded-For": "198.51.100.77"})
    monkeypatch.setattr("forum.services.searching.search", breaks)
    assert cast.visit("mara").get("/search?q=qxqueryqx").status_code == 500
    cast.work()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {line["route"] for line in lines if line["what"] == "request"} >= {
        "/people/<name>",
        "/reset/<token>",
        "/search",
    }
    assert [line["error"] for line in lines if line["level"] == "error"] == ["RuntimeError"]
    secrets = [word for word in SECRETS if not word.startswith("/")]  # a route is no secret, its token is
    words = [*secrets, "qxqueryqx", "198.51.100.77", "mara", "theo", "newcomer", "a long password", "forged", "Mozilla"]
    found = [word for word in words if word in stream.getvalue()]
    assert not found
