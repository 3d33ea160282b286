"""Did you mean: only words that somebody may read here, and never a change of what is right."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from search.spelling import Spelling


def readable(words: Sequence[str]) -> dict[str, int]:
    posts = {"router": 5, "evening": 1, "firmware": 1, "route": 2, "routes": 7}
    return {word: posts[word] for word in words if word in posts}


@pytest.fixture
def spelling(tmp_path: Path) -> Spelling:
    made = Spelling(tmp_path / "words.json")
    made.add(["My router fails every evening", "Router firmware", "a secretword that was hidden since"])
    return made


@pytest.mark.parametrize(("typed", "meant"), [("ruoter", "router"), ("firmwear", "firmware"), ("evning", "evening")])
def test_a_slip_is_taken_for_the_word_that_people_use(spelling: Spelling, typed: str, meant: str):
    assert spelling.mend(["my", typed], readable) == ["my", meant]


@pytest.mark.parametrize("typed", [["router"], ["zebra"], ["my"], ["evenin1"], []])
def test_what_is_known_or_like_nothing_stays_as_it_is(spelling: Spelling, typed: list[str]):
    assert spelling.mend(typed, readable) is None


def test_a_word_that_nobody_may_read_any_more_is_never_offered(spelling: Spelling):
    assert spelling.mend(["secretwrod"], readable) is None


def test_another_process_sees_what_was_added_and_a_damaged_file_is_only_forgotten(spelling: Spelling, tmp_path: Path):
    reader = Spelling(tmp_path / "words.json")
    assert reader.mend(["ruoter"], readable) == ["router"]
    (tmp_path / "words.json").write_text('{"router"')
    assert reader.mend(["ruoter"], readable) is None
    spelling.add(["router"])
    assert reader.mend(["ruoter"], readable) == ["router"]
    spelling.replace_all(["firmware"])
    assert reader.mend(["ruoter"], readable) is None


def test_a_beginning_is_completed_to_the_words_of_most_readable_posts(spelling: Spelling):
    spelling.add(["route", "routes", "routine", "secretary"])
    assert spelling.completions("rout", readable) == ["routes", "router", "route"]
    assert spelling.completions("secret", readable) == []
    assert spelling.completions("r", readable) == []
