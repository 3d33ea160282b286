"""A case's life in the hands of staff: answered, noted, escalated, handed back, resolved, reopened."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.database import now
from forum.models import Event, Post
from moderation.services import casework, claims


def events(desk, thread_id):
    with desk.at_work() as session:
        rows = select(Event).where(Event.thread_id == thread_id, Event.name.like("case.%")).order_by(Event.id)
        return list(session.scalars(rows))


def test_a_reply_is_a_public_answer_and_hands_the_word_to_the_customer(desk, threat):
    desk.act(threat, casework.reply, "ines", "We are sorry. A new brick leaves today.")
    case = desk.case(threat)
    assert (case.state, case.claimed_by_id) == ("pending", desk.cast.ines)
    assert case.first_response_at is not None
    assert desk.told(threat) == ["opened", "claimed", "replied"]
    with desk.at_work() as session:
        answer = session.scalars(select(Post).where(Post.thread_id == threat, Post.kind == "answer")).one()
        assert answer.is_brand


def test_the_reply_is_told_once_although_its_event_comes_back_to_the_desk(desk, threat):
    desk.act(threat, casework.reply, "ines", "We are sorry.")
    desk.cast.work()
    assert desk.told(threat).count("replied") == 1


def test_a_reply_that_ines_sent_twice_is_one_answer_and_one_act(desk, threat):
    for _ in range(2):
        desk.act(threat, casework.reply, "ines", "We are sorry. A new brick leaves today.")
    assert desk.told(threat).count("replied") == 1
    with desk.at_work() as session:
        assert len(session.scalars(select(Post).where(Post.thread_id == threat, Post.kind == "answer")).all()) == 1


def test_nobody_answers_over_a_colleague(desk, threat):
    desk.act(threat, claims.claim, "ines")
    for verb in (casework.reply, casework.escalate, casework.resolve):
        with pytest.raises(claims.TakenError):
            desk.act(threat, verb, "omar", "Let me do that")
    assert desk.told(threat) == ["opened", "claimed"]


def test_a_colleague_may_leave_a_note_all_the_same(desk, threat):
    desk.act(threat, claims.claim, "ines")
    desk.act(threat, casework.note, "omar", "I know her: batch 2.")
    case = desk.case(threat)
    assert case.claimed_by_id == desk.cast.ines
    assert desk.acts(threat)[-1].note == "I know her: batch 2."


def test_an_escalated_case_leaves_my_hands_and_comes_back_with_a_word(desk, threat):
    desk.act(threat, casework.escalate, "ines", "Legal wants to see this.")
    case = desk.case(threat)
    assert (case.escalated_to, case.claimed_by_id) == ("admin", None)
    assert case.escalated_at is not None
    desk.act(threat, casework.hand_back, "sol", "Offer a new one.")
    case = desk.case(threat)
    assert (case.escalated_at, case.claimed_by_id, case.state) == (None, None, "open")
    assert [act.note for act in desk.acts(threat) if act.note] == ["Legal wants to see this.", "Offer a new one."]


def test_resolving_says_why_and_by_whom(desk, threat):
    desk.act(threat, casework.resolve, "ines", "Replaced")
    case, last = desk.case(threat), desk.acts(threat)[-1]
    assert (case.state, case.resolved_by_id, case.claimed_by_id) == ("resolved", desk.cast.ines, None)
    assert (last.act, last.note, last.by_id) == ("resolved", "Replaced", desk.cast.ines)


def test_reopening_gives_a_fresh_clock_and_the_case_to_whoever_did_it(desk, threat):
    desk.act(threat, casework.resolve, "ines", "Replaced")
    at = now() + timedelta(days=1)
    desk.act(threat, casework.reopen, "omar", "The new one burns too", at=at)
    case = desk.case(threat)
    assert (case.state, case.claimed_by_id, case.due_at) == ("open", desk.cast.omar, at + timedelta(hours=1))


def test_every_act_is_an_event_that_keeps_the_words_to_itself(desk, threat):
    desk.act(threat, casework.note, "ines", "secret-note")
    desk.act(threat, casework.escalate, "ines", "secret-why")
    desk.act(threat, casework.hand_back, "sol", "secret-word")
    desk.act(threat, casework.resolve, "ines", "secret-reason")
    desk.act(threat, casework.reopen, "ines", "secret-again")
    found = events(desk, threat)
    names = [event.name.removeprefix("case.") for event in found]
    expected = [
        "opened",
        "claimed",
        "noted",
        "escalated",
        "claimed",
        "returned",
        "claimed",
        "resolved",
        "reopened",
        "claimed",
    ]
    assert names == expected
    assert not any("secret" in str(event.facts) for event in found)
