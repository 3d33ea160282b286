"""The list of threads and the thread page, as guests, askers, authors and staff see them."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.forum.talk import BODY, HTMX, TITLE, answer, ask, comment, hide, page, question_of, row


def titles(html: str) -> list[str]:
    return re.findall(r'thread-title"><a href="/threads/\d+"[^>]*>([^<]+)', html)


def backdate(cast: Any, thread_id: int, **ago: timedelta) -> None:
    from forum.database import now
    from forum.extensions import db
    from forum.models import Thread

    with cast.app.app_context():
        for name, age in ago.items():
            setattr(db.session.get_one(Thread, thread_id), name, now() - age)
        db.session.commit()


def many(cast: Any, count: int) -> list[int]:
    """Threads of Mara's, the first one newest; in threes of the same instant."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import User
    from forum.services import threads

    with cast.app.app_context():
        mara, start = db.session.get_one(User, cast.mara), now()
        made = [
            threads.ask(mara, f"Question {i:03}", BODY, at=start - timedelta(hours=i // 3)).thread_id
            for i in range(count)
        ]
        db.session.commit()
        return made


def test_the_newest_question_stands_first(cast: Any):
    for title in ("First of all", "Second of all"):
        ask(cast, title=title)
    assert titles(page(cast, "/")) == ["Second of all", "First of all"]


def test_the_unanswered_tab_shows_only_who_still_waits(cast: Any):
    waiting, done = ask(cast, title="Still waiting"), ask(cast, title="Already answered")
    answer(cast, done)
    assert titles(page(cast, "/?tab=unanswered")) == ["Still waiting"]
    assert waiting


def test_the_active_tab_brings_a_thread_up_when_somebody_answers(cast: Any):
    old, new = ask(cast, title="Old one"), ask(cast, title="New one")
    backdate(cast, old, created_at=timedelta(days=2), active_at=timedelta(days=2))
    backdate(cast, new, created_at=timedelta(days=1), active_at=timedelta(days=1))
    answer(cast, old)
    assert titles(page(cast, "/?tab=active")) == ["Old one", "New one"]
    assert titles(page(cast, "/")) == ["New one", "Old one"]


def test_every_empty_list_says_what_to_do_next(cast: Any):
    assert "Nobody has asked yet" in page(cast, "/")
    assert "Everything has an answer" in page(cast, "/?tab=unanswered")
    assert "No question fits" in page(cast, "/?tag=nothing")


def test_pages_follow_each_other_by_key_without_a_gap_or_a_repetition(cast: Any):
    many(cast, 50)
    seen, address = [], "/"
    while address:
        html = page(cast, address)
        seen += titles(html)
        link = re.search(r'pager-older" href="([^"]+)"', html)
        address = link[1].replace("&amp;", "&") if link else ""
    assert seen == sorted(f"Question {i:03}" for i in range(50)) or sorted(seen) == [
        f"Question {i:03}" for i in range(50)
    ]
    assert len(seen) == len(set(seen)) == 50


def test_the_way_back_leads_to_the_same_page(cast: Any):
    many(cast, 50)
    first = page(cast, "/")
    second = page(cast, re.search(r'pager-older" href="([^"]+)"', first)[1].replace("&amp;", "&"))
    back = page(cast, re.search(r'pager-newer" href="([^"]+)"', second)[1].replace("&amp;", "&"))
    assert titles(back) == titles(first)


@pytest.mark.parametrize(
    "key", ["x", "1", "-1-1", "99999999999999999-1", "1-99999999999", "0-0", "1700000000000000-1%00"]
)
def test_a_key_that_is_none_does_no_harm(cast: Any, key: str):
    ask(cast)
    assert cast.visit().get(f"/?before={key}").status_code == 200
    assert cast.visit().get(f"/?after={key}").status_code == 200


def test_tag_and_channel_narrow_the_list_down(cast: Any):
    ask(cast, title="About mesh", tags="mesh"), ask(cast, title="About power", tags="power")
    assert titles(page(cast, "/?tag=mesh")) == ["About mesh"]
    assert titles(page(cast, "/?tag=mesh&channel=twitter")) == []
    assert "1 question" in page(cast, "/?tag=mesh")


def test_with_one_brand_nobody_reads_the_word_and_with_two_one_may_choose(cast: Any):
    from forum.extensions import db
    from forum.services import brands

    ask(cast)
    assert 'name="brand"' not in page(cast, "/") + page(cast, "/threads/new", "mara")
    with cast.app.app_context():
        pro = brands.add("Lanternet Pro", "lanternet-pro").id
        db.session.commit()
    sent = {"title": "About the other brand", "body": BODY, "tags": "", "brand": str(pro)}
    assert cast.visit("mara").post("/threads/new", data=sent).status_code == 303
    assert titles(page(cast, "/?brand=lanternet-pro")) == ["About the other brand"]
    assert 'name="brand"' in page(cast, "/") and 'name="brand"' in page(cast, "/threads/new", "mara")


def test_hidden_and_taken_back_questions_are_in_no_list(cast: Any):
    hidden, gone = ask(cast, title="To be hidden"), ask(cast, title="To be taken back")
    hide(cast, question_of(cast, hidden))
    cast.visit("mara").post(f"/posts/{question_of(cast, gone)}?_method=DELETE")
    for tab in ("newest", "unanswered", "active"):
        assert titles(page(cast, f"/?tab={tab}")) == []


def test_a_thread_shows_question_answers_and_comments(cast: Any):
    thread = ask(cast, body="Is it **broken**?")
    post = answer(cast, thread)
    comment(cast, post, body="That helped me too.")
    html = page(cast, f"/threads/{thread}")
    assert f"<h1>{TITLE}</h1>" in html and "<strong>broken</strong>" in html
    assert f'id="post-{post}"' in html and "That helped me too." in html
    assert "1 answer" in html and "Log in to answer" in html


def test_answers_are_ordered_by_acceptance_then_score_then_time(cast: Any):
    thread = ask(cast)
    first, second, third = (answer(cast, thread, who, f"Answer of {who}") for who in ("theo", "nils", "omar"))
    cast.visit("ines").post(f"/posts/{third}/vote", data={"value": "1"})
    cast.visit("mara").post(f"/posts/{second}/acceptance")
    order = re.findall(r'<article class="answer[^"]*" id="post-(\d+)"', page(cast, f"/threads/{thread}"))
    assert list(map(int, order)) == [second, third, first]


def test_a_hidden_answer_leaves_a_stub_with_its_reason_and_its_author_and_staff_still_read_it(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread, "nils", "Words that a moderator hid")
    hide(cast, post, "not about routers")
    for reader, reads in ((None, False), ("mara", False), ("nils", True), ("ines", True)):
        html = page(cast, f"/threads/{thread}", reader)
        assert "Hidden by a moderator: not about routers." in html
        assert ("Words that a moderator hid" in html) is reads
    assert "No answers yet" in page(cast, f"/threads/{thread}")


def test_a_hidden_question_keeps_its_title_from_strangers(cast: Any):
    thread = ask(cast, title="A title with a secret", body="Body with a secret")
    hide(cast, question_of(cast, thread))
    for reader, reads in ((None, False), ("theo", False), ("mara", True), ("ines", True)):
        assert ("A title with a secret" in page(cast, f"/threads/{thread}", reader)) is reads
    assert cast.visit("theo").post(f"/threads/{thread}/answers", data={"body": "Hm"}).status_code == 403


def test_a_taken_back_thread_is_there_for_staff_only(cast: Any):
    thread = ask(cast)
    cast.visit("mara").post(f"/posts/{question_of(cast, thread)}?_method=DELETE")
    assert cast.visit().get(f"/threads/{thread}").status_code == 404
    assert cast.visit("mara").get(f"/threads/{thread}").status_code == 404
    assert "Only staff can see it" in page(cast, f"/threads/{thread}", "ines")


@pytest.mark.parametrize(
    "address", ["/threads/999", "/threads/2147483648", "/threads/99999999999999999999", "/threads/x"]
)
def test_a_thread_that_is_not_there_is_404(cast: Any, address: str):
    assert cast.visit().get(address).status_code == 404


def imported(cast: Any, kind: str = "question", url: str | None = "https://social.example/@tobi/1") -> int:
    """A thread that came from another network."""
    from forum.database import now
    from forum.extensions import db
    from forum.models import Identity, Origin
    from forum.services import threads
    from forum.services.writing import Draft

    with cast.app.app_context():
        tobi = Identity(channel="mastodon", handle="tobi@social.example", name="Tobi K.")
        db.session.add(tobi)
        db.session.flush()
        draft = Draft(body="Same *here*", at=now(), title="Same here", identity_id=tobi.id, is_markdown=False)
        draft.channel, draft.thread_kind, draft.is_brand = "mastodon", kind, kind == "announcement"
        made = threads.ask_many([draft])[0]
        db.session.add(
            Origin(post_id=made.post_id, thread_id=made.thread_id, channel="mastodon", external_id="1", url=url)
        )
        db.session.commit()
        return made.thread_id


def test_an_imported_post_says_who_wrote_it_where_and_links_to_the_original(cast: Any):
    html = page(cast, f"/threads/{imported(cast)}")
    assert "Tobi K." in html and "@tobi@social.example" in html
    assert '<a class="origin" href="https://social.example/@tobi/1" rel="nofollow noopener">' in html
    assert "original on Mastodon" in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example", " https://x.example", None]
)
def test_only_addresses_of_the_web_become_links_to_an_original(cast: Any, url: str | None):
    html = page(cast, f"/threads/{imported(cast, url=url)}")
    assert 'class="origin" href' not in html
    assert "from Mastodon" in html


def test_an_announcement_takes_comments_but_no_answers(cast: Any):
    thread = imported(cast, "announcement")
    html = page(cast, f"/threads/{thread}", "mara")
    assert "Announcement" in html and "staff" in html and 'id="answers"' not in html
    assert cast.visit("mara").post(f"/threads/{thread}/answers", data={"body": "Hm"}).status_code == 404
    assert comment(cast, question_of(cast, thread), "mara", "Good to know")
    assert titles(page(cast, "/?tab=unanswered")) == []


def test_a_reply_without_its_beginning_is_readable_by_address_and_in_no_list(cast: Any):
    thread = imported(cast, "stub")
    assert "The beginning of this conversation has not arrived here." in page(cast, f"/threads/{thread}")
    assert titles(page(cast, "/")) == []


def test_personal_data_that_was_hidden_is_marked(cast: Any):
    thread = ask(cast, body="I paid with 4242 4242 4242 4242.\n\n```\nlong line\n```")
    html = page(cast, f"/threads/{thread}")
    assert '<span class="masked">[card number hidden]</span>' in html and "4242 4242" not in html
    assert '<pre tabindex="0">' in html


def test_asking_needs_an_account_and_then_leads_to_the_question(cast: Any):
    assert "/login" in cast.visit().get("/threads/new").headers["Location"]
    assert "/login" in cast.visit().post("/threads/new", data={"title": TITLE, "body": BODY}).headers["Location"]
    thread = ask(cast, tags="Power, light power")
    html = page(cast, f"/threads/{thread}")
    assert 'href="/?tag=power"' in html and 'href="/?tag=light"' in html


BAD = {
    "no title": {"title": ""},
    "a title of spaces": {"title": " \t  "},
    "a title without letters": {"title": "?!?!?!"},
    "a title of two letters": {"title": "Hm"},
    "a title of 181 characters": {"title": "a" * 181},
    "no body": {"body": ""},
    "a body of spaces": {"body": " \n "},
    "a body without a shape": {"body": "\u200b\u200b"},
    "a body of 20,001 characters": {"body": "a" * 20_001},
    "six tags": {"tags": "a b c d e f"},
}


@pytest.mark.parametrize("fault", BAD)
def test_a_question_with_a_fault_comes_back_filled_in(cast: Any, fault: str):
    sent = {"title": TITLE, "body": BODY, "tags": "power"} | BAD[fault]
    response = cast.visit("mara").post("/threads/new", data=sent)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    kept = [value for value in sent.values() if value.strip("\u200b \n\t")]
    assert all(value in response.text.replace("&#39;", "'") for value in kept)
    assert titles(page(cast, "/")) == []


def test_limits_are_reached_exactly(cast: Any):
    thread = ask(cast, title="t" * 180, body="b" * 20_000, tags="a b c d e")
    assert "t" * 180 in page(cast, f"/threads/{thread}")


def test_a_search_without_a_result_brings_its_words_to_the_form(cast: Any):
    assert 'value="ornage lihgt"' in page(cast, "/threads/new?title=ornage+lihgt", "mara")


def test_a_long_thread_comes_in_pages_and_every_post_has_an_address(cast: Any):
    from forum.extensions import db
    from forum.models import User
    from forum.services import posts

    thread = ask(cast)
    with cast.app.app_context():
        theo = db.session.get_one(User, cast.theo)
        made = [posts.answer(thread, theo, f"Answer number {i}").id for i in range(60)]
        db.session.commit()
    html = page(cast, f"/threads/{thread}")
    assert f'id="post-{made[49]}"' in html and f'id="post-{made[50]}"' not in html
    assert "60 answers" in html and f"/threads/{thread}?from={made[50]}" in html
    there = cast.visit().get(f"/posts/{made[55]}").headers["Location"]
    assert there == f"/threads/{thread}?from={made[55]}#post-{made[55]}"
    later = page(cast, there.split("#")[0])
    assert f'id="post-{made[55]}"' in later and "From the first answer" in later
    more = page(cast, f"/threads/{thread}?from={made[50]}", headers=HTMX)
    assert more.count("<article") == 10 and "<html" not in more


def test_more_than_twenty_comments_have_a_page_of_their_own(cast: Any):
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import posts

    post = answer(cast, ask(cast))
    with cast.app.app_context():
        mara, above = db.session.get_one(User, cast.mara), db.session.get_one(Post, post)
        made = [posts.comment(above, mara, f"Comment number {i}").id for i in range(25)]
        db.session.commit()
    html = page(cast, f"/threads/{above.thread_id}")
    assert "Comment number 19" in html and "Comment number 20" not in html
    assert "All 25 comments" in html
    assert "Comment number 24" in page(cast, f"/posts/{post}/comments")
    assert cast.visit().get(f"/posts/{made[24]}").headers["Location"] == f"/posts/{post}/comments#post-{made[24]}"
    assert cast.visit().get(f"/posts/{made[3]}").headers["Location"] == f"/threads/{above.thread_id}#post-{made[3]}"


def test_related_threads_stand_beside_it_but_never_hidden_ones(cast: Any):
    from forum.extensions import db
    from forum.models import RelatedThread

    here, open_, hidden = ask(cast), ask(cast, title="Like it"), ask(cast, title="Like it but hidden")
    hide(cast, question_of(cast, hidden))
    with cast.app.app_context():
        for rank, other in enumerate((hidden, open_)):
            db.session.add(RelatedThread(thread_id=here, rank=rank, related_id=other, score=0.5))
        db.session.commit()
    html = page(cast, f"/threads/{here}")
    assert "Like it" in html and "Like it but hidden" not in html


def test_a_waiting_question_says_until_when_it_waits_for_peers(cast: Any):
    from forum.models import Thread

    thread = ask(cast)
    assert "Everybody here can see this now" in page(cast, f"/threads/{thread}")
    backdate(cast, thread, created_at=timedelta(hours=3))
    assert "Nobody has answered so far" in page(cast, f"/threads/{thread}")
    answer(cast, thread)
    assert "Nobody has answered so far" not in page(cast, f"/threads/{thread}")
    assert row(cast, Thread, thread).answer_count == 1
