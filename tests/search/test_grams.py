"""Character n-grams are those of scikit-learn, however many words are looked at."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from search import grams

ANALYSE = CountVectorizer(analyzer="char_wb", ngram_range=(3, 3), lowercase=False).build_analyzer()
texts = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=12)


@given(texts)
def test_n_grams_of_a_word_are_those_of_scikit_learn(word: str):
    assert sorted(grams.grams(word)) == sorted(ANALYSE(word))


@given(st.lists(texts, min_size=1, max_size=30, unique=True))
def test_a_big_table_equals_a_small_one(words: list[str]):
    tables = (grams._table(words), grams._table_by_scikit(words))
    for row in range(len(words)):
        one, other = (
            sorted(names[item] for item in table.items[table.starts[row] : table.starts[row + 1]])
            for names, table in tables
        )
        assert one == other == sorted(grams.grams(words[row]))


def test_names_are_the_same_in_every_process():
    assert grams.name_of("router") == 0xE7AD8456C9F54BD8
    assert len({grams.name_of(f"word {number}") for number in range(10_000)}) == 10_000
    assert np.uint64(grams.name_of("x")).dtype == np.uint64
