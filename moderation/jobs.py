"""What the staff side does every minute: questions that nobody answered go to staff."""

from flask import Flask

from forum.database import now
from forum.extensions import db
from moderation.services import clocks


def init_app(app: Flask) -> None:
    """Add the staff side's chores to the timetable of the app."""
    app.extensions["jobs"].every_minute(hand_over)


def hand_over() -> None:
    """Open a case for each question whose time with peers is over, in small transactions: nobody waits long."""
    at = now()
    while clocks.hand_over(at):
        db.session.commit()
