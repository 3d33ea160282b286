"""The preview: what everybody would see, and what would be hidden."""

from typing import Any

from tests.forum.talk import HTMX


def test_the_preview_shows_the_words_rendered_masked_and_cleaned(cast: Any):
    sent = {"body": "**Bold** 4242 4242 4242 4242 <script>alert(1)</script>"}
    html = cast.visit("mara").post("/preview", data=sent, headers=HTMX).text
    assert "<strong>Bold</strong>" in html and "[card number hidden]" in html
    assert "<script" not in html and "This looks like a card number." in html


def test_without_javascript_it_is_a_page(cast: Any):
    html = cast.visit("mara").post("/preview", data={"body": "**Bold**"}).text
    assert "<html" in html and "<strong>Bold</strong>" in html


def test_nothing_written_shows_nothing(cast: Any):
    assert "Nothing to show yet." in cast.visit("mara").post("/preview", data={"body": " "}, headers=HTMX).text
