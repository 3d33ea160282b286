"""Kept queries against new posts: the same answers as every engine gives, without asking it again and again."""

import pytest

from search.dialect import Dialect
from search.percolator import Percolator
from search.query import parse
from tests.search.engines import Opener
from tests.search.test_index import POSTS

ASKED = (
    *(
        "loses",
        "cupboards",
        "wifi update",
        '"the update"',
        '"update the"',
        "update -orange",
        "-update",
        "is:unanswered",
    ),
    *("is:solved", "by:@NILS", "by:theo flat", 'tag:"evening drops"', "channel:twitter", "wifi -channel:twitter"),
    *('brand:"lanternet pro"', "tag:nothing", "after:2026-03", "before:2026", "lang:en", 'wifi "the update"', "zebra"),
    *("", "-", "is:nonsense", '"light the light"', "risk:high"),
)


@pytest.mark.parametrize("query", ASKED)
def test_a_query_finds_among_new_posts_what_a_search_finds(opener: Opener, query: str):
    index = opener()
    index.write(POSTS)
    parsed, percolator = parse(query), Percolator(POSTS)
    results = index.search(parsed, limit=50)
    found = {hit.post_id for hit in results.hits}
    assert percolator.matching(parsed, is_any=results.is_relaxed) == found
    assert percolator.matching(parsed) <= found


def test_an_index_says_how_many_posts_it_holds(opener: Opener):
    index = opener()
    assert index.count() == 0
    index.write(POSTS)
    index.write(POSTS[:1], gone_posts=[2])
    assert index.count() == len(POSTS) - 1


def test_common_words_need_not_be_there_and_only_words_that_make_a_difference_are_asked_about():
    asked: list[str] = []

    def often(stems: list[str]) -> dict[str, int]:
        asked.extend(stems)
        return {"since": 5_000, "sinc": 5_000, "orang": 3}

    queries = {1: parse("orange since"), 2: parse("since cupboard"), 3: parse("zebra walrus"), 4: parse("orange light")}
    percolator = Percolator([*POSTS[:2], POSTS[2], POSTS[3]])
    found = percolator.all_matching(queries, often, 10_000)
    assert found == {1: {3}, 2: {2}, 3: set(), 4: {3}}
    assert set(asked) <= {"orang", "sinc", "since", "cupboard"}


def test_words_that_mean_the_same_find_each_other():
    dialect = Dialect(synonyms=(("cupboard", "closet"),))
    assert Percolator(POSTS).matching(parse("closet", dialect)) == {2}
