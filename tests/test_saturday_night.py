"""A Saturday night: a storm of 5,000 posts, three of them dangerous, one moderator, and the hand-over on Monday."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from tests.moderation.conftest import Desk
from tests.moderation.night import utc

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
STORM_AT = utc("2026-11-28T23:00")
STORM, HOUR = 5_000, 60  # posts, in so many minutes
DANGERS = {
    701: "@lanternet the power brick of my router caught fire and burned my hand, we are at the hospital now",
    2_503: "@lanternet there was smoke and an electric shock from your adapter, my lawyer will be in touch",
    4_309: "@lanternet your charger melted and my daughter was burned. We will sue you and go to the press",
}
GRUMBLES = (
    "the internet is gone again in {place}, since {time} nothing works",
    "is it only me or is {place} offline? Orange light for {time}",
    "third evening without a film in {place}, restarted it {time} times",
    "my router in {place} blinks green and red, what does that mean after {time} minutes?",
    "when will {place} be back? I waited {time} minutes already",
)
PLACES = ("Bergen", "Porto", "Leeds", "Ghent", "Turin", "Lodz", "Graz", "Cork")
MINUTE = timedelta(minutes=1)


def storm() -> list[dict[str, Any]]:
    """The posts of one hour: neighbours answer nearly every question with the next post, and one in ten is left."""
    dice, posts = random.Random(28), []
    for number in range(STORM):
        at = STORM_AT + timedelta(seconds=number * HOUR * 60 / STORM)
        words = dice.choice(GRUMBLES).format(place=dice.choice(PLACES), time=dice.randint(2, 90))
        post = {
            "source": "twitter",
            "id": str(number),
            "author": f"p{dice.randint(1, 2500)}",
            "created_at": at.isoformat(),
        }
        is_reply = number % 2 == 1 and number % 20 != 1 and not {number, number - 1} & set(DANGERS)
        posts.append(post | {"text": DANGERS.get(number, words), "in_reply_to": str(number - 1) if is_reply else None})
    return posts


class Night:
    """The night as it passes: `clock` is what all of the product takes for now."""

    def __init__(self, desk: Desk, clock: Any, folder: Any) -> None:
        self.desk, self.clock, self.folder = desk, clock, folder

    def pass_minute(self, at: datetime, posts: list[dict[str, Any]]) -> None:
        """What came in within this minute is imported; the worker does its part of it, and its chores."""
        from forum.jobs import timetable
        from forum.models.event import OUTWARD, URGENT
        from forum.services import deliveries

        self.clock.move_to(at)
        if posts:
            self.bring(posts)
        with self.desk.app.app_context():
            deliveries.run_chores(timetable().urgent)
            deliveries.deliver_due(lanes=(URGENT, OUTWARD))

    def bring(self, posts: list[dict[str, Any]]) -> None:
        from tests.forum.imported import bring

        bring(self.desk.app, self.folder, posts, as_live=True)

    def rows(self, query: Any) -> list[Any]:
        with self.desk.at_work() as session:
            return list(session.execute(query))

    def alarms(self) -> dict[str, tuple[datetime, list[tuple[str, datetime]]]]:
        """By id of the post: when it was written, and who was called about it when."""
        from forum.models import Origin, Post
        from moderation.models import Alarm, AlarmCall, Case

        query = select(Origin.external_id, Post.created_at, AlarmCall.name, AlarmCall.at).select_from(AlarmCall)
        query = query.join(Alarm, Alarm.id == AlarmCall.alarm_id).join(Case, Case.id == Alarm.case_id)
        query = query.join(Post, (Post.thread_id == Case.thread_id) & (Post.kind == "question"))
        query = query.join(Origin, Origin.post_id == Post.id).order_by(AlarmCall.id)
        told: dict[str, tuple[datetime, list[tuple[str, datetime]]]] = {}
        for key, written_at, name, at in self.rows(query):
            told.setdefault(key, (written_at, []))[1].append((name, at))
        return told

    def thread(self, number: int) -> int:
        from forum.models import Origin

        return int(self.rows(select(Origin.thread_id).where(Origin.external_id == str(number)))[0][0])


@pytest.fixture
def night(app: Any, cast: Any, tmp_path: Any) -> Any:
    """Omar has the night, and is asleep at first; priya is second; ines has Monday, and had Friday."""
    from tests.moderation.night import shift

    desk = Desk(app, cast)
    with time_machine.travel(STORM_AT - MINUTE, tick=False) as clock:
        shift(desk, "omar", "22:00-08:00", "5", rank=1)
        shift(desk, "priya", "22:00-08:00", "5", rank=2)
        shift(desk, "ines", "08:00-16:00", "04")
        shift(desk, "omar", "16:00-22:00", "0")
        yield Night(desk, clock, tmp_path)


def test_a_saturday_night(night: Night):
    from moderation.services import casework

    desk, posts = night.desk, storm()
    answered_at = {701: STORM_AT + 20 * MINUTE, 2_503: STORM_AT + 32 * MINUTE, 4_309: STORM_AT + 53 * MINUTE}
    for minute in range(HOUR + 1):
        at = STORM_AT + (minute + 1) * MINUTE - timedelta(seconds=1)
        night.pass_minute(
            at, [post for post in posts if minute * MINUTE <= utc_of(post) - STORM_AT < (minute + 1) * MINUTE]
        )
        for number, when in answered_at.items():
            if at - MINUTE < when <= at:
                _answer(night, number)

    # The three, and only they, called somebody within a minute of being written.
    told = night.alarms()
    assert set(told) == {str(number) for number in DANGERS}
    for written_at, calls in told.values():
        assert calls[0][0] == "omar"
        assert timedelta(0) <= calls[0][1] - written_at <= MINUTE
    # Nobody answered the first: after five minutes it fell through to priya, then to everybody; the others omar took.
    first = [(name, (at - told["701"][1][0][1]) // MINUTE) for name, at in told["701"][1]]
    assert first == [("omar", 0), ("priya", 5), ("omar", 10), ("priya", 10), ("sol", 10)]
    assert [name for name, _ in told["2503"][1]] == [name for name, _ in told["4309"][1]] == ["omar"]

    # Omar works through the night on his own: one is answered and done with, one goes to the admins, one is left.
    night.clock.move_to(STORM_AT + timedelta(hours=1, minutes=10))
    desk.act(night.thread(701), casework.reply, "omar", "Please unplug it. We call you within the hour.")
    desk.act(night.thread(701), casework.resolve, "omar", "Called; the hand is treated, a new one is on its way.")
    desk.act(night.thread(2_503), casework.escalate, "omar", "A lawyer: legal must answer.")
    omar = desk.cast.visit("omar")
    assert (
        omar.post("/moderation/handover/notes", data={"body": "All three have the same adapter, batch 7."}).status_code
        == 303
    )

    # On Monday at eight ines sees what is left: by then the peers' two hours are over for all that nobody answered.
    night.clock.move_to(utc("2026-11-30T08:05"))
    _sweep(night)
    _check_monday(night)


def utc_of(post: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(post["created_at"])


def _answer(night: Night, number: int) -> None:
    """Somebody says that they have it, by the link in the mail."""
    from forum.models import OutgoingMail
    from moderation.models import Alarm, AlarmCall, Case
    from moderation.services import alarm_letters

    call = select(AlarmCall.id).join(Alarm, Alarm.id == AlarmCall.alarm_id).join(Case, Case.id == Alarm.case_id)
    call_id = night.rows(call.where(Case.thread_id == night.thread(number)).order_by(AlarmCall.id).limit(1))[0][0]
    with night.desk.app.app_context():
        path = f"/acknowledgement/{alarm_letters.token(call_id)}"
    assert night.rows(select(OutgoingMail.id).where(OutgoingMail.body.contains(path)))
    assert night.desk.cast.visit().post(path).status_code == 303


def _sweep(night: Night) -> None:
    """The worker's minute: clocks hand over what nobody answered."""
    from forum.jobs import timetable
    from forum.models.event import OUTWARD, URGENT
    from forum.services import deliveries

    with night.desk.app.app_context():
        deliveries.run_chores(timetable().chores)
        deliveries.deliver_due(lanes=(URGENT, OUTWARD))


