"""Is all well: each check says ok, warn or bad in one sentence, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import current_app

from forum.extensions import db
from forum.logs import described

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: which thing, how it is, in words, and what to do where it is not well."""

    name: str
    state: State
    words: str
    advice: str = ""


Check = Callable[[datetime], Iterable[Finding]]


class Checkup:
    """The checks of one app. Quick ones take a few statements; thorough ones look at everything there is."""

    def __init__(self) -> None:
        self.quick: dict[str, Check] = {}
        self.thorough: dict[str, Check] = {}

    def findings(self, instant: datetime, is_thorough: bool) -> Iterator[Finding]:
        """What each check finds at this instant. Without a database that can be read the rest has nothing to say."""
        for name, check in (self.quick | (self.thorough if is_thorough else {})).items():
            found = _found(name, check, instant)
            yield from found
            if name == "database" and worst(found) == "bad":
                return


def _found(name: str, check: Check, instant: datetime) -> list[Finding]:
    """What this check finds; one that fails has found something bad."""
    try:
        return list(check(instant))
    except Exception as error:
        db.session.rollback()
        return [Finding(name, "bad", described(error), "This check itself failed.")]


def checkup() -> Checkup:
    """The checks of the running app."""
    found: Checkup = current_app.extensions["checkup"]
    return found


def worst(findings: Iterable[Finding]) -> State:
    """The worst state among them."""
    states = {finding.state for finding in findings}
    return "bad" if "bad" in states else "warn" if "warn" in states else "ok"
