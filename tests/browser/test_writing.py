"""Writing a question by hand and by keyboard: what is pointed at before it is sent, and where the focus goes."""

from typing import Any

from playwright.sync_api import Page, expect

CARD = "5555 5555 5555 4444"


def test_a_card_number_is_pointed_at_while_one_types_and_hidden_when_it_was_sent_all_the_same(visit: Any):
    page: Page = visit("mara")
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill("Charged twice for one bulb")
    body = page.get_by_label("What you see, and what you tried")
    body.press_sequentially(f"I paid with my card {CARD} in May.")
    expect(page.locator("#warnings")).to_contain_text("This looks like a card number.")
    expect(body).to_be_focused()
    body.fill("I paid with my card in May.")
    expect(page.locator("#warnings")).to_be_empty()
    body.fill(f"I paid with my card {CARD} in May.")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".question .masked")).to_have_text("[card number hidden]")
    assert CARD not in page.content()


def test_a_preview_appears_below_the_words_and_goes_at_the_second_press(visit: Any):
    page: Page = visit("mara")
    page.goto("/threads/new")
    page.get_by_label("What you see, and what you tried").fill("It **hums**.")
    preview = page.get_by_role("button", name="Preview")
    preview.click()
    expect(page.locator("#preview strong")).to_have_text("hums")
    preview.click()
    expect(page.locator("#preview")).to_be_empty()


def test_words_that_are_refused_are_still_in_the_form_without_scripts_too(visit: Any):
    page: Page = visit("mara", java_script_enabled=False)
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill("?!")
    page.get_by_label("What you see, and what you tried").fill("Words that took a while.")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#title-error")).to_be_visible()
    expect(page.get_by_label("What you see, and what you tried")).to_have_value("Words that took a while.")


def test_the_first_key_leads_past_the_masthead(visit: Any):
    page: Page = visit("mara")
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_question_is_asked_with_the_keyboard_alone_and_one_always_sees_where_one_is(visit: Any):
    page: Page = visit("mara")
    page.goto("/threads/new")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    stops = [stop(page)]
    page.keyboard.type("Bulb whistles in the pantry")
    for words in ("It whistles when the fridge starts.", None, "bulb noise", None):
        stops.append(stop(page))
        while words and stops[-1]["name"] not in ("body", "tags"):  # what was suggested stands between
            stops.append(stop(page))
        page.keyboard.type(words or "")
    while stops[-1]["name"] != "Ask":  # whether to ask under a pseudonym
        stops.append(stop(page))
    assert [each["name"] for each in stops if each["name"] in ("title", "body", "preview", "tags", "Ask")] == [
        "title",
        "body",
        "preview",
        "tags",
        "Ask",
    ]
    assert all(each["is_marked"] for each in stops), stops
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bulb whistles in the pantry")


def stop(page: Page) -> dict[str, Any]:
    """Press Tab; say what has the focus now, and whether it is seen to have it."""
    page.keyboard.press("Tab")
    found: dict[str, Any] = page.evaluate(
        """() => {
            const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
            const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
            const isInside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
            return {name: here.name || here.textContent.trim(), is_marked: isInside && (isOutlined || style.boxShadow !== "none")};
        }"""
    )
    return found
