"""Questions that are alike: what is suggested, what is not, and that every process sees it."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import similarity as module
from search.documents import Match, Question
from search.similarity import Similarity
from tests.search.posts import THREADS, question


@pytest.fixture
def index(tmp_path: Path) -> Similarity:
    opened = Similarity.open(tmp_path / "similar")
    opened.write(THREADS)
    return opened


def ids(matches: Iterable[Match]) -> list[int]:
    return [match.thread_id for match in matches]


def test_an_index_that_was_never_written_knows_nothing(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    assert index.nearest("wifi") == []
    assert index.thread_ids() == set()
    assert not any(tmp_path.iterdir())


def test_the_question_that_was_asked_before_is_found_in_other_words(index: Similarity):
    matches = index.suggest("wifi is lost by the router in the evening")
    assert ids(matches)[:1] == [1]
    assert set(matches[0].shared_terms) >= {"wifi", "router", "evening"}
    assert 0 < matches[0].score <= 1


@pytest.mark.parametrize("count", [1, 3, 8])
def test_even_the_smallest_site_suggests_what_is_nearly_the_same(tmp_path: Path, count: int):
    index = Similarity.open(tmp_path / "small")
    index.write(THREADS[:count])
    assert ids(index.suggest("Router loses wifi in the evening"))[:1] == [1]


@pytest.mark.parametrize("count", [1, 3, 8])
@pytest.mark.parametrize(
    "text", ["What should I feed a rescued hedgehog?", "How do I boil an egg?", "Which month is best to see whales?"]
)
def test_even_the_smallest_site_is_silent_about_what_it_does_not_know(tmp_path: Path, count: int, text: str):
    index = Similarity.open(tmp_path / "small")
    index.write(THREADS[:count])
    assert index.suggest(text) == []


def test_questions_without_an_answer_are_not_suggested_but_are_related(index: Similarity):
    text = "May I use my own router with fibre?"
    assert 5 not in ids(index.nearest(text))
    assert ids(index.nearest(text, is_answered_only=False))[0] == 5


def test_a_thread_is_not_suggested_to_itself(index: Similarity):
    assert 1 not in ids(index.nearest(THREADS[0].title, exclude={1}))


def test_words_of_the_accepted_answer_help_to_find_it(index: Similarity):
    assert ids(index.nearest("hold reset button"))[0] == 3


def test_a_misspelt_word_counts_as_the_one_it_looks_like(index: Similarity):
    assert ids(index.nearest("change pasword of gest netwrok"))[0] == 2


def test_slang_means_what_it_stands_for(index: Similarity):
    index.write([question(20, "I do not know my account number")])
    assert ids(index.nearest("idk acct number"))[0] == 20


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "@LanternetHelp", "https://lanternet.example", "\0", "\ud800", "x" * 20_000]
)
def test_text_without_any_word_it_knows_finds_nothing(index: Similarity, text: str):
    assert index.nearest(text) == []


def test_very_long_texts_are_compared_too(index: Similarity):
    assert ids(index.nearest("My router loses the wifi every evening. " * 2_000))[0] == 1
    index.write([question(30, "antenna " * 3_000, body="mast " * 20_000)])
    assert ids(index.nearest("antenna"))[0] == 30


@pytest.mark.shared_data
def test_naughty_strings_never_fail(index: Similarity, shared: Path):
    naughty = [str(line) for line in json.loads((shared / "payloads" / "blns.json").read_text())]
    index.write([question(100 + number, line) for number, line in enumerate(naughty)])
    for line in naughty:
        assert all(0 <= match.score <= 1 for match in index.nearest(line, is_answered_only=False))
    assert len(index.thread_ids()) == len(THREADS) + len(naughty)


def test_an_edited_question_is_found_by_its_new_words_only(index: Similarity):
    index.write([question(1, "Where is the serial number printed?")])
    assert ids(index.suggest("My router loses the wifi every evening")) == []
    assert ids(index.suggest("Where do I find the serial number?")) == [1]


def test_a_removed_thread_is_found_no_more(index: Similarity):
    index.write([], gone_threads=[1, 99])
    assert 1 not in ids(index.nearest(THREADS[0].title))
    assert index.thread_ids() == {2, 3, 4, 5, 6, 7, 8}


def test_another_reader_sees_a_commit_with_its_next_question(index: Similarity):
    reader = Similarity.open(index.folder)
    for number in range(100, 130):
        index.write([question(number, f"Antenna number {number} is loose")])
        assert ids(reader.nearest(f"antenna number {number}", limit=1)) == [number]
    index.write([], gone_threads=range(100, 129))
    assert ids(reader.nearest("antenna number 101")) == [129]


def test_an_answer_accepted_later_makes_a_thread_a_suggestion(index: Similarity):
    reader = Similarity.open(index.folder)
    text = "Can I use my own router with fibre?"
    assert 5 not in ids(reader.suggest(text))
    index.write([question(5, THREADS[4].title, "Yes, if it speaks PPPoE.")])
    assert ids(reader.suggest(text))[0] == 5


def test_replacing_all_leaves_nothing_of_before(index: Similarity):
    reader = Similarity.open(index.folder)
    assert len(reader.thread_ids()) == 8
    assert index.replace_all([question(7, "One"), question(7, "Another one"), question(9, "And one more")]) == 2
    assert reader.thread_ids() == {7, 9}
    assert index.replace_all([]) == 0
    assert reader.nearest("one") == []


def test_only_some_threads_can_be_put_in_order(index: Similarity):
    assert ids(index.ranked("router wifi", [4, 1, 99])) == [1, 4]


def test_matches_of_equal_rank_come_by_thread(tmp_path: Path):
    index = Similarity.open(tmp_path / "equal")
    for number in (5, 3, 9):
        index.write([question(number, "The very same question")])
    assert ids(index.nearest("very same question")) == [3, 5, 9]


def test_segments_stay_few_and_folders_hold_no_left_overs(tmp_path: Path):
    index = Similarity.open(tmp_path / "many")
    for number in range(200):
        index.write([question(number, f"Question number {number} about wifi")])
    parts = index._fresh().segments
    assert len(parts) <= 5
    assert sum(part.live for part in parts) == 200
    assert len([path for path in index.folder.iterdir() if path.is_dir()]) == len(parts)
    index.write([], gone_threads=range(150))
    assert sum(len(part.ids) for part in index._fresh().segments) < 75


def test_files_are_plain_arrays_that_hold_no_text_and_no_pickles(index: Similarity):
    for path in index.folder.rglob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype.kind in "iufb"
    assert not any(b"evening" in path.read_bytes() for path in index.folder.rglob("*.*"))


def test_a_closed_index_opens_again(index: Similarity):
    index.close()
    assert len(index.thread_ids()) == 8


WORDS = ("wifi", "router", "reset", "light", "guest", "evening", "cable")
titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
threads = st.tuples(titles, st.sampled_from(("", "reset the cable", "wait until evening")))
steps = st.lists(
    st.tuples(st.dictionaries(st.integers(1, 15), threads, max_size=5), st.sets(st.integers(1, 15))), max_size=6
)


@settings(max_examples=30, deadline=None)
@given(steps=steps, larger=st.sampled_from((0, 1, 4)))
def test_any_sequence_of_writes_and_removals_ranks_as_a_rebuilt_index_does(
    steps: list[tuple[dict[int, tuple[str, str]], set[int]]], larger: int, tmp_path_factory: pytest.TempPathFactory
):
    folder = tmp_path_factory.mktemp("sequence")
    grown, rebuilt = Similarity.open(folder / "grown"), Similarity.open(folder / "rebuilt")
    held: dict[int, Question] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LARGER", larger)
        for texts, gone in steps:
            written = {number: question(number, *texts[number]) for number in texts}
            grown.write(written.values(), gone_threads=gone - written.keys())
            held = {number: kept for number, kept in held.items() if number not in gone} | written
    rebuilt.replace_all(held.values())
    assert grown.thread_ids() == rebuilt.thread_ids() == set(held)
    for text in (*WORDS, "reset the router", "cable cable light", "roter wifii"):
        one, other = (index.nearest(text, 20, is_answered_only=False) for index in (grown, rebuilt))
        assert ids(one) == ids(other)
        assert [match.shared_terms for match in one] == [match.shared_terms for match in other]
        assert np.allclose([match.score for match in one], [match.score for match in other], atol=1e-6)
        assert np.allclose([match.rank_score for match in one], [match.rank_score for match in other], atol=1e-6)