def _check_monday(night: Night) -> None:
    from forum.models import Thread
    from moderation.models import Case, CaseAct
    from moderation.services import handover, rota

    desk = night.desk
    is_open = night.rows(select(Case.id, Case.thread_id).where(Case.state == "open"))
    unanswered = night.rows(
        select(func.count()).select_from(Thread).where(Thread.kind == "question", Thread.answer_count == 0)
    )
    with desk.at_work():
        seen = handover.period(rota.load(), desk.cast.ines, utc("2026-11-30T08:05"))
        counts = handover.counts(seen)
    assert (seen.since, seen.until) == (utc("2026-11-27T16:00"), utc("2026-11-30T16:00"))
    dangers_left = {night.thread(2_503), night.thread(4_309)}
    assert dangers_left <= {row.thread_id for row in is_open}
    assert night.thread(701) not in {row.thread_id for row in is_open}
    assert counts["left"] == counts["due"] == len(is_open) == unanswered[0][0]
    opened = night.rows(select(func.count()).select_from(CaseAct).where(CaseAct.act == "opened"))[0][0]
    assert (counts["opened"], counts["alarms"]) == (opened, 3)
    assert (counts["escalated"], counts["resolved"]) == (1, 1)
    page = desk.cast.visit("ines").get("/moderation/handover").text
    assert "Since your last shift, Fri 16:00" in page
    assert "All three have the same adapter, batch 7." in page
    top = page.split('id="due-title"')[1].split("<tbody>")[1]
    first_two = {int(part.split('"')[0]) for part in top.split('href="/cases/')[1:3]}
    assert first_two == {row.id for row in is_open if row.thread_id in dangers_left}


def test_the_storm_can_be_read_again(tmp_path: Any):
    assert json.dumps(storm()) == json.dumps(storm())
