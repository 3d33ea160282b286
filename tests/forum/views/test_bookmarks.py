"""Bookmarks: kept once, private, newest first, and without the words of what is not shown any more."""

from typing import Any

from tests.forum.talk import HTMX, answer, ask, hide, page


def test_a_post_is_kept_once_however_often_it_is_sent_and_given_up(cast: Any):
    post = answer(cast, ask(cast))
    mara = cast.visit("mara")
    for _ in range(2):
        assert mara.post(f"/posts/{post}/bookmark").status_code == 303
    kept = page(cast, "/bookmarks", "mara")
    assert kept.count(f'href="/posts/{post}"') == 1 and "Pull the plug and wait" in kept
    assert mara.post(f"/posts/{post}/bookmark?_method=DELETE&back=list").headers["Location"] == "/bookmarks"
    assert "Nothing kept yet" in page(cast, "/bookmarks", "mara")


def test_nobody_sees_what_another_keeps(cast: Any):
    thread = ask(cast)
    post = answer(cast, thread)
    cast.visit("mara").post(f"/posts/{post}/bookmark")
    assert ">Kept<" in page(cast, f"/threads/{thread}", "mara")
    for reader in (None, "theo", "ines", "sol"):
        assert ">Kept<" not in page(cast, f"/threads/{thread}", reader)
    assert "Nothing kept yet" in page(cast, "/bookmarks", "sol")


def test_what_was_hidden_since_is_listed_without_its_words(cast: Any):
    post = answer(cast, ask(cast), "theo", "Words that a moderator hid")
    for who in ("nils", "theo"):
        cast.visit(who).post(f"/posts/{post}/bookmark")
    hide(cast, post)
    assert "Words that a moderator hid" not in page(cast, "/bookmarks", "nils")
    assert "not shown any more" in page(cast, "/bookmarks", "nils")
    assert "Words that a moderator hid" in page(cast, "/bookmarks", "theo")
    assert cast.visit("nils").post(f"/posts/{post}/bookmark?_method=DELETE&back=list").status_code == 303


def test_htmx_gets_the_mark_alone(cast: Any):
    post = answer(cast, ask(cast))
    shown = cast.visit("mara").post(f"/posts/{post}/bookmark", headers=HTMX).text
    assert "Kept" in shown and "<html" not in shown
