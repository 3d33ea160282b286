"""Asking one of those who may know: few a day, nobody too often, once each; and declining, which tells nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.models import AnswerRequest, Candidate, Notification, User
from forum.services import requests, threads, topics

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def town(people: Any) -> Any:
    """Mara asked seven questions for each of which theo and five neighbours may know the answer."""
    people["neighbours"] = [_neighbour(number) for number in range(5)]
    people["asked"] = [threads.ask(people["mara"], f"Lamp {n} hums", "It hums.", at=NOW).thread_id for n in range(7)]
    for thread_id in people["asked"]:
        for rank, who in enumerate([people["theo"], *people["neighbours"]]):
            row = Candidate(thread_id=thread_id, user_id=who.id, rank=rank, score=1.0 / (rank + 1), tag="lamp")
            row.tag_count = 2
            db.session.add(row)
    db.session.flush()
    return people


def _neighbour(number: int) -> User:
    user = User(name=f"neighbour{number}", email=f"n{number}@example.org", password_hash="!")
    db.session.add(user)
    db.session.flush()
    return user


def ask(town: Any, who: Any, thread: int = 0, by: str = "mara", at: datetime = NOW) -> str:
    return requests.ask(town["asked"][thread], who.id, town[by], at)


def notices(person: Any) -> int:
    rows = select(func.count()).where(Notification.user_id == person.id, Notification.kind == "answer.requested")
    return db.session.scalar(rows) or 0


def test_whoever_is_asked_gets_one_notice_and_is_not_asked_again(town: Any):
    assert ask(town, town["theo"]) == ""
    assert ask(town, town["theo"]) == "already"
    assert ask(town, town["theo"], by="ines") == "already"
    assert notices(town["theo"]) == 1


def test_only_those_who_may_know_can_be_asked(town: Any):
    assert ask(town, town["nils"]) == "nobody"
    assert ask(town, town["ines"]) == "nobody"
    town["theo"].suspended_at = NOW
    db.session.flush()
    assert ask(town, town["theo"]) == "nobody"


def test_whoever_left_the_question_to_others_is_neither_shown_nor_asked(town: Any):
    topics.skip(town["asked"][0], town["theo"], NOW)
    assert "theo" not in [each.name for each in requests.knowers(thread_of(town), town["mara"], NOW).people]
    assert ask(town, town["theo"]) == "nobody"
    assert ask(town, town["theo"], thread=1) == ""


def test_one_may_ask_three_people_a_day_and_tomorrow_again(town: Any):
    told = [ask(town, who) for who in town["neighbours"][:4]]
    assert told == ["", "", "", "enough"]
    assert requests.knowers(thread_of(town), town["mara"], NOW).left == 0
    assert ask(town, town["neighbours"][3], at=NOW + timedelta(days=1, seconds=1)) == ""


def test_nobody_is_asked_more_than_five_times_a_day_not_even_by_staff(town: Any):
    told = [ask(town, town["theo"], thread, by="ines") for thread in range(6)]
    assert told == [""] * 5 + ["busy"]
    (theo,) = [each for each in requests.knowers(thread_of(town, 6), town["ines"], NOW).people if each.name == "theo"]
    assert theo.state == "busy"


def thread_of(town: Any, number: int = 0) -> Any:
    from forum.services import reading

    return reading.thread(town["asked"][number])


def test_the_asker_sees_how_it_stands_with_each(town: Any):
    ask(town, town["neighbours"][2])
    first, *rest = requests.knowers(thread_of(town), town["mara"], NOW).people
    assert (first.name, first.state) == ("neighbour2", "asked")
    assert {each.state for each in rest} == {"free"}
    request = db.session.scalars(select(AnswerRequest)).one()
    assert requests.decline(request, NOW)
    assert not requests.decline(request, NOW)
    assert requests.knowers(thread_of(town), town["mara"], NOW).people[0].state == "declined"
    assert db.session.scalar(select(func.count()).where(Notification.user_id == town["mara"].id)) == 0
    assert requests.undecline(request, NOW)
    assert not requests.undecline(request, NOW)


def test_whoever_was_asked_stays_in_the_list_when_ranks_change(town: Any):
    ask(town, town["theo"])
    db.session.delete(db.session.get_one(Candidate, (town["asked"][0], town["theo"].id)))
    db.session.flush()
    assert requests.knowers(thread_of(town), town["mara"], NOW).people[0].name == "theo"
