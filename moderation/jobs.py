"""What the staff side does every minute: unanswered questions go to staff, unanswered alarms to the next on duty."""

from flask import Flask

from forum.database import now
from forum.extensions import db
from moderation.services import alarms, clocks


def init_app(app: Flask) -> None:
    """Add the staff side's chores to the timetable of the app."""
    app.extensions["jobs"].every_few_seconds(call_next)
    app.extensions["jobs"].every_minute(hand_over)


def call_next() -> None:
    """Call the next about alarms that nobody acknowledged, in small transactions."""
    at = now()
    while alarms.fall_through(at):
        db.session.commit()


def hand_over() -> None:
    """Open a case for each question whose time with peers is over, in small transactions: nobody waits long."""
    at = now()
    while clocks.hand_over(at):
        db.session.commit()
