"""Measuring who will answer: only what was known then counts, and who never answered before cannot be foreseen."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from search import evaluation, routing


def post(key: int, day: int, owner: str, parent: int | None = None, text: str = "mesh", **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "type": "answer" if parent else "question",
        "parent_id": parent,
        "accepted_answer_id": None,
        "created_at": f"2026-01-{day:02}T12:00:00Z",
        "owner": owner,
        "score": 0,
        "title": None if parent else f"{text} drops at night",
        "text": f"{text} drops",
    } | more


POSTS = [
    post(1, 1, "mara", text="mesh point"),
    post(2, 2, "theo", parent=1),
    post(3, 3, "mara", text="invoice number"),
    post(4, 4, "kettle", parent=3),
    post(5, 10, "nils", text="mesh point"),
    post(6, 11, "theo", parent=5),
    post(7, 20, "nils", text="fax machine"),
    post(8, 21, "newcomer", parent=7),
    post(9, 22, "nils", parent=7),
]
LATER = datetime(2026, 1, 10, tzinfo=UTC)


def test_a_question_is_judged_by_what_was_known_when_it_was_asked():
    found = routing.measure(POSTS, LATER)
    assert found["questions"] == 2
    assert found["nobody_known"] == 0.5
    assert found["hit_at_5"] == 0.5
    assert found["mrr"] == 0.5
    assert set(found["orders"]) == {"count", "votes_and_accepted", "similarity", "recency_log_count"}


def test_what_comes_later_changes_no_earlier_judgement():
    future = [post(20 + n, 25, "kettle", parent=5) for n in range(5)]
    asked = [each for each in POSTS if each["id"] <= 6]
    assert routing.measure(asked, LATER)["mrr"] == 1.0
    assert routing.measure([*asked, *future], LATER)["orders"]["count"]["mrr"] == 1.0


def test_the_asker_is_neither_foreseen_nor_an_answerer():
    found = routing.measure([*POSTS[:4], post(5, 10, "theo", text="mesh point"), post(6, 11, "theo", parent=5)], LATER)
    assert found["questions"] == 0


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "hit"), [("beer", 0.38), ("dsmeta", 0.65)])
def test_on_recorded_forums_the_shipped_order_beats_likeness_and_counting(shared: Path, name: str, hit: float):
    found = routing.measure(evaluation.read_rows(shared / "data" / "routing" / f"{name}_posts.jsonl.gz"))
    assert found["hit_at_5"] >= hit
    plain = found["orders"]
    assert found["hit_at_5"] > max(plain[order]["hit_at_5"] for order in ("count", "similarity", "votes_and_accepted"))
    assert found["mrr"] > plain["recency_log_count"]["mrr"]
