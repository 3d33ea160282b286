"""Search as readers meet it: marked words, filters, nothing hidden, and a way on when there is nothing."""

import re
from pathlib import Path
from typing import Any

import pytest

from forum.views.search import marked
from search import plan
from tests.forum.imported import bring, post
from tests.forum.talk import answer, ask, hide, page, question_of


def test_a_question_is_found_by_its_words_which_are_marked(cast: Any):
    thread = ask(cast, title="Walrus modem hums", body="It hums like a walrus.")
    cast.work()
    html = page(cast, "/search?q=walrus")
    assert "1 result" in html and f'href="/threads/{thread}"' in html and "<mark>walrus</mark>" in html


def test_an_answer_is_found_and_links_to_itself(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread, body="Choose a channel without radar.")
    cast.work()
    assert f"/threads/{thread}#post-{post}" in page(cast, "/search?q=radar")


def test_who_has_no_name_elsewhere_is_called_by_the_handle(cast: Any, tmp_path: Path):
    bring(cast.app, tmp_path, [post("1", "junopark", 0, "My walrus modem hums."), post("2", "tobi", 1, reply_to="1")])
    cast.work()
    assert "question by junopark" in page(cast, "/search?q=walrus")


def test_what_was_hidden_a_moment_ago_is_not_found_though_the_index_still_holds_it(cast: Any):
    thread = ask(cast, title="Walrus modem hums", body="It hums like a walrus.")
    cast.work()
    hide(cast, question_of(cast, thread))
    for reader in (None, "ines"):
        html = page(cast, "/search?q=walrus", reader)
        assert "hums like" not in html and "Walrus modem hums" not in html


def test_nothing_found_offers_to_ask(cast: Any):
    html = page(cast, "/search?q=ornage+lihgt")
    assert "Nothing for “ornage lihgt”" in html and "/threads/new?title=ornage%20lihgt" in html


def test_without_a_query_there_is_only_the_form(cast: Any):
    assert "Narrow it down" in page(cast, "/search")


def test_more_results_follow_and_lead_back(cast: Any):
    for number in range(23):
        ask(cast, title=f"Walrus {number}", body="It hums.")
    cast.work()
    first = page(cast, "/search?q=walrus&sort=new")
    assert first.count('class="hit"') == 20 and "from=20" in first
    second = page(cast, "/search?q=walrus&sort=new&from=20")
    assert second.count('class="hit"') == 3 and "From the first" in second


def test_words_that_decided_nothing_are_named(cast: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plan, "COMMON_COUNT", 3)
    for number in range(6):
        ask(cast, title=f"Walrus {number}", body="It hums." if number else "It hums like a zebra.")
    cast.work()
    assert "so a hit need not have it: walrus." in page(cast, "/search?q=walrus+zebra")
    assert "only the newest" not in page(cast, "/search?q=walrus+hums")
    monkeypatch.setattr(plan, "EVERYWHERE", 4)
    html = page(cast, "/search?q=walrus+hums")
    assert "5 results" in html and "only the newest ones were looked at" in html


@pytest.mark.parametrize("query", ["(((", '"', "tag:", "is:nonsense", "a" * 900, "%00", "NOT AND OR", "*", "by:@", "-"])
def test_any_query_has_an_answer(cast: Any, query: str):
    ask(cast)
    cast.work()
    for more in ("", "&sort=new", "&sort=x&from=-5", "&from=99999999999999999999"):
        assert cast.visit().get(f"/search?q={query}{more}").status_code == 200


def test_a_damaged_index_is_replaced_by_a_plain_search_and_never_by_an_error(cast: Any):
    thread = ask(cast, title="Walrus modem hums", body="It hums 100% of the time.")
    hidden = ask(cast, title="Walrus that is hidden", body="It hums.")
    cast.work()
    hide(cast, question_of(cast, hidden))
    damage(cast)
    html = page(cast, "/search?q=walrus+HUMS")
    assert "plain search" in html and f'href="/threads/{thread}"' in html and "Walrus that is hidden" not in html
    assert f'href="/threads/{thread}"' in page(cast, "/search?q=100%25")
    assert "Nothing for" in page(cast, "/search?q=100_")
    assert "Nothing for" in page(cast, "/search?q=is:unanswered")


def damage(cast: Any) -> None:
    """Overwrite every file of the full-text index, and let the app open it anew."""
    folder = Path(cast.app.extensions["settings"].search_url.removeprefix("whoosh:"))
    for file in folder.iterdir():
        file.write_bytes(b"no index at all")
    cast.app.extensions["engines"].clear()


def test_marked_words_are_the_only_markup():
    assert marked("<b>one</b> two", ((3, 6), (11, 14))) == "&lt;b&gt;<mark>one</mark>&lt;/b&gt; <mark>two</mark>"
    assert marked("a & b", ()) == "a &amp; b"


def test_half_a_word_finds_a_few_threads_while_one_types(cast: Any):
    thread = ask(cast, title="Router hums at noon", body="My router hums.")
    answer(cast, thread, body="Routers do that.")
    for number in range(8):
        ask(cast, title=f"Walrus {number}", body="It hums.")
    cast.work()
    html = page(cast, "/search/quick?q=hums+ro")
    first = html.partition("</li>")[0]
    assert f'href="/threads/{thread}' in first and html.count(f'href="/threads/{thread}') == 1 and "miss" not in html
    assert page(cast, "/search/quick?q=walru").count("<li>") == 6
    for nothing in ("r", "", "zebra", "ro+", "%22", "by:"):
        assert "<li>" not in page(cast, f"/search/quick?q={nothing}")


def test_words_of_hidden_posts_complete_nothing_and_shift_nothing(cast: Any):
    """Guests read the same pages, scores included, whether or not there is something hidden or taken back."""
    shown = [ask(cast, title=f"Router {word} hums", body=f"The {word} router hums.") for word in ("green", "blue")]
    answer(cast, shown[0], body="Routers in the basement do that.")
    cast.work()
    asked = ("/search?q=router+hums", "/search?q=ruoter", "/search?q=wombat", "/search?q=hums&sort=new")
    asked += ("/search/quick?q=wom", "/search/quick?q=rou", "/search/quick?q=hums+ba", "/search?q=-green")
    before = _seen(cast, asked)
    for number in range(6):
        hide(cast, question_of(cast, ask(cast, title=f"Wombat router {number}", body="The wombat basement router.")))
    note = answer(cast, shown[1], body="Wombat hums in the basement, router router.")
    hide(cast, note)
    taken = question_of(cast, ask(cast, "nils", title="Wombat rounds hums", body="Wombats. Basement routers."))
    assert cast.visit("nils").delete(f"/posts/{taken}").status_code == 303
    cast.work()
    after = _seen(cast, asked)
    assert after[:2] == before[:2]
    for address, there, here in zip(asked, before[2], after[2], strict=True):
        assert here.splitlines() == there.splitlines(), address


def _seen(cast: Any, asked: tuple[str, ...]) -> Any:
    from forum.services import searching, suggestions

    with cast.app.app_context():
        found = searching.search("router hums")
        scores = [(hit.post_id, round(hit.score, 9)) for hit in found.hits], found.total
        near = [(each.thread_id, each.score) for each in suggestions.nearest("the green router hums in the basement")]
    pages = [
        re.sub(
            r'(csrf-token" content=|X-CSRFToken": |csrf_token" value=|name="miss" value=)"[^"]*"', "", page(cast, each)
        )
        for each in asked
    ]
    return scores, near, pages
