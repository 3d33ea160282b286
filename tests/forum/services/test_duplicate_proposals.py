"""Questions that the index holds for asked before: which are proposed, which never again, and who decides."""

import random
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.database import now
from forum.extensions import db
from forum.models import DuplicateProposal, Event, Post
from forum.models import Thread as Row
from forum.services import (
    deliveries,
    duplicate_finding,
    duplicate_proposals,
    duplicates,
    issues,
    posts,
    threads,
)

TITLE = "Garden house loses the mesh every evening"
BODY = "The Wick in the garden house drops off the mesh between seven and eight."
AGAIN = "The garden house loses the mesh in the evening"


def ask(people: Any, who: str, title: str = TITLE, body: str = BODY, **more: Any) -> int:
    return threads.ask(people[who], title, body, **more).thread_id


def worked() -> None:
    db.session.commit()
    deliveries.deliver_due()
    db.session.expire_all()


def asked_twice(people: Any) -> tuple[int, int]:
    """A question of nils, and the same of mara an hour later; the worker has looked at both."""
    first = ask(people, "nils", at=now() - timedelta(hours=1))
    again = ask(people, "mara", AGAIN)
    worked()
    return first, again


def held(*columns: str) -> list[Any]:
    """All proposals: thread, target and outcome, or these columns."""
    names = columns or ("thread_id", "target_id", "outcome")
    rows = select(*(getattr(DuplicateProposal, name) for name in names)).order_by(DuplicateProposal.id)
    return [tuple(row) for row in db.session.execute(rows)]


def edit(people: Any, thread_id: int, title: str, body: str = BODY, who: str = "mara") -> None:
    question = db.session.scalars(select(Post).where(Post.thread_id == thread_id, Post.kind == "question")).one()
    posts.edit(question, people[who], body, title)
    worked()


def test_a_question_that_was_asked_before_is_proposed_with_its_reasons(people: Any):
    first, again = asked_twice(people)
    other = ask(people, "theo", "Invoice without the VAT number", "My shop needs it on the paper.")
    worked()
    assert held() == [(again, first, "")]
    seen = duplicate_proposals.page().rows[0]
    assert (seen.thread_id, seen.earlier_id, seen.title, seen.earlier_title) == (again, first, AGAIN, TITLE)
    assert {"garden", "evening"} & set(seen.terms.split(", ")) and seen.score >= 0.68
    assert "between seven and eight" in seen.html and "between seven and eight" in seen.earlier_html
    assert duplicate_proposals.count() == 1 and duplicate_proposals.of_thread(other) is None
    events = db.session.scalars(select(Event).where(Event.name == "duplicate.proposed")).all()
    assert [(event.thread_id, event.facts) for event in events] == [(again, {"target_id": first})]


def test_looking_twice_changes_nothing(people: Any):
    _, again = asked_twice(people)
    before = held("id", "thread_id", "target_id", "at")
    duplicate_finding.propose([again])
    worked()
    assert held("id", "thread_id", "target_id", "at") == before


def test_numbers_tell_questions_apart(people: Any):
    ask(people, "nils", "Error 4001 since the update of the garden Wick", at=now() - timedelta(hours=1))
    ask(people, "mara", "Error 4002 since the update of the garden Wick")
    worked()
    assert held() == []


def test_a_duplicate_is_no_target_but_where_it_leads_is(people: Any):
    origin = ask(people, "theo", "Wick at the pond unreachable", "It is gone.", at=now() - timedelta(hours=3))
    first = ask(people, "nils", at=now() - timedelta(hours=2))
    duplicates.close(first, origin, people["ines"])
    worked()
    again = ask(people, "mara", AGAIN)
    worked()
    assert held() == [(again, origin, "")]


def test_what_needs_no_closing_is_not_proposed(people: Any):
    ask(people, "nils", at=now() - timedelta(days=2))
    known = ask(people, "theo", TITLE, at=now() - timedelta(days=1))
    issues.declare(known, people["ines"])
    worked()
    db.session.query(DuplicateProposal).delete()
    linked = ask(people, "mara", AGAIN)
    issues.link(linked, issues.of_thread(known), people["ines"])
    solved = ask(people, "mara", AGAIN)
    answer = posts.answer(solved, people["theo"], "Choose channel 36.")
    threads.accept(solved, answer.id, people["mara"])
    gone = ask(people, "mara", AGAIN)
    posts.hide(db.session.scalars(select(Post).where(Post.thread_id == gone)).one(), people["ines"], "Rude.")
    history = ask(people, "mara", AGAIN)
    db.session.get_one(Row, history).is_live = False
    worked()
    assert not {linked, solved, gone, history} & {row[0] for row in held()}


