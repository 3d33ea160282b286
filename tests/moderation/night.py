"""Short ways to tell of nights, for tests: shifts and holidays, minutes that strike, alarms as words."""

from datetime import UTC, datetime, timedelta
from typing import Any

SATURDAY = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
DANGER = "The plug got so hot that it burned my hand, there was smoke. My lawyer will hear of this."


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def shift(desk: Any, name: str = "", hours: str = "00:00-24:00", days: str = "0123456", **more: Any) -> int:
    """Put somebody of the cast, or an address, on duty at these hours; gives the shift's id."""
    from moderation.models import Shift
    from moderation.services import rota

    begins, ends = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
    bits = sum(1 << int(day) for day in days)
    with desk.at_work():
        made = Shift(
            days=bits, begins=begins, ends=ends, zone=more.pop("zone", "UTC"), rank=more.pop("rank", 1), **more
        )
        made.user_id = desk.cast.ids[name] if name else None
        rota.add_shift(made, desk.person("sol"))
        return int(made.id)


def minute(desk: Any, at: datetime) -> None:
    """Let the chore of every minute look at this instant."""
    from moderation.services import alarms

    with desk.at_work() as session:
        while alarms.fall_through(at):
            session.commit()


def minutes(desk: Any, since: datetime, count: int) -> None:
    """Let that many minutes strike, one after the other."""
    for number in range(count):
        minute(desk, since + timedelta(minutes=number))


def calls(desk: Any) -> list[tuple[int, str, datetime]]:
    """Every call so far: level, name, instant."""
    from sqlalchemy import select

    from moderation.models import AlarmCall

    with desk.at_work() as session:
        rows = session.scalars(select(AlarmCall).order_by(AlarmCall.id))
        return [(row.level, row.name, row.at) for row in rows]


def names(desk: Any) -> list[str]:
    return [name for _, name, _ in calls(desk)]


def alarm(desk: Any) -> Any:
    """The one alarm, detached."""
    from sqlalchemy import select

    from moderation.models import Alarm

    with desk.at_work() as session:
        return session.scalars(select(Alarm)).one()


def letters(desk: Any) -> list[Any]:
    """The mails that call somebody, oldest first."""
    from sqlalchemy import select

    from forum.models import OutgoingMail

    with desk.at_work() as session:
        return list(session.scalars(select(OutgoingMail).where(OutgoingMail.priority == 0).order_by(OutgoingMail.id)))


def link(desk: Any, number: int = -1) -> str:
    """The path of the link in one of these mails."""
    import re

    return str(re.search(r"(/acknowledgement/\S+)", letters(desk)[number].body)[1])
