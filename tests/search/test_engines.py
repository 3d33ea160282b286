"""Every engine answers the grammar as a plain reading of every post does: each has oddities to stay clear of."""

import random
from datetime import timedelta

import pytest

from search import plan
from search.documents import Document, Sort
from search.query import Filter, Query, parse
from search.vocabulary import terms
from tests.search.engines import Opener
from tests.search.posts import FIRST_AT, document

WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", *(f"w{number}" for number in range(30)))
FILTERS = ("is:unanswered", "is:solved", "tag:t1", 'tag:"t 3"', "by:mara", "-by:theo", "channel:site", "-is:solved")


def written(chance: random.Random, post_id: int) -> Document:
    common = WORDS[: chance.choice((4, 8, len(WORDS)))]
    return document(
        post_id,
        " ".join(chance.choices(common, k=chance.choice((1, 3, 8, 30)))),
        " ".join(chance.choices(WORDS, k=chance.choice((0, 2)))),
        tags=tuple(chance.sample(("t1", "t2", "t 3"), chance.choice((0, 1)))),
        author=chance.choice(("mara", "theo")),
        channel=chance.choice(("site", "twitter")),
        is_unanswered=chance.random() < 0.3,
        is_solved=chance.random() < 0.3,
    )


def typed(chance: random.Random) -> str:
    parts = chance.choices(WORDS[: chance.choice((4, 8, len(WORDS)))], k=chance.choice((1, 1, 2, 3, 6)))
    parts += chance.choice(([], [], ['"alpha bravo"'], ["-charlie"], ['-"delta echo"'], ["-w3", '"bravo delta"']))
    parts += chance.choice(([], [], [chance.choice(FILTERS)], chance.sample(FILTERS, 2)))
    chance.shuffle(parts)
    return " ".join(parts)


def has(post: Document, stems: tuple[str, ...]) -> bool:
    parts = [terms(part) for part in (post.title, *post.tags, post.body)]
    return any(tuple(part[start : start + len(stems)]) == stems for part in parts for start in range(len(part)))


def passes(post: Document, condition: Filter) -> bool:
    states = {"unanswered": post.is_unanswered, "solved": post.is_solved}
    holds = {
        "is": states.get(condition.value, False),
        "tag": condition.value in post.tags,
        "by": condition.value == post.author,
        "channel": condition.value == post.channel,
    }[condition.name]
    return holds != condition.is_excluded


def expected(posts: list[Document], query: Query) -> set[int]:
    able = [
        post
        for post in posts
        if all(passes(post, condition) for condition in query.filters)
        and not any(has(post, readings[0]) for readings in query.excluded)
        and all(has(post, readings[0]) for readings in query.phrases)
    ]
    exact = {post.post_id for post in able if all(has(post, word.readings[0]) for word in query.words)}
    if len(exact) >= 10 or len(query.words) < 2:
        return exact
    return {post.post_id for post in able if query.phrases or any(has(post, word.readings[0]) for word in query.words)}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("count", [6, 250])
def test_every_query_finds_what_reading_every_post_finds(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, seed: int, count: int
):
    monkeypatch.setattr(plan, "COMMON_COUNT", 10**9)
    monkeypatch.setattr(plan, "RELAXED_POSTINGS", 10**9)
    chance, index = random.Random(seed), opener()
    posts = {number: written(chance, number) for number in range(count)}
    for start in range(0, count, 60):
        index.write([*posts.values()][start : start + 60])
    for _ in range(4):
        edited, gone = chance.sample(sorted(posts), 2)
        posts[edited] = written(chance, edited)
        del posts[gone]
        index.write([posts[edited]], gone_posts=[gone])
        for _ in range(40):
            query = typed(chance)
            wanted = expected([*posts.values()], parse(query))
            everything, page = index.search(parse(query), limit=1_000), index.search(parse(query), limit=5)
            assert {hit.post_id for hit in everything.hits} == wanted, query
            assert everything.total == page.total == len(wanted), query
            assert page.hits == everything.hits[:5], query


def test_of_many_words_only_the_rarest_are_looked_up_when_some_are_enough(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(plan, "RELAXED_POSTINGS", 12)
    index = opener()
    index.write([document(number, "often " * (number < 90) + f"rare{number % 30}") for number in range(120)])
    results = index.search(parse("often rare1 rare2 rare3 rare4"))
    assert results.is_relaxed
    assert {hit.post_id % 30 for hit in results.hits} == {1, 2, 3}


@pytest.mark.parametrize("sort", ["relevance", "new"])
def test_of_a_word_that_is_everywhere_only_the_newest_posts_are_looked_at(
    opener: Opener, monkeypatch: pytest.MonkeyPatch, sort: Sort
):
    monkeypatch.setattr(plan, "COMMON_COUNT", 10)
    chance, index = random.Random(4), opener()
    ages = chance.sample(range(1_000), 200)  # what is imported later may be older
    posts = [
        document(number, "often " * (number % 5) + "word " * (number % 7), created_at=FIRST_AT + timedelta(hours=age))
        for number, age in enumerate(ages)
    ]
    for start in range(0, 200, 70):
        index.write(posts[start : start + 70])
    everything = index.search(parse("often word"), limit=1_000, sort=sort)
    narrowed = index.search(parse("often channel:site"), limit=1_000, sort=sort)
    monkeypatch.setattr(plan, "EVERYWHERE", 40)
    results = index.search(parse("often word"), limit=1_000, sort=sort)
    newest = sorted(posts, key=lambda post: post.created_at)[-(200 * 40 // 160) - 1 :]
    seen = {post.post_id for post in newest if post.post_id % 5}
    assert results.is_newest_only
    assert not everything.is_newest_only
    assert {hit.post_id for hit in results.hits} == seen
    assert results.total == len(seen)
    assert [hit.post_id for hit in results.hits] == [hit.post_id for hit in everything.hits if hit.post_id in seen]
    page = index.search(parse("often word"), limit=7, sort=sort)
    assert page.hits == results.hits[:7]
    after = index.search(parse("often word"), limit=7, sort=sort, after=page.hits[-1].post_id)
    assert [hit.post_id for hit in after.hits] == [hit.post_id for hit in results.hits[7:14]]
    again = index.search(parse("often channel:site"), limit=1_000, sort=sort)
    assert [hit.post_id for hit in again.hits] == [hit.post_id for hit in narrowed.hits]
    assert again.total == 160
    assert not again.is_newest_only
