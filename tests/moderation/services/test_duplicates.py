"""Cases of questions that were asked before: they close by themselves, unless they could do harm, and come back."""

from datetime import timedelta
from typing import Any

from tests.moderation.conftest import NOON, THREAT


def close(desk: Any, thread_id: int, said_id: int, who: str = "ines") -> None:
    from forum.services import duplicates

    with desk.at_work():
        assert duplicates.close(thread_id, said_id, desk.person(who))
    desk.cast.work()


def undo(desk: Any, thread_id: int) -> None:
    from forum.services import duplicates

    with desk.at_work():
        assert duplicates.undo(thread_id, desk.person("ines"))
    desk.cast.work()


def waited(desk: Any, thread_id: int) -> None:
    from moderation.services import clocks

    with desk.at_work():
        clocks.hand_over(NOON + timedelta(days=400))


def test_a_case_closes_with_the_question_and_comes_back_as_it_was(desk: Any):
    first, again = desk.ask("nils"), desk.ask("mara")
    waited(desk, again)
    before = desk.case(again)
    close(desk, again, first)
    assert desk.case(again).state == "resolved"
    undo(desk, again)
    after = desk.case(again)
    told = ("state", "opened_because", "opened_at", "due_at", "resolved_at")
    assert [getattr(after, name) for name in told] == [getattr(before, name) for name in told]


def test_what_could_do_harm_stays_with_people(desk: Any):
    first, again = desk.ask("nils"), desk.ask("mara", "It burned", THREAT)
    assert desk.case(again) is not None
    close(desk, again, first, "mara")
    assert desk.case(again).state == "open"


def test_nobody_is_called_for_a_question_that_leads_elsewhere(desk: Any):
    first, again = desk.ask("nils"), desk.ask("mara")
    close(desk, again, first)
    waited(desk, again)
    assert desk.case(again) is None
    undo(desk, again)
    waited(desk, again)
    assert desk.case(again).opened_because == "unanswered"
