"""What appears while somebody types: earlier answers and warnings, calmly, and nothing that is hidden."""

from pathlib import Path
from typing import Any

import pytest

from tests.forum.talk import HTMX, answer, ask, hide, page, question_of

TYPED = {"title": "orange light after storm, restart does not help", "body": ""}


def town(cast: Any) -> tuple[int, int]:
    """Questions about other things, and one like TYPED with an answer: its thread and answer."""
    for title in ("How do I print from a tablet", "Invoice shows the wrong address", "VPN is slow in the evening"):
        answer(cast, ask(cast, "nils", title, title + ", what can I do?", ""), body="Turn it off for **ten** seconds.")
    thread = ask(cast, "nils")
    post = answer(cast, thread, body="Wait until the *modem* is up.")
    cast.work()
    return thread, post


def typed(cast: Any, who: str | None = "mara", **more: str) -> str:
    return str(cast.visit(who).post("/suggestions", data=TYPED | more, headers=HTMX).text)


def test_an_earlier_question_with_its_answer_appears(cast: Any):
    thread, post = town(cast)
    html = typed(cast)
    assert f"/threads/{thread}#post-{post}" in html and "the <em>modem</em> is up" in html
    assert "answered by theo" in html and "<html" not in html
    assert "Invoice" not in html


def test_hidden_questions_and_answers_are_never_suggested_though_the_index_holds_them(cast: Any):
    thread, post = town(cast)
    hide(cast, post)
    assert f"/threads/{thread}" not in typed(cast)
    second = answer(cast, thread, "nils", "Another way: the red cable.")
    cast.work()
    assert f"#post-{second}" in typed(cast)
    hide(cast, question_of(cast, thread))
    assert f"/threads/{thread}" not in typed(cast)


def test_nothing_similar_says_nothing(cast: Any):
    town(cast)
    html = (
        cast.visit("mara").post("/suggestions", data={"title": "zebra crossing quokka", "body": ""}, headers=HTMX).text
    )
    assert "Somebody may have solved" not in html and "details" not in html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("I paid with 4242 4242 4242 4242", "This looks like a card number."),
        ("my password is hunter2Secret", "This looks like a password."),
        ("IBAN DE89 3704 0044 0532 0130 00", "This looks like an IBAN."),
        ("call +49 170 1234567", "This looks like a phone number."),
    ],
)
def test_personal_data_is_pointed_at_before_it_is_sent(cast: Any, body: str, words: str):
    html = typed(cast, body=body)
    assert words in html and "It will be hidden from everyone." in html
    assert "hunter2Secret" not in html and "4242 4242" not in html


def test_nothing_that_was_typed_is_logged(cast: Any, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("DEBUG"):
        typed(cast, body="I paid with 4242 4242 4242 4242")
    assert "4242" not in caplog.text


def test_without_javascript_the_form_comes_back_with_the_answers_beside_it(cast: Any):
    thread, post = town(cast)
    html = cast.visit("mara").post("/suggestions", data=TYPED | {"tags": "power"}).text
    assert TYPED["title"] in html and f"/threads/{thread}#post-{post}" in html and 'value="power"' in html
    assert 'formaction="/suggestions"' in page(cast, "/threads/new", "mara")


def test_a_damaged_index_suggests_nothing_and_breaks_nothing(cast: Any):
    town(cast)
    for file in Path(cast.app.extensions["settings"].data_dir, "similar").rglob("*"):
        if file.is_file():
            file.write_bytes(b"no index at all")
    cast.app.extensions["engines"].clear()
    assert "Somebody may have solved" not in typed(cast)
    assert cast.visit("mara").post("/suggestions", data=TYPED, headers=HTMX).status_code == 200


def test_a_search_that_nothing_was_typed_for_is_quiet(cast: Any):
    assert "details" not in cast.visit("mara").post("/suggestions", data={}, headers=HTMX).text


def test_the_fields_ask_while_one_types_and_keep_the_focus(cast: Any):
    html = page(cast, "/threads/new", "mara")
    assert html.count('hx-post="/suggestions"') == 2
    assert '<div class="suggestions" id="suggestions" aria-live="polite"></div>' in html
    assert "autofocus" not in html