def test_another_question_is_never_proposed_again_however_often_it_is_edited(people: Any):
    first, again = asked_twice(people)
    assert duplicate_proposals.dismiss(held("id")[0][0], people["theo"])
    for title in (AGAIN, TITLE):
        edit(people, again, title)
    assert held() == [(again, first, "dismissed")] and duplicate_proposals.count() == 0
    assert [row.earlier_id for row in duplicate_proposals.set_apart(again)] == [first]


def test_what_is_dismissed_while_the_worker_looks_stays_dismissed(people: Any, monkeypatch: Any):
    first, again = asked_twice(people)
    key, wait = duplicate_proposals.of_thread(again).id, duplicates.one_at_a_time

    def wait_for_ines() -> None:
        monkeypatch.setattr(duplicates, "one_at_a_time", wait)
        duplicate_proposals.dismiss(key, people["ines"])

    monkeypatch.setattr(duplicates, "one_at_a_time", wait_for_ines)
    duplicate_finding.propose([again])
    assert held() == [(again, first, "dismissed")]


def test_an_edit_takes_a_proposal_back_or_turns_it_to_what_is_nearer(people: Any):
    first, again = asked_twice(people)
    edit(people, again, "Invoice without the VAT number", "My shop needs it on the paper.")
    assert held() == []
    names = list(db.session.scalars(select(Event.name).where(Event.name.like("duplicate.%")).order_by(Event.id)))
    assert names == ["duplicate.proposed", "duplicate.withdrawn"]
    edit(people, again, AGAIN)
    assert held() == [(again, first, "")]
    edit(people, first, "Invoice without the VAT number", "My shop needs it on the paper.", "nils")
    assert held() == [], "the earlier question says something else now"


def test_a_storm_of_equal_questions_makes_few_proposals(people: Any, monkeypatch: Any):
    monkeypatch.setattr(duplicate_finding, "MOST_OF_ONE", 3)
    first = ask(people, "nils", at=now() - timedelta(hours=1))
    worked()
    for number in range(12):
        ask(people, "mara", f"{TITLE} again", at=now() - timedelta(minutes=40 - number))
    worked()
    assert len(held()) == 3 and len({target for _, target, _ in held()}) == 1
    assert first not in {thread_id for thread_id, _, _ in held()}
    monkeypatch.setattr(duplicate_finding, "MOST_A_DAY", 3)
    ask(
        people,
        "nils",
        "Invoice without the VAT number",
        "My shop needs it on the paper.",
        at=now() - timedelta(hours=2),
    )
    worked()
    other = ask(people, "mara", "Invoice without the VAT number", "My shop needs it on the paper.")
    worked()
    assert len(held()) == 3
    duplicate_finding.propose([other], now() + timedelta(days=2))
    assert held()[-1][0] == other, "on another day there is room again"


def test_closing_by_hand_decides_what_was_proposed(people: Any):
    first, again = asked_twice(people)
    elsewhere = ask(people, "theo", "Wick at the pond unreachable", "It is gone.", at=now() - timedelta(hours=3))
    duplicates.close(again, first, people["ines"])
    assert held("outcome", "decided_by_id") == [("closed", people["ines"].id)]
    duplicates.undo(again, people["ines"])
    assert held() == [(again, first, "dismissed")], "who opens it again says that it is another question"
    third = ask(people, "mara", f"{TITLE} again")
    worked()
    assert held()[-1] == (third, first, "")
    duplicates.close(third, elsewhere, people["ines"])
    assert held("outcome")[-1] == ("elsewhere",)
    duplicates.undo(third, people["ines"])
    assert {row[1:] for row in held() if row[0] == third} == {(first, ""), (elsewhere, "dismissed")}


def test_undoing_a_closing_from_the_list_brings_the_proposal_back(people: Any):
    first, again = asked_twice(people)
    key = held("id")[0][0]
    assert duplicate_proposals.close(key, people["ines"], takes_answers=True)
    assert [row.id for row in duplicate_proposals.lately_decided(people["ines"], now())] == [key]
    assert not duplicate_proposals.close(key, people["omar"]) and not duplicate_proposals.dismiss(key, people["omar"])
    assert duplicate_proposals.reopen(key, people["ines"])
    assert held("thread_id", "target_id", "outcome", "decided_by_id") == [(again, first, "", None)]
    assert not duplicate_proposals.reopen(key, people["ines"])
    assert duplicate_proposals.dismiss(key, people["ines"]) and duplicate_proposals.undismiss(key, people["ines"])
    assert held() == [(again, first, "")] and duplicate_proposals.count() == 1


def test_the_other_way_round_nothing_is_proposed_any_more(people: Any):
    first, again = asked_twice(people)
    duplicates.close(first, again, people["ines"])
    assert held() == []
    duplicates.undo(first, people["ines"])
    assert held() == [(again, first, "dismissed")]


