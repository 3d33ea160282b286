"""How the desk says things: levels of risk, due times, why a case is here, and what was done about it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import format_date, format_datetime, format_time, format_timedelta, to_user_timezone
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup, escape

from forum.database import now
from forum.times import span
from moderation.services import claims

SOON = timedelta(hours=1)
SOME = 0.3
MONDAY = date(2024, 1, 1)
_MOST_CALLS = 6
_TAGS = re.compile(r"(<(?:[^>\"]|\"[^\"]*\")*>)")
_APOSTROPHE = "(?:&#39;|['\u2019\u2018\u02bc\u00b4`])"


def level(case: Any) -> str:
    """A case's risk in a word."""
    if case.urgency == 0:
        return _("high")
    return _("some") if case.risk >= SOME else _("low")


def figure(case: Any) -> int:
    """A case's risk from 0 to 100."""
    return round(case.risk * 100)


def dueness(case: Any) -> str:
    """late, soon, ok, or met where no clock runs: the last part of a class name."""
    if case.state != "open":
        return "met"
    left = case.due_at - now()
    return "late" if left < timedelta(0) else "soon" if left < SOON else "ok"


def due(case: Any) -> str:
    """A case's clock in words: how late it is, how long there is, or why no clock runs."""
    if case.state == "resolved":
        return _("resolved")
    if case.state == "pending":
        return _("answered")
    left = case.due_at - now()
    if left < timedelta(0):
        return _("%(time)s late", time=span(-left))
    return format_timedelta(max(left, timedelta(minutes=1)), add_direction=True)


def stage(case: Any) -> str:
    """What else one must know of a case at a glance."""
    if case.escalated_at is not None:
        return _("escalated")
    return ""


def why(case: Any) -> str:
    """Why a case is here, beside the reasons found in its words."""
    return {
        "risk": _("could do harm"),
        "unanswered": _("nobody answered in time"),
        "wrote": _("the customer wrote again"),
        "flagged": _("reported by readers"),
        "appealed": _("an author asks for another look"),
    }.get(case.opened_because, case.opened_because)


def held(case: Any) -> str:
    """Who has a case: mine, another's or nobody's; claims that were left idle are nobody's."""
    found = claims.holder_id(case, now())
    return "nobody" if found is None else "mine" if found == current_user.id else "other"


def clock(at: datetime) -> str:
    """The minute, with the day where that was not today."""
    local = to_user_timezone(at)
    minute = format_time(local, "HH:mm", rebase=False)
    is_today = local.date() == to_user_timezone(now()).date()
    return minute if is_today else f"{format_date(local, 'd MMM', rebase=False)} {minute}"


def act(row: Any) -> str:
    """One line of a history as a sentence."""
    who = row.by_name or _("somebody")
    by_system = _system_act(row)
    if row.by_name is None and by_system:
        return by_system
    return {
        "claimed": _("%(who)s claimed it", who=who),
        "released": _("%(who)s released it", who=who),
        "noted": _("%(who)s left a note", who=who),
        "replied": _("%(who)s answered", who=who or row.author),
        "escalated": _("%(who)s escalated it to the admins", who=who),
        "returned": _("%(who)s gave it back to the moderators", who=who),
        "resolved": _("%(who)s resolved it", who=who),
        "reopened": _("%(who)s reopened it", who=who),
        "unsealed": _("%(who)s read a masked original", who=who),
        "unveiled": _("%(who)s looked who is behind a pseudonym", who=who),
        "hid": _("%(who)s hid a post", who=who),
        "showed": _("%(who)s showed a post again", who=who),
        "declined": _("%(who)s left a reported post as it is", who=who),
        "granted": _("%(who)s looked again and showed the post", who=who),
        "refused": _("%(who)s looked again and left the post hidden", who=who),
        "locked": _("%(who)s locked the thread", who=who),
        "unlocked": _("%(who)s opened the thread again", who=who),
        "moved": _("%(who)s moved the thread", who=who),
        "warned": _("%(who)s warned an author", who=who),
        "undone": _("%(who)s undid a bulk act", who=who),
    }.get(row.act, row.act)


