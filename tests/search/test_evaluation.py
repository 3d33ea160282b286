"""The measures themselves, on small sets whose right answer is plain to see."""

import gzip
import json
import random
from pathlib import Path

import pytest

from search import evaluation
from tests.search.posts import THREADS

TRAIN = [
    {"text": text, "label": label}
    for label, texts in {
        "password": ("change my password", "forgot the password", "password reset does not come"),
        "wifi": ("wifi is slow", "wifi drops every evening", "no wifi in the kitchen"),
        "oos": ("what do badgers eat",),
    }.items()
    for text in texts
]
TEST = [
    {"text": "I forgot my password", "label": "password"},
    {"text": "the wifi drops", "label": "wifi"},
    {"text": "who painted the sistine chapel", "label": "oos"},
]


def test_each_query_has_one_right_entry():
    collection = [{"faq_id": item.thread_id, "title": item.title, "answer": item.answer} for item in THREADS]
    queries = [{"query": "router loses wifi", "faq_id": 1}, {"query": "forward a port", "faq_id": 7}]
    assert evaluation.suggestions(collection, queries) == {"p_at_1": 1.0, "hit_at_5": 1.0, "map": 1.0, "queries": 2}
    wrong = [{"query": "router loses wifi", "faq_id": 7}]
    assert evaluation.suggestions(collection, wrong)["p_at_1"] == 0


def test_a_neighbour_of_the_same_label_is_right():
    found = evaluation.intents(TRAIN, TEST[:2])
    assert (found["p_at_1"], found["hit_at_5"], found["label_vote_accuracy"]) == (1, 1, 1)
    assert 0 < found["map_at_10"] <= 1


def test_three_neighbours_that_say_the_same_are_one_witness():
    same = ("how do I reset the lamp", "how do I reset the lamps", "how do I reset a lamp")
    lamps = [{"text": text, "label": "lamp"} for text in same]
    passwords = [
        {"text": text, "label": "password"} for text in ("reset of a forgotten password", "I cannot change my password")
    ]
    asked = [{"text": "how do I reset my password", "label": "password"}]
    assert evaluation.intents([*lamps, *passwords], asked)["label_vote_accuracy"] == 1


def test_what_is_out_of_scope_scores_lower():
    found = evaluation.no_match(TRAIN, TEST)
    assert found["auc"] == 1
    assert found["answered"] == 1
    assert found["precision"] == 1


def test_a_proposal_is_right_when_it_is_one_of_the_right_entries():
    collection = [
        {"faq_id": 1, "title": "How do I change the admin password of my Ember"},
        {"faq_id": 2, "title": "Where is the invoice for the second quarter"},
        {"faq_id": 3, "title": "Error 4001 on the Wick since the update"},
    ]
    queries = [
        {"query": "How do I change the admin password of my Ember?", "faq_id": 1},
        {"query": "Error 4002 on the Wick since the update", "faq_id": 2},
        {"query": "badgers", "faq_id": 2},
    ]
    found = evaluation.duplicates(collection, queries)
    assert found == {"precision": 1.0, "proposed": 1, "recall": 0.3333, "asked": 3}
    wrong = evaluation.duplicates(collection, [{**queries[0], "faq_id": 2}])
    assert (wrong["precision"], wrong["proposed"]) == (0.0, 1)
    labelled = [{"text": row["title"], "label": "a"} for row in collection]
    assert (
        evaluation.duplicates([*labelled, {"text": "what do badgers eat", "label": "oos"}], labelled)["precision"] == 1
    )


def test_candidates_are_put_in_order_and_questions_without_a_right_one_do_not_count():
    def item(name: str, subject: str, relevance: str) -> dict[str, str]:
        return {"id": name, "subject": subject, "body": "", "relevance": relevance}

    rows = [
        {
            "subject": "router loses wifi",
            "body": "",
            "related": [item("a", "best cake", "Irrelevant"), item("b", "wifi lost by router", "Relevant")],
        },
        {"subject": "cake", "body": "", "related": [item("c", "cake", "Irrelevant")]},
    ]
    assert evaluation.related(rows) == {"map": 1.0, "queries": 1}


@pytest.mark.parametrize(
    ("is_right", "relevant", "precision"),
    [([True, False, True], 2, (1 + 2 / 3) / 2), ([False, False], 5, 0), ([True, True], 9, 1), ([], 3, 0)],
)
def test_average_precision_is_of_what_could_have_been_shown(is_right: list[bool], relevant: int, precision: float):
    assert evaluation.average_precision(is_right, relevant) == pytest.approx(precision)


def test_the_area_under_the_curve_is_the_chance_to_score_higher():
    assert evaluation.area_under_curve([(0.9, True), (0.8, False), (0.7, True), (0.1, False)]) == 0.75
    assert evaluation.area_under_curve([(0.5, True), (0.5, False)]) == 0.5
    assert evaluation.area_under_curve([(0.5, True)]) == 0


def test_slips_of_the_pen_are_the_same_for_the_same_seed():
    text = "please change the password of my account " * 20
    one, other = (evaluation.misspelt(text, 0.2, random.Random(7)) for _ in range(2))
    changed = sum(a != b for a, b in zip(one.split(), text.split(), strict=True))
    assert one == other
    assert 8 < changed < 50
    assert evaluation.misspelt(text, 0, random.Random(7)) == text


def test_rows_are_read_from_csv_and_jsonl_packed_or_not(tmp_path: Path):
    (tmp_path / "a.csv").write_text('text,label\nnull,x\n"two\nlines",NA\n')
    assert evaluation.read_rows(tmp_path / "a.csv") == [
        {"text": "null", "label": "x"},
        {"text": "two\nlines", "label": "NA"},
    ]
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": 1}) + "\n\n")
    assert evaluation.read_rows(tmp_path / "b.jsonl.gz") == [{"id": 1}]


def test_json_lines_and_a_json_array_are_the_same_rows(tmp_path):
    import gzip

    from search.evaluation import read_rows

    lines, array, packed = tmp_path / "a.jsonl", tmp_path / "a.json", tmp_path / "a.jsonl.gz"
    lines.write_text('{"text": "null"}\n\n{"text": "two\u2028lines"}\n', encoding="utf-8")
    array.write_text('[{"text": "null"},\n {"text": "two\u2028lines"}]', encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.read_bytes()))
    assert read_rows(lines) == read_rows(array) == read_rows(packed) == [{"text": "null"}, {"text": "two\u2028lines"}]
