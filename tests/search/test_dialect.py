"""How a site speaks: languages and synonyms, in queries and in questions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search.asked import asked
from search.boosts import day_of
from search.dialect import Dialect
from search.documents import Question
from search.languages import detect, guess
from search.query import parse
from search.similarity import Similarity
from tests.search.engines import Opener
from tests.search.posts import document, question

SYNONYMS = Dialect(synonyms=(("Hearth", "router", "red box"), ("los", "red light")))
GERMAN = Dialect(languages=("en", "de"))


def found(opener: Opener, query: str, dialect: Dialect = SYNONYMS) -> set[int]:
    return {hit.post_id for hit in opener().search(parse(query, dialect)).hits}


@pytest.fixture
def filled(opener: Opener) -> Opener:
    posts = [
        document(1, "My Hearth hums."),
        document(2, "The router hums.", lang="en"),
        document(3, "The red box hums, but no box is red."),
        document(4, "A red light on the box."),
        document(5, "Die Häuser sind weit weg.", lang="de"),
        document(6, "Ein Haus am See.", lang="de", risk="high"),
    ]
    opener().write(posts)
    return opener


def test_words_that_mean_the_same_find_each_other_whichever_is_typed(filled: Opener):
    assert found(filled, "hearths hums") == found(filled, "router hums") == found(filled, "red box hums") == {1, 2, 3}
    assert found(filled, "router -hearth") == set()
    assert found(filled, "red light") == {4}


def test_a_word_is_found_by_the_rules_of_each_language_that_the_site_speaks(filled: Opener):
    assert found(filled, "Haus", GERMAN) == {5, 6}
    assert found(filled, "Haus lang:de", GERMAN) == {5, 6}
    assert found(filled, '"ein haus"', GERMAN) == {6}
    assert found(filled, "hums lang:en", GERMAN) >= {1, 2}


def test_days_narrow_a_search_down(filled: Opener):
    assert found(filled, "hums after:2026-03-02 before:2026-03-03") == {1, 2, 3}
    assert found(filled, "hums before:2026-03-02") == set()
    assert found(filled, "hums -after:2026") == set()
    assert parse("before:soon").words


def test_only_staff_can_ask_for_risk(filled: Opener):
    assert {hit.post_id for hit in filled().search(parse("risk:high", is_staff=True)).hits} == {6}
    assert found(filled, "risk:high") == set()


def test_a_synonym_brings_the_question_that_says_it_otherwise(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    index.write([question(1, "The red box hums at night"), question(2, "A lamp hums at night")])
    assert index.nearest(asked("my hearth is loud", SYNONYMS))[0].thread_id == 1
    assert [match.thread_id for match in index.nearest("my hearth is loud")] == []


def test_questions_are_stemmed_in_their_own_language(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    index.write(
        [Question(1, "Die Häuser haben kein Netz", "", "", True, lang="de"), question(2, "No signal in houses")]
    )
    assert index.nearest(asked("wie ist das Netz im Haus", GERMAN))[0].thread_id == 1
    assert index.nearest(asked("what is the signal in my house", GERMAN))[0].thread_id == 2


@pytest.mark.parametrize(
    ("text", "lang"),
    [("wie setze ich das zurück", "de"), ("how do I reset it", "en"), ("comment puis-je faire", "fr"), ("xyz", "en")],
)
def test_a_typed_question_is_taken_for_the_language_of_its_small_words(text: str, lang: str):
    assert guess(text, ("en", "de", "fr")) == lang
    assert guess(text, ("de",)) == "de"


def test_a_stored_post_is_told_by_a_model_among_the_languages_of_the_site():
    assert detect("Seit dem Update blinkt die Lampe und nichts geht mehr", ("en", "de", "fr")) == "de"
    assert detect("Since the update the lamp blinks and nothing works", ("en", "de")) == "en"
    assert detect("", ("en", "de")) == "en"
    assert detect("Bonjour", ("en",)) == "en"


def test_of_equally_like_questions_the_accepted_voted_and_newer_one_stands_first(tmp_path: Path):
    day, index = datetime(2026, 3, 2, tzinfo=UTC), Similarity.open(tmp_path / "similar")
    title = "Router loses the wifi in the evening"
    index.write(
        [
            Question(1, title, "", "", True, asked_at=day - timedelta(days=1_500)),
            Question(2, title, "", "", True, asked_at=day),
            Question(3, title, "", "", True, asked_at=day, votes=12),
            Question(4, title, "", "", True, asked_at=day, votes=12, is_solved=True),
            Question(5, "Router loses the wifi in the morning", "", "", True, asked_at=day, votes=99, is_solved=True),
        ]
    )
    question_now = asked(title, today=day_of(day))
    assert [match.thread_id for match in index.nearest(question_now)] == [4, 3, 2, 1, 5]
