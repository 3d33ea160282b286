"""The weights are those of scikit-learn and of BM25 as it is written down, and nothing good is lost on the way."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from search import ranking, scoring
from search.asked import asked
from search.documents import Question
from search.ranking import Collection
from search.segments import built
from search.vocabulary import stem, words

TEXTS = (
    "My router loses the wifi every evening, the router restarts",
    "How do I change the password of the guest network?",
    "The lantern light blinks orange after the update",
    "Banana banana router bananas",
    "Which cable do I need between modem and router?",
    "guest",
)
ANSWERS = (
    "Restart the router in the evening.",
    "",
    "Hold the reset button of the router.",
    "",
    "A plain cable.",
    "Yes.",
)
ASKED = "which router cable for the guest wifi, router rooter"
COUNT = len(TEXTS)


@pytest.fixture
def collection() -> Collection:
    texts = zip(TEXTS, ANSWERS, strict=True)
    return Collection(
        [built([Question(number, text, "", answer, True) for number, (text, answer) in enumerate(texts)])]
    )


def everything(collection: Collection, text: str) -> scoring.Scored:
    question = asked(text)
    return collection._scored(collection.weights(question), question, [np.arange(COUNT)])


def cosines(analyser: object, query: str) -> np.ndarray:
    """lnc.ltc by scikit-learn: log counts on both sides, idf of the documents on the query's only, length 1."""
    counter = CountVectorizer(analyzer=analyser) if callable(analyser) else CountVectorizer(**analyser)  # type: ignore[arg-type]
    texts = [" ".join(words(text)) for text in (*TEXTS, query)]
    counts = counter.fit_transform(texts)
    documents = TfidfTransformer(use_idf=False, sublinear_tf=True).fit_transform(counts[:COUNT])
    asking = TfidfTransformer(sublinear_tf=True, smooth_idf=True).fit(counts[:COUNT]).transform(counts[COUNT:])
    return (documents @ asking.T).toarray().ravel()


def test_the_cosine_of_n_grams_is_scikit_learns(collection: Collection):
    reference = cosines({"analyzer": "char_wb", "ngram_range": (3, 3), "lowercase": False}, ASKED)
    assert np.allclose(everything(collection, ASKED).gram_cosine, reference, atol=1e-6)


def test_the_cosine_of_stems_is_scikit_learns(collection: Collection):
    reference = cosines(lambda text: [stem(word) for word in text.split()], ASKED)
    assert np.allclose(everything(collection, ASKED).stem_cosine, reference, atol=1e-6)


def bm25(texts: list[list[str]], query: list[str]) -> np.ndarray:
    """Okapi's formula, word by word."""
    mean = np.mean([len(text) for text in texts if text])
    scores = np.zeros(len(texts))
    for term, times in Counter(query).items():
        holders = sum(term in text for text in texts)
        idf = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
        for place, text in enumerate(texts):
            count = text.count(term)
            scores[place] += times * idf * 2.2 * count / (count + 1.2 * (0.25 + 0.75 * len(text) / mean))
    return scores


def test_the_first_score_is_bm25_of_the_question_and_a_fifth_of_its_answer(collection: Collection):
    query = "which router cable for the guest wifi router"
    stems = [stem(word) for word in words(query)]
    sides = [[[stem(word) for word in words(text)] for text in side] for side in (TEXTS, ANSWERS)]
    reference = bm25(sides[0], stems) + 0.2 * bm25(sides[1], stems)
    assert np.allclose(everything(collection, query).bm25, reference, atol=1e-5)


def pairs(text: str) -> Counter:
    line = ["", *(stem(word) for word in words(text)), ""]
    return Counter(pairwise(line))


def test_the_cosine_of_pairs_asks_which_stems_stand_side_by_side(collection: Collection):
    query = "the guest network, the guest wifi of the router the router restarts"
    weights = {pair: 1 + math.log(times) for pair, times in pairs(query).items()}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    reference = [
        sum(weight for pair, weight in weights.items() if pair in pairs(text))
        / length
        / math.sqrt(len(words(text)) + 1)
        for text in TEXTS
    ]
    assert max(reference) > 0.2
    assert np.allclose(everything(collection, query).pair_cosine, reference, atol=1e-6)


def test_the_rank_is_of_n_grams_words_stems_and_pairs(collection: Collection):
    scores = everything(collection, ASKED)
    shares = {"bm25": 0.4, "gram_cosine": 0.45, "stem_cosine": 0.1, "pair_cosine": 0.05}
    expected = sum(share * getattr(scores, name) / getattr(scores, name).max() for name, share in shares.items())
    for match in collection.nearest(asked(ASKED), COUNT):
        assert math.isclose(match.rank_score, expected[match.thread_id], abs_tol=1e-9)
        absolute = 0.7 * scores.gram_cosine[match.thread_id] + 0.3 * scores.stem_cosine[match.thread_id]
        assert math.isclose(match.score, absolute, abs_tol=1e-9)


def many(count: int) -> list[Question]:
    chance = np.random.default_rng(5)
    vocabulary = [f"word{number}" for number in range(300)]
    shares = 1 / np.arange(1, 301)
    return [
        Question(number, " ".join(chance.choice(vocabulary, 12, p=shares / shares.sum())), "", "", True)
        for number in range(count)
    ]


def test_candidates_are_as_good_as_the_best_of_all_by_brute_force(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "CANDIDATES", 20)
    questions = many(3_000)
    for parts in ([questions], [questions[:2_500], questions[2_500:2_900], questions[2_900:]]):
        collection = Collection([built(part) for part in parts])
        question = asked("word13 word20 word40 word77 word120")
        weights = collection.weights(question)
        everyone = [np.arange(len(part)) for part in parts]
        scores = collection._scored(weights, question, everyone)
        found = collection._candidates(weights, question, True, ranking.NOBODY)
        reached = collection._scored(weights, question, found).bm25
        assert np.allclose(np.sort(reached)[-20:], np.sort(scores.bm25)[-20:], atol=1e-4)


def test_very_common_words_find_nobody_but_still_count(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "COMMON_COUNT", 100)
    collection = Collection([built(many(3_000))])
    question = asked("word0 word150 word200 word250 word1")
    weights = collection.weights(question)
    assert weights.is_finder.tolist() == [False, True, True, True, False]
    scores = collection._scored(weights, question, collection._candidates(weights, question, True, ranking.NOBODY))
    assert scores.has_stem[:, 0].any()


def test_a_question_of_common_words_only_is_found_by_its_rarest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "COMMON_COUNT", 10)
    collection = Collection([built(many(1_000))])
    assert collection.weights(asked("word0 word1 word2 word3")).is_finder.tolist() == [False, True, True, True]
    assert collection.nearest(asked("word0"), 5)
