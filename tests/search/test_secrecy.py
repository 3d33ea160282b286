"""What was taken out of an index affects nothing that is left: order, scores, totals and counts are as if it never was."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from search import plan
from search.documents import Document
from search.index import Index
from search.query import parse
from search.similarity import Similarity
from search.vocabulary import stem
from tests.search.posts import document, question

WORDS = ("wifi", "router", "reset", "light", "guest", "evening", "orange", "cable", "update", "password")
ASKED = (*WORDS, "wifi router", "reset light guest", "orange cable update password", '"wifi router"', "wifi -guest")
Pair = Callable[[], tuple[Index, Index]]


def _written(numbers: range, words: Sequence[str], seed: int) -> list[Document]:
    chance = random.Random(seed)
    return [document(each, " ".join(chance.choices(words, k=chance.randint(2, 30)))) for each in numbers]


PUBLIC = _written(range(1, 400, 3), WORDS, 1)
HIDDEN = [*_written(range(2, 400, 3), WORDS[:3], 2), *_written(range(400, 420), ("zebra", "router"), 3)]


def _seen(index: Index) -> Any:
    results = {query: index.search(parse(query), limit=30) for query in ASKED}
    scores = {
        query: [(hit.post_id, pytest.approx(hit.score, abs=1e-6)) for hit in each.hits]
        for query, each in results.items()
    }
    about = {query: (each.total, each.is_relaxed, each.ignored, each.is_newest_only) for query, each in results.items()}
    return scores, about, index.often(stem(word) for word in (*WORDS, "zebra"))


@pytest.mark.parametrize("in_one_go", [True, False])
@pytest.mark.parametrize("everywhere", [25, 6_000])
def test_hidden_posts_shift_no_score_and_no_order(
    opener_of_two: Pair, in_one_go: bool, everywhere: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(plan, "COMMON_COUNT", 40)
    monkeypatch.setattr(plan, "EVERYWHERE", everywhere)
    grown, clean = opener_of_two()
    groups = [PUBLIC + HIDDEN] if in_one_go else [PUBLIC[:40], HIDDEN, PUBLIC[40:]]
    for some in groups:
        grown.write(some)
    grown.write([], gone_posts=[each.post_id for each in HIDDEN])
    seen = _seen(grown)
    clean.replace_all(PUBLIC)
    assert _seen(clean) == seen
    assert "zebra" not in seen[2]


def test_hidden_questions_shift_no_suggestion(tmp_path: Any):
    def made(name: str) -> Similarity:
        opened = Similarity.open(tmp_path / name)
        opened.write([question(each.post_id, each.body[:60], each.body) for each in PUBLIC])
        return opened

    grown, clean = made("grown"), made("clean")
    grown.write([question(each.post_id, each.body, each.body) for each in HIDDEN])
    grown.write([], gone_threads={each.post_id for each in HIDDEN})
    for text in ("wifi router reset", "orange light in the evening", "guest password update", "zebra router"):
        there, here = (
            [(each.thread_id, each.score, each.shared_terms) for each in one.suggest(text)] for one in (clean, grown)
        )
        assert here == there
