"""The staff side: triage, cases with clocks, one queue, reports. It extends the forum and is never imported by it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # commands that only explain themselves, and the process above the web's, need not load the web
    from flask import Flask

VERSIONS = Path(__file__).resolve().parent / "migrations" / "versions"


def init_app(app: Flask) -> None:
    """Bind tables, listeners, pages, slots and chores of the staff side to a forum app."""
    from forum import schema
    from moderation import board, handlers, jobs, slots, views
    from moderation.services import checks, figures, personal, triage

    schema.add_versions(app, VERSIONS)
    app.extensions["listeners"].join(handlers.listeners)
    app.extensions["checkup"].quick |= checks.QUICK
    app.extensions["meters"].sources.append(figures.figures)
    app.extensions["personal"].update(personal.RULES)
    app.extensions["weigh"] = triage.weigh
    app.extensions["risk_of"] = triage.levels
    slots.fill(app)
    board.fill(app)
    views.register(app)
    jobs.init_app(app)
