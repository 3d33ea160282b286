"""The bars on real labelled sets, one configuration for all of them; only where the shared folder is."""

import math
import random
from pathlib import Path

import pytest

from search import evaluation
from search.evaluation import Row, read_rows

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def sets(shared: Path) -> Path:
    return shared / "data"


def split(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    random.Random(1).shuffle(rows)
    return rows[len(rows) // 5 :], rows[: len(rows) // 5]


@pytest.mark.parametrize(
    ("typos", "bars"),
    [(0.0, {"p_at_1": 0.82, "hit_at_5": 0.945, "label_vote_accuracy": 0.87}), (0.08, {"p_at_1": 0.80})],
)
def test_banking_questions(sets: Path, typos: float, bars: dict[str, float]):
    found = evaluation.intents(*split(read_rows(sets / "intents" / "banking77.csv")), typos=typos)
    assert {key: found[key] for key, bar in bars.items() if found[key] < bar} == {}


@pytest.mark.parametrize(
    ("name", "bars"), [("stackfaq", {"map": 0.80, "hit_at_5": 0.91}), ("covidfaq", {"map": 0.64, "p_at_1": 0.48})]
)
def test_frequent_questions(sets: Path, name: str, bars: dict[str, float]):
    rows = (read_rows(sets / "faq" / f"{name}_{part}.jsonl") for part in ("collection", "queries"))
    found = evaluation.suggestions(*rows)
    assert {key: found[key] for key, bar in bars.items() if found[key] < bar} == {}


def test_related_questions_of_a_forum(sets: Path):
    assert evaluation.related(read_rows(sets / "duplicates" / "semeval2016_cqa.jsonl.gz"))["map"] >= 0.80


def test_questions_that_nothing_answers(sets: Path):
    rows = read_rows(sets / "intents" / "clinc150.csv")
    train = [row for row in rows if row["part"] == "train"]
    found = evaluation.no_match(train, [row for row in rows if row["part"] == "val" or row["label"] == "oos"])
    assert found["auc"] >= 0.93
    assert found["answered"] >= 0.70
    assert found["precision"] >= 0.86


@pytest.mark.parametrize("name", ["stackfaq", "covidfaq", "banking77"])
def test_nine_in_ten_questions_held_for_asked_before_really_are(sets: Path, name: str):
    if name.endswith("faq"):
        known, asked = (read_rows(sets / "faq" / f"{name}_{part}.jsonl") for part in ("collection", "queries"))
    else:
        known, asked = split(read_rows(sets / "intents" / f"{name}.csv"))
    found = evaluation.duplicates(known, asked[:800])
    assert found["proposed"] >= 30
    assert found["precision"] >= 0.9 - 2 * math.sqrt(0.9 * 0.1 / found["proposed"]), "two standard errors"
