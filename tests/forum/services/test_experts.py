"""Who is named for an open question: peers who answered such things well; nobody hidden, suspended or on the staff."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.extensions import db
from forum.models import Candidate, Post, Ranking, Thread, User
from forum.services import answering, experts, indexing, posts, threads, topics

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
MESH = "Mesh point in the attic drops every evening at seven"
TWIN = "Our mesh point in the garden drops every evening"
BODY = "The mesh point loses its link every evening for ten minutes, then comes back by itself."


@pytest.fixture
def town(people: Any) -> Any:
    """Theo solved what mara asked about a mesh point; nils asks nearly the same now."""
    mesh = threads.ask(people["mara"], MESH, BODY, ("mesh",), at=NOW - timedelta(days=9))
    answer = posts.answer(mesh.thread_id, people["theo"], "Channel 36 for both.", NOW - timedelta(days=8))
    threads.accept(mesh.thread_id, answer.id, people["mara"], NOW - timedelta(days=7))
    twin = threads.ask(people["nils"], TWIN, BODY, ("mesh",), at=NOW - timedelta(hours=1))
    indexing.refresh([mesh.thread_id, twin.thread_id])
    people |= {"mesh": mesh.thread_id, "twin": twin.thread_id, "answer": answer}
    return people


def named(town: Any, thread: str = "twin") -> list[str]:
    experts.rank([town[thread]], NOW)
    rows = select(User.name).join(Candidate, Candidate.user_id == User.id).where(Candidate.thread_id == town[thread])
    return list(db.session.scalars(rows.order_by(Candidate.rank)))


def test_whoever_solved_such_a_thing_is_named_with_the_facts_of_the_reason(town: Any):
    assert named(town) == ["theo"]
    row = db.session.get_one(Candidate, (town["twin"], town["theo"].id))
    assert (row.rank, row.near_id, row.is_solved, row.tag, row.tag_count) == (1, town["mesh"], True, "mesh", 1)
    assert 0 < row.likeness <= 1
    assert db.session.get_one(Ranking, town["twin"]).at == NOW


def test_nobody_is_named_for_their_own_question_and_no_asker_for_answering_themselves(town: Any):
    again = threads.ask(town["theo"], TWIN, BODY, ("mesh",), at=NOW)
    posts.answer(town["twin"], town["nils"], "Found it myself: channel 36.", NOW)
    indexing.refresh([again.thread_id, town["twin"]])
    town["again"] = again.thread_id
    assert named(town, "again") == []


@pytest.mark.parametrize("change", [{"role": "moderator"}, {"suspended_at": NOW}])
def test_staff_and_suspended_people_are_not_named(town: Any, change: dict[str, Any]):
    db.session.execute(update(User).where(User.name == "theo").values(**change))
    assert named(town) == []


def test_what_is_hidden_deleted_or_voted_down_counts_for_nobody(town: Any):
    posts.hide(town["answer"], town["ines"], "off topic", NOW)
    assert named(town) == []
    posts.show(town["answer"], town["ines"], "on topic after all", NOW)
    assert named(town) == ["theo"]
    threads.unaccept(town["mesh"], town["mara"], NOW)
    db.session.execute(update(Post).where(Post.id == town["answer"].id).values(score=-1))
    assert named(town) == []


def test_a_solved_hidden_or_old_question_has_no_rows(town: Any):
    assert named(town) == ["theo"]
    for change in ({"solved_at": NOW}, {"hidden_at": NOW}, {"is_live": False}, {"deleted_at": NOW}):
        db.session.execute(update(Thread).where(Thread.id == town["twin"]).values(**change))
        assert named(town) == []
        db.session.execute(
            update(Thread).where(Thread.id == town["twin"]).values({**dict.fromkeys(change, None), "is_live": True})
        )
    assert named(town) == ["theo"]


def test_ranking_twice_changes_nothing(town: Any):
    assert named(town) == named(town) == ["theo"]


def test_an_answer_renews_the_open_questions_near_it_and_no_others(town: Any):
    fax = threads.ask(town["nils"], "Fax machine says no carrier", "It worked on the old line.", ("fax",), at=NOW)
    indexing.refresh([fax.thread_id])
    experts.renew_near([town["mesh"]], NOW)
    assert list(db.session.scalars(select(Ranking.thread_id))) == [town["twin"]]


def test_all_rows_can_be_made_anew_and_are_looked_at_again_every_day(town: Any):
    named(town)
    assert experts.renew_overdue(lambda: NOW) == 0
    assert experts.renew_overdue(lambda: NOW + timedelta(days=1, minutes=1)) == 1
    experts.forget_all()
    assert experts.renew_overdue(lambda: NOW) == 1
    assert db.session.get(Candidate, (town["twin"], town["theo"].id))


def test_what_one_skips_or_mutes_is_not_proposed_and_both_can_be_undone(town: Any):
    theo = town["theo"]
    named(town)
    tag_id = db.session.scalar(select(db.metadata.tables["tag"].c.id))
    ways = ({"thread_id": town["mesh"]}, {"tag_id": tag_id})
    assert [each.thread.id for each in answering.proposed(theo)] == [town["twin"]]
    for way in ways:
        assert topics.mute(theo, **way, at=NOW)
        assert not topics.mute(theo, **way, at=NOW)
        assert answering.proposed(theo) == []
        assert len(answering.left_out(theo).topics) == 1
        assert topics.unmute(theo, **way, at=NOW)
        assert not topics.unmute(theo, **way, at=NOW)
    assert topics.skip(town["twin"], theo, NOW)
    assert not topics.skip(town["twin"], theo, NOW)
    assert (answering.proposed(theo), answering.waiting(theo)[0]) == ([], [])
    assert topics.unskip(town["twin"], theo, NOW)
    assert not topics.unskip(town["twin"], theo, NOW)
    assert len(answering.proposed(theo)) == 1


def test_a_reason_names_no_thread_that_is_hidden_by_now(town: Any):
    named(town)
    db.session.execute(update(Thread).where(Thread.id == town["mesh"]).values(hidden_at=NOW))
    (only,) = answering.proposed(town["theo"])
    assert only.reason
    assert (only.reason.near_id, only.reason.near_title, only.reason.tag) == (None, None, "mesh")