def _system_act(row: Any) -> str | None:
    """What happened by itself; `author` wrote the post that caused it."""
    author = row.author or _("the customer")
    return {
        ("opened", "risk"): _("came in: it could do harm"),
        ("opened", "unanswered"): _("came in: nobody had answered in time"),
        ("raised", "risk"): _("the risk rose"),
        ("reopened", "risk"): _("reopened: the risk rose"),
        ("reopened", "wrote"): _("reopened: %(who)s wrote again", who=author),
        ("reopened", "unanswered"): _("reopened: the answer is gone"),
        ("opened", "flagged"): _("came in: readers reported a post"),
        ("opened", "appealed"): _("came in: an author asks for another look"),
        ("reopened", "flagged"): _("reopened: readers reported a post"),
        ("reopened", "appealed"): _("reopened: an author asks for another look"),
        ("flagged", ""): _("reported"),
        ("appealed", ""): _("an author asks for another look"),
        ("resolved", "settled"): _("closed: nothing is left to decide"),
        ("heard", ""): _("%(who)s wrote again", who=author),
        ("resolved", "answered"): _("closed: answered by %(who)s", who=author),
        ("resolved", "accepted"): _("closed: the answer by %(who)s solved it", who=author),
        ("resolved", "duplicate"): _("closed: it was asked before"),
        ("reopened", "duplicate"): _("reopened: it was not asked before after all"),
        ("resolved", "deleted"): _("closed: the question was taken back"),
    }.get((row.act, row.because))


def called(rows: list[Any]) -> str:
    """What became of one alarm: who was called when, and who answered. `rows` are its calls, oldest first."""
    told = [_called(row) for row in rows[:_MOST_CALLS]]
    if len(rows) > _MOST_CALLS:
        told.append(_("and again"))
    return ", ".join([*told, _answered(rows[0])])


def _called(row: Any) -> str:
    return _("%(name)s called %(minute)s", name=row.name, minute=clock(row.at))


def _answered(row: Any) -> str:
    if row.acknowledged_at is None:
        return _("no longer needed") if row.ended_at else _("nobody has answered")
    if row.acknowledged_by:
        return _("acknowledged by %(name)s %(minute)s", name=row.acknowledged_by, minute=clock(row.acknowledged_at))
    return _("acknowledged %(minute)s", minute=clock(row.acknowledged_at))


def weekly(shift: Any) -> str:
    """Hours of a shift: "Mon, Tue 22:00 to 06:00"."""
    days = [format_date(MONDAY.replace(day=MONDAY.day + day), "EEE") for day in range(7) if shift.days & 1 << day]
    hours = f"{shift.begins // 60:02}:{shift.begins % 60:02}", f"{shift.ends // 60:02}:{shift.ends % 60:02}"
    which = _("every day") if len(days) == len("1234567") else ", ".join(days)
    return _("%(days)s %(begins)s to %(ends)s", days=which, begins=hours[0], ends=hours[1])


def weekday(at: datetime) -> str:
    """The day of the week and the minute where the reader is: "Sat 22:00"."""
    return str(format_datetime(at, "EEE HH:mm"))


def weekday_name(at: datetime) -> str:
    """The day of the week where the reader is: "Sat"."""
    return str(format_date(to_user_timezone(at), "EEE", rebase=False))


def day(on: date) -> str:
    """A day as the reader's language writes it, with its weekday: "Fri, Dec 25, 2026"."""
    return str(format_date(on, "EEE, d MMM y", rebase=False))


def day_of(at: datetime) -> str:
    """The day where the reader is: "3 December 2026"."""
    return str(format_date(to_user_timezone(at), "d MMMM y", rebase=False))


def local_input(at: datetime) -> str:
    """An instant where the reader is, as a field for day and time takes it."""
    return str(to_user_timezone(at).strftime("%Y-%m-%dT%H:%M"))


def has_letters(word: str) -> bool:
    """Whether a reason's word was said; else it is a figure that was counted."""
    return any(letter.isalpha() for letter in word)


def marked(html: str, reasons: Iterable[dict[str, Any]]) -> Markup:
    """Rendered words with what gave reason for a case marked; only text between tags is touched."""
    words = {word for reason in reasons for word in reason["words"] if has_letters(word)}
    if not words:
        return Markup(html)  # noqa: S704 - cleaned when it was stored
    found = re.compile("|".join(map(_pattern, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    parts = _TAGS.split(html)
    shown = (part if part.startswith("<") else found.sub(_mark, part) for part in parts)
    return Markup("".join(shown))  # noqa: S704 - as clean as before: only <mark> was put around text


def _pattern(word: str) -> str:
    """The word as it may stand in HTML: any space between its parts, any kind of apostrophe."""
    spaced = r"\s+".join(re.escape(str(escape(part)).replace("&#39;", "'")) for part in word.split())
    return rf"(?<!\w){spaced.replace(chr(39), _APOSTROPHE)}(?!\w)"


def _mark(match: re.Match[str]) -> str:
    return f"<mark>{match[0]}</mark>"


FILTERS = {
    "level": level,
    "figure": figure,
    "dueness": dueness,
    "due": due,
    "stage": stage,
    "why": why,
    "held": held,
    "act": act,
    "clock": clock,
    "marked": marked,
    "has_letters": has_letters,
    "called": called,
    "weekly": weekly,
    "weekday": weekday,
    "day": day,
    "day_of": day_of,
    "local_input": local_input,
    "weekday_name": weekday_name,
}
