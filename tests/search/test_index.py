"""What every full-text engine keeps to: told once, run on each engine there is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import plan
from search.documents import Document, Results, Sort
from search.index import Index, open_index, set_aside
from search.query import parse
from tests.search.engines import Opener
from tests.search.posts import document

POSTS = (
    document(1, "It drops every evening around eight.", "Router loses the wifi", tags=("wifi", "evening drops")),
    document(2, "Put it in the middle of the flat, not in a cupboard.", thread_id=1, author="theo"),
    document(3, "The light blinks orange since the update.", "Orange light", is_unanswered=True, author="Nils"),
    document(4, "Same here, wifi gone since the update!", thread_id=3, kind="comment", channel="twitter"),
    document(5, "How do I set up a guest network?", "Guest network", is_solved=True, brand="Lanternet Pro"),
)


@pytest.fixture
def index(opener: Opener) -> Index:
    opened = opener()
    opened.write(POSTS)
    return opened


def found(index: Index, query: str, **more: object) -> list[int]:
    return [hit.post_id for hit in index.search(parse(query), **more).hits]  # type: ignore[arg-type]


def test_an_index_that_was_never_written_finds_nothing(opener: Opener, tmp_path: Path):
    assert opener().search(parse("router")) == Results()
    assert opener().post_ids() == set()
    assert not any(tmp_path.iterdir())


def test_a_post_is_found_by_its_title_its_text_and_its_tags(index: Index):
    assert found(index, "loses") == [1]
    assert found(index, "cupboards") == [2]
    assert found(index, "drops") == [1]


def test_a_hit_says_which_thread_it_is_in_and_shows_why(index: Index):
    hit = index.search(parse("cupboard")).hits[0]
    assert (hit.post_id, hit.thread_id) == (2, 1)
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["cupboard"]
    assert hit.score > 0


def test_a_word_in_the_title_counts_more(index: Index):
    index.write([document(6, "guest guide", "Something else"), document(7, "Something else", "guest guide")])
    assert found(index, "guest guide")[0] == 7


def test_posts_with_all_words_come_before_posts_with_some(index: Index):
    results = index.search(parse("wifi update"))
    assert results.hits[0].post_id == 4
    assert {hit.post_id for hit in results.hits} == {1, 3, 4}
    assert results.is_relaxed
    assert results.total == 3


def test_a_phrase_must_stand_as_it_is(index: Index):
    assert found(index, '"the update"') == [4, 3] or found(index, '"the update"') == [3, 4]
    assert found(index, '"update the"') == []


def test_a_phrase_does_not_reach_from_the_title_into_the_text(index: Index):
    assert found(index, '"light the light"') == []
    assert found(index, '"wifi it drops"') == []


def test_a_word_with_minus_is_kept_out(index: Index):
    assert found(index, "update -orange") == [4]
    assert set(found(index, "-update")) == {1, 2, 5}


@pytest.mark.parametrize(
    ("query", "posts"),
    [
        ("is:unanswered", [3]),
        ("is:solved", [5]),
        ("by:@NILS", [3]),
        ("by:theo flat", [2]),
        ('tag:"evening drops"', [1]),
        ("channel:twitter", [4]),
        ('brand:"lanternet pro"', [5]),
        ("wifi -channel:twitter", [1]),
        ("is:solved is:unanswered", []),
        ("tag:nothing", []),
    ],
)
def test_filters_say_which_posts(index: Index, query: str, posts: list[int]):
    assert found(index, query) == posts


def test_filters_alone_give_the_newest_first(index: Index):
    assert found(index, "brand:lanternet") == [4, 3, 2, 1]


def test_newest_first_when_asked_for(index: Index):
    assert found(index, "wifi", sort="new") == [4, 1]


def test_an_edited_post_is_found_by_its_new_words_only(index: Index):
    index.write([document(2, "Use another channel.", thread_id=1)])
    assert found(index, "cupboard") == []
    assert found(index, "another channel") == [2]
    assert index.post_ids() == {1, 2, 3, 4, 5}


def test_a_removed_post_is_found_no_more(index: Index):
    index.write([], gone_posts=[2, 99])
    assert found(index, "cupboard") == []
    assert index.post_ids() == {1, 3, 4, 5}


def test_a_word_is_known_while_a_post_has_it_and_no_longer(index: Index):
    assert index.often(["cupboard", "flat", "zebra"]) == {"cupboard": 1, "flat": 1}
    index.write([], gone_posts=[2])
    assert index.often(["cupboard", "flat", "router"]) == {"router": 1}


def test_the_last_of_two_documents_with_one_id_counts(index: Index):
    index.write([document(9, "first draft"), document(9, "second draft")])
    assert found(index, "first") == []
    assert found(index, "second") == [9]


def test_another_reader_sees_a_commit_with_its_next_search(index: Index, opener: Opener):
    reader = opener()
    assert found(reader, "antenna") == []
    for number in range(30, 42):
        index.write([document(number, f"antenna number {number}")])
        assert number in found(reader, "antenna", limit=50)
    index.write([], gone_posts=range(30, 40))
    assert sorted(found(reader, "antenna")) == [40, 41]
    index.write([document(40, "nothing of that kind")])
    assert found(reader, "antenna") == [41]


def test_replacing_all_leaves_nothing_of_before(index: Index, opener: Opener):
    reader = opener()
    assert found(reader, "cupboard") == [2]
    assert index.replace_all(iter([document(7, "cupboard"), document(8, "flat")])) == 2
    assert reader.post_ids() == {7, 8}
    assert found(reader, "cupboard") == [7]


def test_an_error_of_the_one_who_gives_documents_is_theirs_and_changes_nothing(index: Index):
    def broken():
        yield document(50, "half a list")
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.replace_all(broken())
    with pytest.raises(LookupError):
        index.write(broken())
    assert index.post_ids() == {1, 2, 3, 4, 5}
    index.write([document(51, "and it can be written again")])
    assert found(index, "written") == [51]


def test_pages_hold_every_hit_once(index: Index):
    index.write([document(number, "same words for all") for number in range(100, 147)])
    pages = [index.search(parse("same words"), limit=10, offset=offset) for offset in range(0, 60, 10)]
    assert sum(len(page.hits) for page in pages) == 47
    assert {hit.post_id for page in pages for hit in page.hits} == set(range(100, 147))
    assert {page.total for page in pages} == {47}


def test_pages_of_a_relaxed_search_hold_every_hit_once(index: Index):
    index.write([document(number, "alpha" if number % 2 else "beta") for number in range(100, 130)])
    index.write([document(200, "alpha beta")])
    pages = [index.search(parse("alpha beta"), limit=7, offset=offset) for offset in range(0, 42, 7)]
    shown = [hit.post_id for page in pages for hit in page.hits]
    assert shown[0] == 200
    assert sorted(shown) == [*range(100, 130), 200]


@pytest.mark.parametrize("sort", ["relevance", "new"])
def test_a_page_goes_on_after_the_last_post_though_others_came_or_went(index: Index, sort: Sort):
    index.write([document(number, "same words for all") for number in range(100, 130)])
    first = index.search(parse("same words"), limit=10, sort=sort)
    index.write([document(number, "same words for all") for number in range(200, 205)])
    index.write([], gone_posts=[first.hits[0].post_id])
    second = index.search(parse("same words"), limit=10, sort=sort, offset=10, after=first.hits[-1].post_id)
    assert not {hit.post_id for hit in first.hits} & {hit.post_id for hit in second.hits}
    assert len(second.hits) == 10
    assert sort == "relevance" or second.start == first.start + 9 + 5
    assert index.search(parse("same words"), limit=10, sort=sort, offset=10, after=first.hits[0].post_id).start == 10


def test_words_that_most_posts_have_are_left_out_and_named(index: Index, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan, "COMMON_COUNT", 3)
    index.write([document(number, f"router story {number}") for number in range(100, 110)])
    results = index.search(parse("Router cupboard"))
    assert [hit.post_id for hit in results.hits] == [2]
    assert results.ignored == ("Router",)


def test_of_common_words_alone_the_rarest_decides(index: Index, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan, "COMMON_COUNT", 3)
    index.write([document(number, "router" if number % 2 else "router story") for number in range(100, 120)])
    results = index.search(parse("router story"))
    assert results.total == 10
    assert results.ignored == ("router",)


def test_strange_input_finds_something_or_nothing_but_never_fails(index: Index):
    strange = [
        '"',
        "a" * 20_000,
        "x " * 10_000,
        '"' * 20_000,
        "\0",
        "a\0b",
        "-",
        "is:",
        "((",
        "*",
        "a* OR [b TO c]",
        "~",
    ]
    for query in [*strange, "is:unanswered -is:unanswered", "text:router", "post_id:1", "\ud800"]:
        assert index.search(parse(query)).total >= 0


@pytest.mark.shared_data
def test_naughty_strings_never_fail(index: Index, shared: Path):
    naughty = [str(line) for line in json.loads((shared / "payloads" / "blns.json").read_text())]
    index.write([document(1_000 + number, line, line) for number, line in enumerate(naughty)])
    for line in naughty:
        assert index.search(parse(line)).total >= 0
    assert len(index.post_ids()) == 5 + len(naughty)


def test_a_limit_of_nothing_finds_nothing(index: Index):
    assert index.search(parse("wifi"), limit=0) == Results()
    assert index.search(parse("wifi"), offset=-5).total == 2


def test_an_unknown_engine_is_named():
    with pytest.raises(ValueError, match="opensearch://search:9200/forum"):
        open_index("opensearch://search:9200/forum")
    with pytest.raises(ValueError, match="whoosh:/path"):
        open_index("whoosh:")


def test_what_is_set_aside_is_empty_until_it_is_written_again(index: Index, opener: Opener):
    reader = opener()
    assert found(reader, "cupboard") == [2]
    index.set_aside()
    assert (index.search(parse("cupboard")), index.post_ids(), reader.search(parse("cupboard"))) == (
        Results(),
        set(),
        Results(),
    )
    index.write([document(7, "cupboard")])
    assert found(reader, "cupboard") == [7]


@pytest.mark.parametrize("engine", ["whoosh", "sqlite"])
def test_files_that_are_set_aside_are_kept_for_a_look_but_not_for_ever(index: Index, tmp_path: Path):
    for _ in range(4):
        index.write([document(1, "again")])
        assert set_aside(tmp_path / "fulltext") is not None
    assert set_aside(tmp_path / "fulltext") is None
    assert len(list(tmp_path.glob("fulltext.damaged-*"))) == 2
    assert index.search(parse("again")) == Results()


WORDS = ("wifi", "router", "reset", "light", "guest", "evening")
bodies = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
changes = st.lists(
    st.tuples(
        st.dictionaries(st.integers(1, 12), bodies, max_size=4),
        st.sets(st.integers(1, 12), max_size=3),
    ),
    max_size=5,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_any_sequence_of_writes_and_removals_finds_what_a_rebuilt_index_finds(
    opener_of_two: Callable[[], tuple[Index, Index]], steps: list[tuple[dict[int, str], set[int]]]
):
    grown, rebuilt = opener_of_two()
    held: dict[int, Document] = {}
    for texts, gone in steps:
        written = {number: document(number, text) for number, text in texts.items()}
        grown.write(written.values(), gone_posts=gone - written.keys())
        held = {number: kept for number, kept in held.items() if number not in gone} | written
    wanted = _answers(grown), grown.post_ids()
    rebuilt.replace_all(held.values())
    assert (_answers(rebuilt), rebuilt.post_ids()) == wanted == (wanted[0], set(held))


def _answers(index: Index) -> dict[str, set[int]]:
    asked = (*WORDS, "wifi router", '"reset light"', "-guest")
    return {query: set(found(index, query, limit=50)) for query in asked}