def test_who_asked_under_a_pseudonym_is_not_named_by_deciding(people: Any):
    ask(people, "nils", at=now() - timedelta(hours=1))
    ask(people, "mara", AGAIN, pseudonym="Quiet Heron")
    worked()
    key = held("id")[0][0]
    assert duplicate_proposals.dismiss(key, people["mara"]) and held("decided_by_id") == [(None,)]
    assert duplicate_proposals.undismiss(key, people["mara"])
    assert duplicate_proposals.close(key, people["mara"]) and held("decided_by_id") == [(None,)]


def test_what_a_moderator_parted_is_not_held_for_the_same(people: Any):
    from forum.models import Parting

    first = ask(people, "nils", at=now() - timedelta(hours=1))
    again = ask(people, "mara", AGAIN)
    db.session.add(Parting(thread_id=again, from_id=first, by_id=people["ines"].id, at=now()))
    worked()
    assert held() == []


def test_a_proposal_goes_with_a_question_that_turns_out_to_be_a_copy(app: Any, cast: Any, tmp_path: Any):
    from tests.forum.services.test_import_echoes import OUTAGE, groups, live, said

    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 2 * week)])
    cast.work()
    with app.app_context():
        assert len(held()) == 1
    live(app, tmp_path, [said("3", OUTAGE, week)])
    cast.work()
    assert groups(app) == {frozenset("123")}
    with app.app_context():
        assert held() == []


def test_of_two_who_decide_at_once_one_is_heard(app: Any, cast: Any):
    from forum.models import User

    with app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in cast.ids.items()}
        _, again = asked_twice(people)
        key = held("id")[0][0]
    gate, heard = Barrier(4), []

    def decide(act: Any, who: int) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            heard.append(act(key, db.session.get_one(User, who)))
            db.session.commit()

    acts = [(duplicate_proposals.close, cast.ines), (duplicate_proposals.dismiss, cast.omar)] * 2
    workers = [Thread(target=decide, args=given) for given in acts]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)
    with app.app_context():
        assert sorted(heard) == [False, False, False, True]
        outcome, is_closed = held("outcome")[0][0], db.session.get_one(Row, again).duplicate_of_id is not None
        assert (outcome, is_closed) in (("closed", True), ("dismissed", False))


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_said_in_any_order_leaves_no_circle_and_one_open_proposal_a_question(people: Any, seed: int):
    dice = random.Random(seed)
    start = now() - timedelta(days=1)
    ids = [ask(people, "mara", f"{TITLE} {'again ' * (n % 3)}", at=start + timedelta(minutes=n)) for n in range(6)]
    for thread_id in dice.sample(ids, 3):
        posts.answer(thread_id, people["theo"], "Choose channel 36.")
    worked()
    assert held()
    for step in range(40):
        keys = [row[0] for row in held("id")]
        acts = {
            "propose": lambda: duplicate_finding.propose(ids),
            "close": lambda keys=keys: duplicate_proposals.close(
                dice.choice(keys), people["ines"], dice.random() < 0.6
            ),
            "reopen": lambda keys=keys: duplicate_proposals.reopen(dice.choice(keys), people["ines"]),
            "dismiss": lambda keys=keys: duplicate_proposals.dismiss(dice.choice(keys), people["omar"]),
            "undismiss": lambda keys=keys: duplicate_proposals.undismiss(dice.choice(keys), people["omar"]),
            "say": lambda: duplicates.close(*dice.sample(ids, 2), people["ines"], takes_answers=dice.random() < 0.5),
            "undo": lambda: duplicates.undo(dice.choice(ids), people["ines"]),
        }
        acts[dice.choice(list(acts) if keys else ["propose", "say", "undo"])]()
        db.session.flush()
        db.session.expire_all()
        sound(ids, (seed, step))


def sound(ids: list[int], where: Any) -> None:
    """No circles, at most one open proposal a question and none of one that leads elsewhere; counters repeat rows."""
    ends = dict(db.session.execute(select(Row.id, Row.duplicate_of_id)).all())
    assert all(end is None or ends[end] is None for end in ends.values()), where
    opened = [thread_id for thread_id, _, outcome in held() if outcome == ""]
    assert len(opened) == len(set(opened)) and not any(ends[thread_id] for thread_id in opened), where
    asked_at = dict(db.session.execute(select(Row.id, Row.created_at)).all())
    assert all(asked_at[thread_id] > asked_at[target_id] for thread_id, target_id, _ in held()), where
    answers = select(Post.thread_id, func.count()).where(Post.kind == "answer").group_by(Post.thread_id)
    counted = dict(db.session.execute(answers).all())
    said = dict(db.session.execute(select(Row.id, Row.answer_count)).all())
    assert {key: counted.get(key, 0) for key in ids} == {key: said[key] for key in ids}, where
